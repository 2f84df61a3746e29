"""Lock: two processes must not write one record. The system frees it however a process ends."""

from __future__ import annotations

import time
from pathlib import Path

from descentlab.errors import LabError

try:
    import fcntl
except ImportError:  # Windows: nothing there that a killed process would surely let go
    fcntl = None


class Lock:
    """Held until released; LabError when another process holds the record in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / ".lock").open("a")
        if fcntl is None:
            return
        for patience in (0.02, 0.02, 0):  # whoever asks `is_written` holds it for an instant
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                time.sleep(patience)
            except OSError:  # a file system without locks: go on, as there is no way to ask
                return
        self._file.close()
        raise _taken(folder)

    def release(self) -> None:
        self._file.close()


def is_written(folder: Path) -> bool:
    """Whether a process is writing the record now. Asks without waiting or creating anything."""
    if fcntl is None or not (folder / ".lock").exists():
        return False
    try:
        with (folder / ".lock").open("r") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def refuse_written(folder: Path) -> None:
    """LabError when a process is writing the record now; for asking before long work."""
    if is_written(folder):
        raise _taken(folder)


def _taken(folder: Path) -> LabError:
    return LabError(
        f"Expected the record {folder} to be free; found a run that is writing it. "
        "Wait until it ends, or stop it."
    )
