"""Verdicts as a table of HTML for a notebook, in its own colours, light or dark."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from descentlab.catalog import load
from descentlab.formulas import mathml
from descentlab.verdicts.circumstances import of_seeds
from descentlab.verdicts.judging import Outcome
from descentlab.verdicts.papers import paper
from descentlab.verdicts.rows import Row
from descentlab.verdicts.words import seconds

#: Told apart by shape as well as by word.
SIGNS = {Outcome.REPRODUCED: "●", Outcome.IN_PART: "◐", Outcome.NOT: "○", Outcome.LARGER: "△"}
HEADS = ("Claim", "Paper's figure", "Measured here", "Verdict", "CPU time")
# A notebook's own colours are inherited; lines and small print are made of them.
_STYLE = (
    ".dl-verdicts{color:inherit;border-collapse:collapse;max-width:72rem;text-align:left;font-size:0.93em;"
    "line-height:1.45}.dl-verdicts caption{caption-side:bottom;text-align:left;padding:8px 10px;"
    "opacity:.8}.dl-verdicts :is(th,td){padding:8px 10px!important;text-align:left!important;"
    "vertical-align:top;border-top:1px solid color-mix(in srgb,currentColor 22%,transparent);"
    "background:none!important;white-space:normal}.dl-verdicts thead th{border-top:0;"
    "font-weight:600}.dl-verdicts tbody th{font-weight:400}.dl-verdicts small{display:block;"
    "opacity:.8}.dl-verdicts .kept{white-space:nowrap}"
)


def as_html(rows: Iterable[Row], circumstances: str) -> str:
    """A table with a row for each claim, and when and on what it was measured as its caption."""
    rows = list(rows)
    about = ", ".join(dict.fromkeys(paper(row.claim.reference) for row in rows))
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    body = "\n".join(map(_row, rows))
    return f"""<style>{_STYLE}</style>
<div style="overflow-x:auto" role="region" tabindex="0" aria-label="Verdicts: {escape(about)}">
<table class="dl-verdicts"><caption>{marked(circumstances)}</caption>
<thead><tr>{heads}</tr></thead>
<tbody>
{body}
</tbody></table></div>"""


def _row(row: Row) -> str:
    claim, evidence = row.claim, row.evidence
    measured = "<br>".join(f"{escape(n)}: <b>{escape(value)}</b>" for n, value in row.measured())
    short = "".join(f"<small>{escape(words)}</small>" for words in row.shortfall)
    stale = "<small>of settings that have changed since</small>" if row.stale else ""
    outcome = row.outcome
    sign = f'<span aria-hidden="true">{SIGNS[outcome]}</span> ' if outcome else ""
    needs = f"<small>{escape(claim.larger)}</small>" if claim.larger else ""
    paid = f"{seconds(evidence.seconds)}<small>{of_seeds(evidence)}</small>" if evidence else "–"
    about = f"{escape(load(claim.exhibit).title)} · {escape(paper(claim.reference))}"
    return (
        f'<tr><th scope="row">{marked(claim.says)}<small>{about}</small></th>'
        f"<td>{escape(claim.figure) or '–'}</td><td>{measured or '–'}{short}</td>"
        f'<td><span class="kept">{sign}{row.verdict}</span>{stale}{needs}</td>'
        f'<td class="kept">{paid}</td></tr>'
    )


def marked(text: str) -> str:
    """`text` with its $formulas$ set, its **words** and `words` marked."""
    out = []
    for piece in re.split(r"(\$[^$]+\$|\*\*[^*]+\*\*|`[^`]+`)", text):
        if piece.startswith("$") and len(piece) > 2:
            out.append(mathml(piece[1:-1]))
        elif piece.startswith("**") and len(piece) > 4:
            out.append(f"<b>{escape(piece[2:-2])}</b>")
        elif piece.startswith("`") and len(piece) > 2:
            out.append(f"<code>{escape(piece[1:-1])}</code>")
        else:
            out.append(escape(piece))
    return "".join(out)
