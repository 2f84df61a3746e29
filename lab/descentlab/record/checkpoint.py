"""Checkpoint: the newest complete moment of a run, beside its record.

It is a shortcut: a run is a function of its settings and commands, so a checkpoint that is missing,
damaged or of another past only means that resuming takes as long as the run did.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from descentlab.errors import LabError
from descentlab.record.atomic import replace_file
from descentlab.record.encoding import decode, encode
from descentlab.runs.checkpoints import Snapshot
from descentlab.runs.command import Command

NAME = "checkpoint.pt"


def save(folder: Path, moment: Snapshot, commands: Sequence[Command]) -> None:
    """Put the moment of arriving at a step, and the log that led there, beside the record."""
    data: dict[str, Any] = {
        "moment": encode(moment),
        "commands": [c.to_json() for c in commands if c.step < moment.step],
    }
    buffer = io.BytesIO()  # torch tells of a full disk in words of its own, the file system clearly
    torch.save(data, buffer)
    replace_file(folder / NAME, buffer.getbuffer())


def load(
    folder: Path, commands: Sequence[Command], last: int, trusted: Sequence[str] = ()
) -> Snapshot | None:
    """The moment saved, if it lies on the past of a run with `commands` that stands at `last`."""
    try:
        data = torch.load(folder / NAME, weights_only=True)
        moment = decode(data["moment"], trusted)
        step, log = moment.step, data["commands"]
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError):
        return None
    except (LabError, KeyError, TypeError, AttributeError, ValueError):
        return None  # made by another version of the lab
    past = [c.to_json() for c in commands if c.step < step]
    return moment if isinstance(moment, Snapshot) and step <= last and log == past else None
