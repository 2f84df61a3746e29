"""Files that are replaced as a whole: whoever reads sees the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path

#: Ending of a file that is still being written. One writer a record, so one such name a file.
PARTIAL = ".partial"


def replace_file(path: Path, data: bytes | memoryview) -> None:
    """Write `data` to `path` so that a kill at any moment leaves the old file or the new one.

    The data is not forced to the disk: a killed process loses nothing of it (the kernel has it),
    a power failure may lose the last seconds. Raises OSError, the old file untouched.
    """
    partial = path.with_name(path.name + PARTIAL)
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
