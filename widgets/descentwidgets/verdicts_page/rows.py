"""One claim as a row of the table, and under it the evidence seed by seed."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from descentlab.catalog import load
from descentlab.references import library
from descentlab.verdicts import Row
from descentlab.verdicts.circumstances import of_seeds
from descentlab.verdicts.html import SIGNS as SHAPES
from descentlab.verdicts.papers import paper
from descentlab.verdicts.words import seconds

from descentwidgets.gallery.prose import prose
from descentwidgets.verdicts_page.asking import VERDICTS, paper_of, slug
from descentwidgets.verdicts_page.evidence import evidence

#: By a verdict's word in an address; what has none yet is a dash.
SIGNS = {word: SHAPES.get(words, "–") for word, words in VERDICTS.items()}


def group(exhibit: str, rows: list[tuple[Row, bool]]) -> str:
    """The claims of one exhibit, each shown or not, under its id."""
    body = "\n".join(_row(row, shown=shown) for row, shown in rows)
    return f'<tbody id="{escape(exhibit)}" tabindex="-1">\n{body}\n</tbody>'


def verdict(row: Row) -> str:
    """Sign and words."""
    word = slug(row)
    return (
        f'<span class="verdict {word}"><i aria-hidden="true">{SIGNS[word]}</i> '
        f"{escape(row.verdict)}</span>"
    )


def _row(row: Row, *, shown: bool) -> str:
    claim = row.claim
    hidden = "" if shown else " hidden"
    kind = (
        f'data-claim="{escape(claim.id)}" data-verdict="{slug(row)}" data-paper="{paper_of(row)}"'
    )
    measured = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in row.measured()
    )
    short = "".join(f"<li>{escape(words)}</li>" for words in row.shortfall)
    notes = "".join(f'<p class="said">{escape(words)}</p>' for words in _notes(row))
    found = row.evidence
    paid = f'{seconds(found.seconds)}<span class="said">{of_seeds(found)}</span>' if found else "–"
    return f"""<tr class="claim" {kind}{hidden}>
<th scope="row">{prose(claim.says)}<span class="said">{_source(row)}</span></th>
<td class="figure{"" if claim.figure else " none"}">{escape(claim.figure) or "–"}</td>
<td class="measured">{f"<dl>{measured}</dl>" if measured else "–"}\
{f'<ul class="short">{short}</ul>' if short else ""}</td>
<td class="judged">{verdict(row)}{notes}</td>
<td class="paid">{paid}</td>
</tr>
<tr class="more" {kind}{hidden}><td colspan="5">{evidence(row)}</td></tr>"""


def _source(row: Row) -> str:
    """The exhibit, as a link that opens it, and the paper, as a link to where it can be read."""
    claim = row.claim
    exhibit = f'<a href="./{quote(claim.exhibit)}">{escape(load(claim.exhibit).title)}</a>'
    name = escape(paper(claim.reference))
    url = library()[claim.reference].url if claim.reference else ""
    return f"{exhibit} · " + (f'<a href="{escape(url)}">{name}</a>' if url else name)


def _notes(row: Row) -> list[str]:
    notes = ["Measured at settings that have changed since."] if row.stale else []
    if row.claim.larger:
        notes.append(f"It would take {row.claim.larger}")
    return notes
