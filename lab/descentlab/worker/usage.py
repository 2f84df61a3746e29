"""What a process uses, as Linux tells it in /proc. None where it cannot be told."""

from __future__ import annotations

import os
from pathlib import Path


def anonymous_bytes(pid: int) -> int | None:
    """Memory of process `pid` in bytes that no file backs.

    A fork starts with all of its parent's, shared until it is written to: what it has come to
    occupy of its own is at most what was written since, and its growth is at most that.
    """
    return status_bytes(pid, "RssAnon")


def resident_bytes(pid: int) -> int | None:
    """All memory of process `pid` in bytes, with what it shares."""
    return status_bytes(pid, "VmRSS")


def status_bytes(pid: int, name: str) -> int | None:
    """A line of /proc/PID/status, in bytes."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    for line in text.splitlines():
        if line.startswith(name + ":"):
            return 1024 * int(line.split()[1])
    return None


def cpu_seconds(pid: int) -> float | None:
    """Seconds of CPU time that process `pid` has used."""
    fields = _stat(pid)
    if fields is None:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def wants_core(pid: int) -> bool:
    """Whether process `pid` runs, or would if a core were free: it does not sleep."""
    fields = _stat(pid)
    return fields is not None and fields[0] == "R"


def _stat(pid: int) -> list[str] | None:
    """The fields of /proc/PID/stat from the third on, the state."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    # The name in parentheses may hold anything; the fields are counted from its end.
    return text.rpartition(")")[2].split()
