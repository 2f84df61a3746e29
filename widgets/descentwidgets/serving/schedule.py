"""Fair shares of few cores among the runs that move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

#: A tab in front of somebody counts as much as so many that are only visible.
FOCUSED, VISIBLE = 4.0, 1.0


@dataclass(frozen=True)
class Want:
    """A run that moves: how much it counts, and how much of a core it would use at most."""

    weight: float = VISIBLE
    appetite: float = 1.0


def rations(wants: Sequence[Want], cores: float) -> list[float]:
    """The part of a core each run may use, in the order of `wants`.

    Weighted max-min fairness (Bertsekas and Gallager, 1992): the cores are shared out in proportion
    to the weights; who needs less than that gets what it needs, and the rest is shared out again.
    """
    given = [0.0] * len(wants)
    hungry, left = set(range(len(wants))), cores
    while hungry:
        total = sum(wants[i].weight for i in hungry)
        fair = {i: max(0.0, left) * wants[i].weight / total for i in hungry}
        full = {i for i in hungry if min(wants[i].appetite, 1.0) <= fair[i]}
        if not full:
            return [fair.get(i, given[i]) for i in range(len(wants))]
        for i in full:
            given[i] = min(wants[i].appetite, 1.0)
            left -= given[i]
        hungry -= full
    return given
