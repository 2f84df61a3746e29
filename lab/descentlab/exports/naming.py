"""Names of the files handed over."""

from __future__ import annotations

import re

from descentlab.runs.run import Run


def file_name(run: Run, what: str, ending: str) -> str:
    """`exhibit-what-stepN.ending`, of letters, digits, `_` and `-` that every system takes."""
    parts = [run.exhibit.id, *([what] if what else []), f"step{run.step}"]
    return "-".join(re.sub(r"[^\w-]+", "_", part, flags=re.ASCII) for part in parts) + ending
