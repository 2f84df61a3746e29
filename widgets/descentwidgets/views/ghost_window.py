"""Which part of the plane of complex steps is seen."""

from __future__ import annotations

import math

#: Room beyond the nearest ghost and the end of the step.
ROOM = 1.18
#: A step longer than so many radii runs out of the picture: the ghosts would be a speck in it.
LONGEST = 3.0


def half_width(star: float, tau: float) -> float:
    """h of the window −h ≤ u ≤ h, 0 ≤ y ≤ h: the least 1, 2 or 5 · 10ⁿ that shows ρ* and the step.

    1 where neither is known: both are NaN, zero or infinite.
    """
    ghost, step = (v if 0 < v < math.inf else math.nan for v in (float(star), float(tau)))
    if math.isnan(ghost):
        needed = step
    else:
        needed = ghost if math.isnan(step) else max(ghost, min(step, LONGEST * ghost))
    if math.isnan(needed):
        return 1.0
    needed *= ROOM
    power = 10.0 ** math.floor(math.log10(needed))
    factor = next((f for f in (1, 2, 5) if f * power >= needed * (1 - 1e-9)), 10)
    return factor * power
