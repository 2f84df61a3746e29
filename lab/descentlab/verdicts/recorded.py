"""The record: what was measured of every claim, kept in the package."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from descentlab.verdicts.evidence import Evidence

FILE = Path(__file__).with_name("recorded.json")


def recorded(file: Path = FILE) -> Mapping[str, Evidence]:
    """The evidence by claim; empty where nothing was ever recorded. Read again when it changes."""
    return _read(file, file.stat().st_mtime_ns) if file.exists() else {}


def record(found: Mapping[str, Evidence], file: Path = FILE) -> None:
    """Write the record whole: whoever reads meanwhile finds the old one or the new one."""
    data = {name: found[name].data() for name in sorted(found)}
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    beside = file.with_suffix(".part")
    beside.write_text(text + "\n", encoding="utf-8")
    os.replace(beside, file)


@lru_cache(maxsize=4)
def _read(file: Path, _changed: int) -> Mapping[str, Evidence]:
    data = json.loads(file.read_text(encoding="utf-8"))
    return {name: Evidence.read(found) for name, found in data.items()}
