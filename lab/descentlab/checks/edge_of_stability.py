"""Does the sharpness rise to the threshold and stay there while the loss falls?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: How far from 1 the ratio λ₁/threshold may be on average over the last third.
TOLERANCE = 0.15


def edge_of_stability(trace: Trace, settings: Settings) -> Verdict:
    """Cohen, Kaur, Li, Kolter, Talwalkar (2021): λ₁ rises to 2/η and hovers there; loss falls.

    Measured over the last third of the run: the mean of |λ₁/(2/η) − 1|, which must be at most
    0.15, and the loss, whose mean over the last tenth of that third must be below its mean over
    the first tenth. A run too small a step for its length never gets to the edge, and fails.
    """
    ratio = trace.series("eigenvalues").values[:, 0] / trace.series("threshold").values
    loss = trace.series("loss").values
    expected = (
        f"λ₁ reaches 2/η, stays within {TOLERANCE:.0%} of it on average over the last third of "
        "the run, and the loss falls meanwhile"
    )
    if len(ratio) < 30 or not np.isfinite(loss).all():
        why = (
            f"the run diverged at step {trace.last_step()}"
            if not np.isfinite(loss).all()
            else f"{len(ratio)} steps are too few to tell; at least 30 are needed"
        )
        return Verdict(False, {"steps": float(trace.last_step())}, expected, why)
    third = slice(2 * len(ratio) // 3, None)
    tenth = max(1, len(ratio) // 30)
    deviation = float(np.abs(ratio[third] - 1).mean())
    before, after = float(loss[third][:tenth].mean()), float(loss[third][-tenth:].mean())
    reached = np.flatnonzero(ratio >= 1)
    measured = {
        "first step at the edge": float(reached[0]) if len(reached) else float("nan"),
        "mean λ₁/(2/η), last third": float(ratio[third].mean()),
        "mean |λ₁/(2/η) − 1|, last third": deviation,
        "loss, start of last third": before,
        "loss, end of last third": after,
        "share of steps on which the loss rose, last third": float(
            (np.diff(loss[third]) > 0).mean()
        ),
    }
    faults = []
    if not len(reached):
        faults.append(f"λ₁ never reached 2/η (its largest share of it was {ratio.max():.2f})")
    if deviation > TOLERANCE:
        faults.append(f"λ₁ was {deviation:.0%} away from 2/η on average over the last third")
    if not after < before:
        faults.append(f"the loss did not fall over the last third ({before:.4g} to {after:.4g})")
    why = "; ".join(faults) or (
        f"λ₁ reached 2/η at step {reached[0]} and stayed {deviation:.1%} from it on average "
        f"while the loss fell from {before:.4g} to {after:.4g}"
    )
    return Verdict(not faults, measured, expected, why)
