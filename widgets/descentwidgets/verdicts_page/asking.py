"""What `/verdicts` is asked for: a verdict, a paper, or all of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from descentlab.verdicts import Outcome, Row
from descentlab.verdicts.rows import FAILED, NOT_YET

#: The verdicts by their word in an address.
VERDICTS = {
    "reproduced": str(Outcome.REPRODUCED),
    "in-part": str(Outcome.IN_PART),
    "not-reproduced": str(Outcome.NOT),
    "larger-hardware": str(Outcome.LARGER),
    "pending": NOT_YET,
}
#: In place of a paper's key: claims without a paper.
OWN = "own"
_SLUGS = {words: slug for slug, words in VERDICTS.items()} | {FAILED: "pending"}


@dataclass(frozen=True)
class Question:
    """Which rows are wanted; "" is all."""

    verdict: str = ""
    paper: str = ""

    @classmethod
    def of(cls, verdict: str, paper: str, rows: Iterable[Row]) -> Question:
        """What is asked, as far as there is such a verdict and such a paper."""
        papers = {paper_of(row) for row in rows}
        return cls(verdict if verdict in VERDICTS else "", paper if paper in papers else "")

    def fits(self, row: Row) -> bool:
        return self.verdict in ("", slug(row)) and self.paper in ("", paper_of(row))

    def address(self, verdict: str) -> str:
        """The page of `verdict` and the same paper."""
        asked = {"verdict": verdict, "paper": self.paper}
        query = urlencode({name: value for name, value in asked.items() if value})
        return "./verdicts" + (f"?{query}" if query else "")


def slug(row: Row) -> str:
    """The word of its verdict in an address."""
    return _SLUGS[row.verdict]


def paper_of(row: Row) -> str:
    """The key of its paper, or `OWN`."""
    return row.claim.reference or OWN
