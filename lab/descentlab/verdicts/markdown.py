"""The page of all verdicts in Markdown, as a forge and a documentation's site both read it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from descentlab.catalog import load
from descentlab.references import library
from descentlab.verdicts.circumstances import circumstances, of_seeds
from descentlab.verdicts.judging import Outcome
from descentlab.verdicts.papers import paper, title
from descentlab.verdicts.rows import NOT_YET, Row
from descentlab.verdicts.words import seconds

OPENING = """# Verdicts

What papers say of gradient descent, held against runs of this lab: every claim at three seeds or
more, with bounds that would be broken if it were false. A claim that does not hold here is a result
and stands in the table with the evidence.

- **reproduced**: all of it holds, at every seed.
- **reproduced in part**: the heart of it holds at some seed; what does not is said below the table.
- **not reproduced**: the heart of it holds at no seed, at the size and the settings tried here.
- **needs larger hardware**: it was not tried; what that would take is said.

A number is the mean ± the sample standard deviation over the seeds. The time is CPU time of one
core, all seeds together. To see for yourself: `descentlab check --all` runs them again and says
where it finds otherwise, `make verdicts` records them anew and writes this page.
"""
OWN = """## The lab's own claims

What an exhibit says of itself, which its check holds against a run at the default settings.
"""


def as_markdown(rows: Iterable[Row]) -> str:
    """The whole page: papers by their first author, then the lab's own claims."""
    rows = list(rows)
    keys = sorted({row.claim.reference for row in rows} - {""}, key=lambda key: paper(key).lower())
    blocks = [OPENING, circumstances(rows) + "\n", _totals(rows)]
    for key in keys:
        blocks += [_heading(key), _section([row for row in rows if row.claim.reference == key])]
    if mine := [row for row in rows if not row.claim.reference]:
        blocks += [OWN, _section(mine)]
    return "\n".join(blocks)


def _heading(key: str) -> str:
    url = library()[key].url
    name = f"[{title(key)}]({url})" if url else title(key)
    return f"## {paper(key)}\n\n{name}\n"


def _totals(rows: Sequence[Row]) -> str:
    order = [*map(str, Outcome), NOT_YET]
    parts = {"claims of papers": True, "the lab's own": False}
    counts = {
        name: Counter(row.verdict for row in rows if bool(row.claim.reference) is of_papers)
        for name, of_papers in parts.items()
    }
    lines = [f"| | {' | '.join(counts)} |", f"|---|{'---:|' * len(counts)}"]
    for verdict in order:
        found = [counts[name][verdict] for name in counts]
        if any(found) or verdict != NOT_YET:
            lines.append(f"| {verdict} | {' | '.join(map(str, found))} |")
    return "\n".join(lines) + "\n"


def _section(rows: Sequence[Row]) -> str:
    papers = bool(rows[0].claim.reference)
    heads = ["exhibit", "claim", *(["paper's figure"] if papers else []), "measured here",
             "verdict", "CPU time"]  # fmt: skip
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| {' | '.join(map(_cell, _cells(row, papers)))} |" for row in rows]
    notes = [note for row in rows for note in _notes(row)]
    return "\n".join([*lines, "", *notes])


def _cells(row: Row, papers: bool) -> list[str]:
    claim, evidence = row.claim, row.evidence
    measured = "; ".join(f"{name}: {value}" for name, value in row.measured()) or "–"
    paid = f"{seconds(evidence.seconds)}, {of_seeds(evidence)}" if evidence else "–"
    stale = " (of settings that have changed since)" if row.stale else ""
    figure = [claim.figure or "–"] if papers else []
    return [f"`{claim.exhibit}`", claim.says, *figure, measured, f"**{row.verdict}**{stale}", paid]


def _notes(row: Row) -> list[str]:
    """The evidence against a claim, and the scope of what was tried."""
    claim, whole = row.claim, row.outcome is Outcome.REPRODUCED
    notes = [f"- {words}." for words in row.shortfall]
    if row.evidence is not None and not whole:
        whys = dict.fromkeys(found.why for found in row.evidence.seeds.values() if found.why)
        notes += [f"- The check says: {why}" for why in whys]
    if claim.larger:
        notes.append(f"- It would take: {claim.larger}")
    if claim.scope:
        notes.append(f"- Scope: {claim.scope}")
    name = load(claim.exhibit).title if claim.id == claim.exhibit else claim.id.replace("_", " ")
    return [f"**{name}**: {row.verdict}.\n", *notes, ""] if notes else []


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
