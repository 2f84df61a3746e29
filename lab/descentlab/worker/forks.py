"""The server that worker processes are forked from. Imports nothing slow: it is started first."""

from __future__ import annotations

import multiprocessing
import os
from functools import cache
from typing import Any

#: What the fork server loads: torch and all that a session needs, and the main script, which every
#: fork would otherwise import anew.
PRELOAD = ["__main__", "descentlab.worker.template"]


@cache
def forks() -> Any:
    """The multiprocessing context; the server has torch loaded, so a fork is fast."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOAD)
    return context


def warm_up() -> None:
    """Start the fork server and wait until a worker can be forked from it at once."""
    process = forks().Process(target=os.getpid)
    process.start()
    process.join()
