"""The page: counts that choose, the papers, and the table."""

from __future__ import annotations

from collections import Counter
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from descentlab.verdicts import Row
from descentlab.verdicts.circumstances import circumstances
from descentlab.verdicts.papers import paper

from descentwidgets.gallery.prose import prose
from descentwidgets.shell import HEAD, theme_script
from descentwidgets.verdicts_page.asking import OWN, VERDICTS, Question, paper_of, slug
from descentwidgets.verdicts_page.rows import SIGNS, group

FOLDER = Path(__file__).parent
LEAD = (
    "What papers say of gradient descent, held against runs of this lab at three seeds or more. "
    "A claim that does not hold here is a result, and stands here with its evidence."
)
HEADS = ("Claim", "Paper’s figure", "Measured here", "Verdict", "CPU time")
#: What the verdicts mean, in their order.
MEANINGS = {
    "reproduced": "all of it holds, at every seed",
    "in-part": "the heart of it holds at some seed, but not all of it at every seed",
    "not-reproduced": "the heart of it holds at no seed, at the size and settings tried here",
    "larger-hardware": "not tried; what it would take is said",
    "pending": "`make verdicts` measures it",
}


def verdicts_page(rows: list[Row], question: Question) -> str:
    """The whole page; rows that are not asked for are there and hidden."""
    shown = sum(map(question.fits, rows))
    count = f"{shown} of {len(rows)} claims" if shown < len(rows) else f"{len(rows)} claims"
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    bodies = "\n".join(
        group(exhibit, [(row, question.fits(row)) for row in of_it])
        for exhibit, of_it in groupby(rows, key=lambda row: row.claim.exhibit)
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<title>Verdicts · Descent Lab</title>
<meta name="description" content="{escape(LEAD)}">
{HEAD}
<style>
{_file("verdicts.css")}
</style>
</head>
<body class="verdicts">
<a class="skip" href="#main">Skip to the content</a>
<header><nav aria-label="Where you are"><a href="./">Gallery</a></nav>
<button type="button" class="theme" data-testid="theme" hidden></button>
<h1>Verdicts</h1><p class="lead">{escape(LEAD)}</p></header>
<main id="main" tabindex="-1">
{_choices(rows, question)}
<p class="count" role="status" data-testid="count">{count}</p>
<div class="table"><table class="claims">
<thead><tr>{heads}</tr></thead>
{bodies}
</table></div>
<p class="nothing" {"" if not shown else "hidden"}>No claim of this paper has this verdict. \
<a href="./verdicts">Show all</a></p>
<footer><p>{prose(circumstances(rows))}</p>{_meanings(rows)}
<p>A number is the mean ± the sample standard deviation over the seeds; the time is CPU time of \
one core, all seeds together. <code>descentlab check --all</code> runs the claims again.</p>
</footer>
</main>
<script>
{theme_script()}
{_file("verdicts.js")}
</script>
</body>
</html>
"""


def _choices(rows: list[Row], question: Question) -> str:
    """Links that choose a verdict, and a form that chooses a paper: both work without a script."""
    here = [row for row in rows if question.paper in ("", paper_of(row))]
    counts = Counter(map(slug, here))
    used = [word for word in VERDICTS if any(slug(row) == word for row in rows)]
    links = [_choice("", "all", len(here), question)]
    links += [_choice(word, VERDICTS[word], counts[word], question) for word in used]
    keys = sorted({row.claim.reference for row in rows} - {""}, key=lambda k: paper(k).lower())
    named = [("", "all papers"), *((k, paper(k)) for k in keys), (OWN, paper(""))]
    options = "".join(
        f'<option value="{escape(key)}"{" selected" if key == question.paper else ""}>'
        f"{escape(name)}</option>"
        for key, name in named
    )
    kept = f'<input type="hidden" name="verdict" value="{question.verdict}">'
    kept = kept if question.verdict else ""
    return f"""<div class="choices"><nav class="by-verdict" aria-label="Claims by verdict">
{"".join(links)}</nav>
<form action="./verdicts" method="get" class="by-paper">
{kept}
<label>Paper <select name="paper" data-testid="paper">{options}</select></label>
<button type="submit" class="without-script">Show</button></form></div>"""


def _choice(word: str, words: str, count: int, question: Question) -> str:
    here = ' aria-current="true"' if word == question.verdict else ""
    sign = f'<i aria-hidden="true">{SIGNS[word]}</i> ' if word else ""
    return (
        f'<a href="{escape(question.address(word))}" class="{word or "all"}" '
        f'data-verdict="{word}"{here}>{sign}{words} <b>{count}</b></a>'
    )


def _meanings(rows: list[Row]) -> str:
    used = [word for word in VERDICTS if word != "pending" or any(slug(r) == word for r in rows)]
    items = "".join(
        f"<div><dt>{SIGNS[word]} {VERDICTS[word]}</dt><dd>{prose(MEANINGS[word])}</dd></div>"
        for word in used
    )
    return f"<dl>{items}</dl>"


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()
