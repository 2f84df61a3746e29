"""Marked text of an exhibit as HTML: **bold**, *emphasis*, `code`, $formulas$, and nothing else."""

from __future__ import annotations

import re
from html import escape

from descentlab.formulas import mathml

# As the stage reads it (src/markup.ts).
_PIECE = re.compile(r"\$[^$]+\$|\*\*[^*]+\*\*|(?<!\w)(?<!\))\*[^*\s][^*]*\*|`[^`]+`")

# A word joiner, and spaces that do not break, keep what is a formula without dollars on one line.
_UNBROKEN = "2/\u2060η"
_RELATION = re.compile(r" (&lt;|&gt;|[=≤≥≈−]) ")


def prose(text: str) -> str:
    """`text` as HTML; whatever is not one of its four marks is escaped."""
    out, at = [], 0
    for piece in _PIECE.finditer(text):
        out += [_plain(text[at : piece.start()]), _marked(piece[0])]
        at = piece.end()
    return "".join([*out, _plain(text[at:])])


def _marked(piece: str) -> str:
    if piece.startswith("$"):
        # HTML knows <math> without its namespace.
        return re.sub(r'\s+xmlns="[^"]*"', "", mathml(piece[1:-1]))
    if piece.startswith("**"):
        return f"<strong>{prose(piece[2:-2])}</strong>"
    if piece.startswith("*"):
        return f"<em>{_plain(piece[1:-1])}</em>"
    return f"<code>{_plain(piece[1:-1])}</code>"


def _plain(text: str) -> str:
    return _RELATION.sub("\u00a0\\1\u00a0", escape(text).replace("2/η", _UNBROKEN))
