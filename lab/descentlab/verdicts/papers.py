"""A paper of `references.bib` by its authors and year, in plain letters."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from descentlab.references import library

#: BibTeX's accents as combining characters.
_ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303",
            "u": "\u0306", "c": "\u0327", "v": "\u030c"}  # fmt: skip
_ACCENT = re.compile(r"\\(['`\"^~]|[ucv](?=\{))\{?\\?(\w)\}?")
#: What a claim without a paper is the claim of.
OWN = "the lab's own"


@cache
def paper(key: str) -> str:
    """Sao 2026; Alves Limarenko & Studenikina 2025; Cohen et al. 2025. `OWN` for ""."""
    if not key:
        return OWN
    fields = library()[key].fields
    names = [plain(name.partition(",")[0]) for name in fields["author"].split(" and ")]
    authors = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    return f"{authors} {fields['year']}"


@cache
def title(key: str) -> str:
    """Its title."""
    return plain(library()[key].fields["title"])


def plain(text: str) -> str:
    """BibTeX's text in letters: G{\\"u}ney is Güney."""
    text = _ACCENT.sub(lambda m: unicodedata.normalize("NFC", m[2] + _ACCENTS[m[1]]), text)
    return re.sub(r"[{}$]", "", text).replace("---", "—").replace("--", "–")
