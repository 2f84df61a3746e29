"""The memory of a worker process: a wall around it, and giving back what is not needed."""

from __future__ import annotations

import contextlib
import ctypes
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


def trim() -> None:
    """Give freed memory back to the system, where the C library can (glibc).

    A step's temporaries leave holes all over the heap that malloc keeps: after 300 steps of a
    network of 10 000 weights 67 MB, of which 45 are free. Giving them back costs some 5 ms.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def is_shortage(error: BaseException) -> bool:
    """Whether `error` says that an allocation was refused: Python's own, or torch's."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)
