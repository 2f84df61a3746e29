"""A wall around the memory of a worker process: allocations far beyond its share are refused."""

from __future__ import annotations

import contextlib
import os
import resource

from descentlab.worker.usage import status_bytes

#: Allocations may pass the session's limit by so much before they are refused: they are counted in
#: reserved addresses, of which malloc takes more than it uses.
SLACK = 2


def limit_growth(limit: int) -> None:
    """Refuse this process allocations that would let it grow far beyond `limit` bytes."""
    reserved = status_bytes(os.getpid(), "VmData")
    if reserved is not None:
        wall = reserved + SLACK * limit
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (wall, wall))


def is_shortage(error: BaseException) -> bool:
    """Whether `error` says that an allocation was refused: Python's own, or torch's."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
