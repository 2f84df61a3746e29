"""Claim: what a paper says, as bounds on numbers that an exhibit's runs measure, seed by seed."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from descentlab.exhibit import NegativeControl
from descentlab.runs.run import Run

#: The number that is 1 where the exhibit's own check holds and 0 where it does not.
CHECK = "the exhibit's check"
#: Seeds of a claim unless it names others; a verdict has three at least.
SEEDS = (0, 1, 2)

#: From the claim's runs by name, all of one seed, to its numbers.
Measure = Callable[[Mapping[str, Run]], Mapping[str, float]]


@dataclass(frozen=True)
class Part:
    """One thing a claim says, as a bound on one number. A number that is NaN keeps no bound."""

    says: str
    number: str
    at_least: float = -math.inf
    at_most: float = math.inf

    def holds(self, measured: Mapping[str, float]) -> bool:
        return self.at_least <= measured[self.number] <= self.at_most


@dataclass(frozen=True)
class Claim:
    """One claim of one paper, held against an exhibit; its file's name in `claims/` is its id.

    The first part is the claim's heart: where it holds at no seed, the claim is not reproduced.
    Without `measure` there is one run, and the numbers are those of the exhibit's check, with
    `CHECK` among them.
    """

    id: str
    exhibit: str
    reference: str  # a key of references/references.bib; "" for the exhibit's own words
    says: str  # the paper's own words in quotes, else the gist
    parts: tuple[Part, ...] = ()
    figure: str = ""  # the paper's number, with what it is of; "" where it gives none
    runs: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: {"": {}})
    steps: int | None = None  # None: as many as the exhibit's check wants
    measure: Measure | None = None
    beside: tuple[str, ...] = ()  # further numbers worth a place in the table
    control: NegativeControl | None = None  # its settings go on top of every run's
    seeds: tuple[int, ...] = SEEDS
    scope: str = ""  # what the paper has that was not tried here
    larger: str = ""  # what it would take to try it at all; then nothing is run
    slow: bool = False  # more than half a minute a seed: left to `make verdicts`
