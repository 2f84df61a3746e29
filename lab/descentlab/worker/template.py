"""What every worker process has in common, loaded once in the server they are forked from."""

from __future__ import annotations

import contextlib
import resource
from collections.abc import Mapping
from typing import Any

import torch
from descentkernels import DescentError

from descentlab.catalog import load
from descentlab.frames import message_frame
from descentlab.runs.run import Run
from descentlab.worker.budget import Budget
from descentlab.worker.session import Session
from descentlab.worker.worker import Channel, Worker

# One thread each: two on two busy cores were 30 to 40 times slower, and a fork of a process that
# has started OpenMP threads hangs.
torch.set_num_threads(1)


def rehearse() -> None:
    """Take the first steps once, so that no session pays for torch's first calls."""
    exhibit = load("edge_of_stability")
    Run(exhibit, exhibit.settings(width=4, examples=20)).advance(2)


def serve(channel: Channel, exhibit_id: str, settings: Mapping[str, Any], budget: Budget) -> None:
    """Run a session on `channel` until it closes."""
    if budget.memory_bytes is not None:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (budget.memory_bytes, budget.memory_bytes))
    exhibit = load(exhibit_id)
    try:
        session = Session(exhibit, exhibit.settings().with_(**settings), budget)
    except DescentError as error:
        channel.send(message_frame("error", f"The run could not be started: {error}"))
        while True:  # the page stays and reads; its closing ends this
            channel.receive(60.0)
    Worker(session, channel).loop()


rehearse()
