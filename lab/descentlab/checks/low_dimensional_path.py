"""Does the run move in few dimensions?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: What two directions may hide at most, beside what they hide of a random walk.
HIDDEN = 0.5


def low_dimensional_path(trace: Trace, settings: Settings) -> Verdict:
    """Li, Xu, Taylor, Studer & Goldstein (2018): the path lies in few dimensions.

    They find 40 to 90 % of the path's variation in the plane of its first two principal directions.
    A random walk has 90 % there as well (Antognini & Sohl-Dickstein, 2018), so that a bound of 40 %
    could not fail. Here the plane must hide at most half as much of the squared motion as it would
    of a random walk: it must hold 95 %.
    """
    expected = (
        f"two principal directions hide at most {HIDDEN:g} times as much of the squared motion as "
        "of a random walk"
    )
    shares = trace.series("path_dimension").values
    if len(shares) < 5 or not np.isfinite(shares[-1]).all():
        why = "the run is too short to tell, or diverged"
        return Verdict(False, {"steps": float(trace.last_step())}, expected, why)
    one, two, walk = (float(share) for share in shares[-1])
    measured = {
        "share in one direction": one,
        "share in two directions": two,
        "share of a random walk in two": walk,
        "smallest share in two at any reading": float(np.nanmin(shares[:, 1])),
    }
    holds = 1 - two <= HIDDEN * (1 - walk)
    hidden = (1 - two) / (1 - walk)
    why = (
        f"two directions hide {1 - two:.1%} of the motion, {hidden:.2f} times as much as of a "
        f"random walk: it moves in {'few dimensions' if holds else 'too many to be told from one'}"
    )
    return Verdict(holds, measured, expected, why)
