"""What every worker process has in common, loaded once in the server they are forked from.

A fork shares the memory of this process until one of the two writes to it. So everything that any
exhibit imports is imported here, torch's first calls are made here, and what is alive then is put
out of the reach of the garbage collector, whose marks would make each fork copy it.
"""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Mapping
from typing import Any

import torch
from descentkernels import DescentError

from descentlab import own
from descentlab.catalog import exhibit_ids, load
from descentlab.frames import message_frame
from descentlab.runs.run import Run
from descentlab.worker.budget import Budget
from descentlab.worker.memory import limit_growth
from descentlab.worker.session import Session
from descentlab.worker.worker import Channel, Worker

# One thread: two on two busy cores were 30 to 40 times slower, and a fork of a process that has
# started OpenMP threads hangs. A server with cores to spare gives its sessions more after the fork.
torch.set_num_threads(1)


def rehearse() -> None:
    """Load every exhibit and take the first steps of one, so that no session pays for it."""
    for exhibit_id in exhibit_ids():
        # One that cannot be loaded says so in its own page.
        with contextlib.suppress(Exception):
            load(exhibit_id)
    exhibit = load("edge_of_stability")
    Run(exhibit, exhibit.settings(width=4, examples=20)).advance(2)
    gc.collect()
    gc.freeze()


def serve(channel: Channel, exhibit_id: str, settings: Mapping[str, Any], budget: Budget) -> None:
    """Run a session on `channel` until it closes."""
    if budget.memory_bytes is not None:
        limit_growth(budget.memory_bytes)
    if budget.threads > 1:
        torch.set_num_threads(budget.threads)
    exhibit = load(exhibit_id)
    try:
        session = Session(exhibit, exhibit.settings().with_(**settings), budget)
    except Exception as error:
        said = str(error) if isinstance(error, DescentError) else own.slip(error)
        if said is None:
            raise
        channel.send(message_frame("error", f"The run could not be started: {said}"))
        while True:  # the page stays and reads; its closing ends this
            channel.receive(1.0)
            channel.pulse(False)
    Worker(session, channel).loop()


rehearse()
