"""The memory of worker processes: what one occupies of its own, and a wall around it.

Linux tells it in /proc; elsewhere nothing is measured and nothing is limited.
"""

from __future__ import annotations

import contextlib
import resource
import sys
from pathlib import Path

#: Allocations may pass the session's limit by so much before they are refused: they are counted in
#: reserved addresses, of which malloc takes more than it uses.
SLACK = 2


def anonymous_bytes(pid: int) -> int | None:
    """Memory of process `pid` in bytes that no file backs; None where it cannot be told.

    A fork starts with all of its parent's, shared until it is written to. So what a fork has come
    to occupy of its own is bounded by nothing simpler than its growth since the fork.
    """
    return _status(pid, "RssAnon")


def limit_growth(limit: int) -> None:
    """Refuse this process allocations that would let it grow far beyond `limit` bytes."""
    own = Path("/proc/self").resolve().name if sys.platform == "linux" else ""
    reserved = _status(int(own), "VmData") if own.isdecimal() else None
    if reserved is not None:
        wall = reserved + SLACK * limit
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_DATA, (wall, wall))


def is_shortage(error: BaseException) -> bool:
    """Whether `error` says that an allocation was refused: Python's own, or torch's."""
    if isinstance(error, MemoryError):
        return True
    return isinstance(error, RuntimeError) and "can't allocate memory" in str(error)


def _status(pid: int, name: str) -> int | None:
    """A line of /proc/PID/status, in bytes."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return 1024 * int(line.split()[1])
    return None
