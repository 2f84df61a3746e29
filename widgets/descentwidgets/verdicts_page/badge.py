"""The verdict on an exhibit's claims as a line of its card."""

from __future__ import annotations

from collections import Counter
from html import escape
from urllib.parse import quote

from descentlab.exhibit import Exhibit
from descentlab.verdicts import claims_of, rows

from descentwidgets.verdicts_page.asking import VERDICTS, slug
from descentwidgets.verdicts_page.rows import SIGNS

#: Shorter than the verdict where several stand in a line.
SHORT = {"in-part": "in part", "larger-hardware": "too large for here"}


def badge(exhibit: Exhibit) -> str:
    """A paragraph with a link to `/verdicts`; "" where nothing has been measured."""
    found = [row for row in rows(claims_of(exhibit)) if row.outcome]
    if not found:
        return ""
    counts = Counter(map(slug, found))
    if len(found) == 1:
        (row,) = found
        seeds = len(row.numbers)
        pieces = [_piece(slug(row), row.verdict + (f" · {seeds} seeds" if seeds else ""))]
    else:
        pieces = [
            _piece(word, f"{counts[word]} {SHORT.get(word, words)}")
            for word, words in VERDICTS.items()
            if counts[word]
        ]
    old = " (settings changed since)" if any(row.stale for row in found) else ""
    return (
        f'<p class="verdict"><a href="./verdicts#{quote(exhibit.id)}"><span class="only-read">'
        f"Verdict on {escape(exhibit.title)}: </span>{' '.join(pieces)}{old}</a></p>"
    )


def _piece(word: str, words: str) -> str:
    return f'<span class="{word}"><i aria-hidden="true">{SIGNS[word]}</i> {escape(words)}</span>'
