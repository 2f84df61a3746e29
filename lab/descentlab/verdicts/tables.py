"""The recorded verdicts as a table for a notebook, a script or a terminal; nothing is run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

import pandas as pd

from descentlab.catalog import load
from descentlab.claim import Claim
from descentlab.errors import LabError
from descentlab.references import library
from descentlab.verdicts.circumstances import circumstances, of_seeds
from descentlab.verdicts.found import every_claim
from descentlab.verdicts.html import as_html
from descentlab.verdicts.papers import paper
from descentlab.verdicts.rows import Row, rows
from descentlab.verdicts.words import seconds


def table(*references: str, exhibits: str | Iterable[str] = ()) -> VerdictTable:
    """The recorded verdicts on the claims of the papers `references` (keys of references.bib), the
    own claims of exhibits that cite them first among them, and on the claims of `exhibits`, a name
    or several; on every claim where neither is given.

    >>> print(descentlab.verdicts.table("sao2026ghosts"))  # doctest: +SKIP

    Raises LabError where there is no such paper or exhibit.
    """
    names = [exhibits] if isinstance(exhibits, str) else list(exhibits)
    for name in names:
        load(name)
    for key in references:
        if key not in library():
            near = get_close_matches(str(key), library(), n=3, cutoff=0.4)
            hint = f" Did you mean {' or '.join(map(repr, near))}?" if near else ""
            raise LabError(
                f"Expected the key of a paper in references.bib; found {key!r}.{hint} "
                "`descentlab cite EXHIBIT` prints the keys of an exhibit's papers."
            )
    whole = not (references or names)
    return VerdictTable(
        rows(c for c in every_claim() if whole or c.exhibit in names or _of(c) in references)
    )


def _of(claim: Claim) -> str:
    """The paper of a claim; of an exhibit's own, the paper it cites first."""
    return claim.reference or next(iter(load(claim.exhibit).references), "")


class VerdictTable:
    """Rows of verdicts, which print as text and show as a table in a notebook."""

    def __init__(self, found: Sequence[Row]) -> None:
        self.rows = tuple(found)

    def to_pandas(self) -> pd.DataFrame:
        """One line a number and seed: claim, exhibit, reference, verdict, stale, seed, number,
        value, seconds (CPU, of the seed)."""
        return pd.DataFrame(
            [
                {
                    "claim": row.claim.id, "exhibit": row.claim.exhibit,
                    "reference": row.claim.reference, "verdict": row.verdict, "stale": row.stale,
                    "seed": seed, "number": name, "value": value, "seconds": measured.seconds,
                }
                for row in self.rows
                if row.evidence is not None
                for seed, measured in row.evidence.seeds.items()
                for name, value in measured.numbers.items()
            ],
            columns=["claim", "exhibit", "reference", "verdict", "stale", "seed", "number",
                     "value", "seconds"],
        )  # fmt: skip

    def __str__(self) -> str:
        return "\n\n".join(["\n".join(_lines(row)) for row in self.rows] + [self.circumstances])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return as_html(self.rows, self.circumstances)

    @property
    def circumstances(self) -> str:
        """When and on what these verdicts were measured, in a sentence or two."""
        return circumstances(self.rows)


def _lines(row: Row) -> list[str]:
    """One verdict as indented text."""
    claim, evidence = row.claim, row.evidence
    stale = " (of older settings)" if row.stale else ""
    lines = [f"{row.verdict.upper()}{stale}  {claim.exhibit}  {paper(claim.reference)}"]
    lines.append(f"  claim     {claim.says}")
    if claim.figure:
        lines.append(f"  figure    {claim.figure}")
    lines += [f"  measured  {name}: {value}" for name, value in row.measured()]
    lines += [f"  short of  {words}" for words in row.shortfall]
    if claim.larger:
        lines.append(f"  needs     {claim.larger}")
    if evidence is not None:
        lines.append(f"  {of_seeds(evidence)}, {seconds(evidence.seconds)} of CPU time")
    return lines
