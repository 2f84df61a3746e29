"""What a record says about its run, beside the numbers."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from typing import Any

import numpy as np
import torch

from descentlab.runs.command import Command
from descentlab.runs.run import Run


def about(run: Run) -> dict[str, Any]:
    """What stays the same however long the run goes on.

    `settings` (those at step 0), `versions` and `data` (name and digest of a person's own, where
    the run is on such) are JSON text, which every file format xarray writes can hold; nested data
    is not.
    """
    known = {
        "exhibit": run.exhibit.id,
        "title": run.exhibit.title,
        "settings": json.dumps(dict(vars(run.initial)), ensure_ascii=False),
        "seed": getattr(run.initial, "seed", 0),
        "versions": json.dumps(versions(), ensure_ascii=False),
    }
    return known if run.data is None else {**known, "data": json.dumps(run.data.reference)}


def progress(
    step: int, wanted: int | None, status: str, commands: Sequence[Command]
) -> dict[str, Any]:
    """How far the run has come. `status` is running, complete, diverged or interrupted."""
    known = {
        "status": status,
        "last_step": step,
        "commands": json.dumps([c.to_json() for c in commands]),
        "updated": datetime.now(UTC).isoformat(timespec="milliseconds"),
    }
    return known if wanted is None else {**known, "requested_steps": wanted}


def versions() -> dict[str, str]:
    """What the last bits of a run's numbers depend on."""
    return {**_installed(), "torch threads": str(torch.get_num_threads())}


@cache
def _installed() -> dict[str, str]:
    return {
        "descentlab": metadata.version("descentlab"),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": torch.backends.cpu.get_cpu_capability(),
    }


def differences(attributes: dict[str, Any]) -> list[str]:
    """In words, what is not as it was where the record was made."""
    then = json.loads(attributes.get("versions", "{}"))
    return [
        f"{name} {then.get(name, 'unknown')} then, {now} now"
        for name, now in versions().items()
        if then.get(name) != now
    ]
