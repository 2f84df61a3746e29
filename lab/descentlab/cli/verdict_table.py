"""Verdicts as the command line prints them: a table, or data for JSON."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from descentlab.cli.consoles import output
from descentlab.verdicts import Outcome, Row, rows
from descentlab.verdicts.circumstances import circumstances, of_seeds
from descentlab.verdicts.evidence import written
from descentlab.verdicts.papers import paper
from descentlab.verdicts.words import seconds

#: Columns that a table with room to read has.
WIDE = 164
STYLES = {
    Outcome.REPRODUCED: "bold green",
    Outcome.IN_PART: "bold yellow",
    Outcome.NOT: "bold red",
    Outcome.LARGER: "bold blue",
}


def show(found: Sequence[Row]) -> None:
    """Print the table, and what differs from the record under it."""
    console = output()
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = WIDE  # a file has no edge
    if found:
        console.print(verdict_table(found, roomy=console.width >= WIDE))
    for words in differences(found):
        console.print(words, soft_wrap=True)


def verdict_table(found: Sequence[Row], *, roomy: bool) -> Table:
    """One row a claim; where there is room, the paper's figure and the time have their columns."""
    table = Table(show_lines=True, caption=circumstances(found), caption_justify="left")
    table.add_column("exhibit, paper", overflow="fold", max_width=24)
    if roomy:
        table.add_column("claim", min_width=34)
        table.add_column("paper's figure", max_width=24)
        table.add_column("measured here", min_width=34)
        table.add_column("verdict", min_width=12)
        table.add_column("time", no_wrap=True)
    else:
        for head in ("claim, paper's figure", "measured here", "verdict, time"):
            table.add_column(head, overflow="fold")
    for row in found:
        about, says, figure, measured, verdict, time = _cells(row)
        if roomy:
            table.add_row(about, says, figure or "–", measured or "–", verdict, time or "–")
        else:
            said = f"{says}\n\npaper: {figure}" if figure else says
            table.add_row(about, said, measured or "–", verdict.append(f"\n{time}"))
    return table


def _cells(row: Row) -> tuple[str, str, str, str, Text, str]:
    claim, evidence = row.claim, row.evidence
    measured = "\n".join(f"{name}: {value}" for name, value in row.measured())
    time = f"{seconds(evidence.seconds)}\n{of_seeds(evidence)}" if evidence else ""
    about = f"{claim.exhibit}\n{paper(claim.reference)}"
    return about, claim.says, claim.figure, measured, _verdict(row), time


def differences(found: Iterable[Row]) -> list[str]:
    """In words, each verdict of these runs that is not the recorded one."""
    said = []
    for row in found:
        (before,) = rows([row.claim])
        if row.from_record or row.outcome is None or before.outcome is None or before.stale:
            continue
        if row.outcome is not before.outcome:
            said.append(
                f"{row.claim.id}: {row.verdict} here; recorded as {before.verdict} "
                f"on {before.evidence.date}."
            )
    return said


def data(found: Iterable[Row]) -> dict[str, Any]:
    """Everything, for JSON: claims with their parts, evidence by seed and verdict."""
    found = list(found)
    return {"claims": [_claim(row) for row in found], "differences": differences(found)}


def _claim(row: Row) -> dict[str, Any]:
    claim = row.claim
    parts = [
        {
            "says": part.says,
            "number": part.number,
            "at_least": written(part.at_least),
            "at_most": written(part.at_most),
            "holds": [part.holds(n) for n in row.numbers if part.number in n],
        }
        for part in claim.parts
    ]
    return {
        "claim": claim.id,
        "exhibit": claim.exhibit,
        "reference": claim.reference,
        "says": claim.says,
        "figure": claim.figure,
        "scope": claim.scope,
        "larger": claim.larger,
        "slow": claim.slow,
        "verdict": row.verdict,
        "problem": row.problem,
        "parts": parts,
        "shortfall": row.shortfall,
        "recorded": row.from_record,
        "stale": row.stale,
        "evidence": row.evidence.data() if row.evidence else None,
    }


def _verdict(row: Row) -> Text:
    text = Text(row.verdict, style=STYLES.get(row.outcome, "bold"))
    for words in [row.problem, row.claim.larger, *row.shortfall]:
        if words:
            text.append(f"\n{words}", style="default")
    if row.from_record and row.evidence is not None:
        stale = ", of settings that have changed since" if row.stale else ""
        text.append(f"\nslow: recorded {row.evidence.date}{stale}", style="default")
    return text
