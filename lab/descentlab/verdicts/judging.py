"""From the numbers of several seeds to a verdict."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean, stdev

from descentlab.claim import CHECK, Claim, Part
from descentlab.verdicts.words import figure


class Outcome(StrEnum):
    """What became of a claim here. None of them is a failure of the exhibit."""

    REPRODUCED = "reproduced"
    IN_PART = "reproduced in part"
    NOT = "not reproduced"
    LARGER = "needs larger hardware"


@dataclass(frozen=True)
class Spread:
    """A number over seeds: mean and sample standard deviation of those that are finite."""

    mean: float
    deviation: float
    count: int

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        finite = [v for v in values if math.isfinite(v)]
        if not finite:
            return cls(math.nan, math.nan, 0)
        return cls(fmean(finite), stdev(finite) if len(finite) > 1 else math.nan, len(finite))


def outcome(claim: Claim, seeds: Sequence[Mapping[str, float]]) -> Outcome:
    """Reproduced: every part at every seed. Not reproduced: the first part at none."""
    if claim.larger:
        return Outcome.LARGER
    held = [[part.holds(numbers) for numbers in seeds] for part in claim.parts]
    if all(all(row) for row in held):
        return Outcome.REPRODUCED
    return Outcome.IN_PART if any(held[0]) else Outcome.NOT


def shortfall(claim: Claim, seeds: Sequence[Mapping[str, float]]) -> list[str]:
    """In words, each part that does not hold at every seed."""
    words = []
    for part in claim.parts:
        fails = [numbers[part.number] for numbers in seeds if not part.holds(numbers)]
        if fails:
            missed = f"{part.says}: not at {len(fails)} of {len(seeds)} seeds"
            values = ", ".join(_beyond(value, part) for value in fails)
            found = f" ({part.number} {values}; expected {bounds(part)})"
            words.append(missed if part.number == CHECK else missed + found)
    return words


def _beyond(value: float, part: Part) -> str:
    """With more figures where three would look as if the bound had been kept."""
    text = figure(value)
    return f"{value:.6g}" if text in map(figure, (part.at_least, part.at_most)) else text


def bounds(part: Part) -> str:
    """What a part expects, in words: at least 0.9."""
    low, high = part.at_least, part.at_most
    if low == high:
        return figure(low)
    if math.isinf(low):
        return f"at most {figure(high)}"
    return f"at least {figure(low)}" if math.isinf(high) else f"{figure(low)} to {figure(high)}"
