"""The built client: its files, and the frames that carry parts of it."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path

DIST = Path(__file__).parent / "stage" / "dist"
BUNDLE = DIST / "lab-stage.js"
#: Parts of the client that a page asks for when it first needs them.
MODULES = {"surface": DIST / "lab-surface.js", "export": DIST / "lab-export.js"}


@cache
def module_frame(name: str) -> bytes:
    """The source of a client module as a frame: its header names it, its body is gzip.

    Not an address to load from, since a notebook has none: this way works wherever frames arrive.
    """
    header = json.dumps({"frame": 0, "module": name}).encode()
    body = gzip.compress(MODULES[name].read_bytes(), compresslevel=9, mtime=0)
    return len(header).to_bytes(4, "little") + header + body
