"""Does the swing's cubic push cancel progressive sharpening?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Steps after λ₁ first reached 2/η that are left out: far from the valley's floor the cubic picture
#: of small swings does not hold yet.
SETTLING = 30
#: Fewest steps after those that can tell.
LEAST = 60
#: Least correlation of the predicted with the measured change of λ₁.
CORRELATION = 0.9
#: Largest share of the sharpening that push and net change of λ₁ may fail to account for.
GAP = 0.2
#: How far from 2/η λ₁ may be on average.
HELD = 0.05


def self_stabilisation(trace: Trace, settings: Settings) -> Verdict:
    """Damian, Nichani & Lee (2023), from 30 steps after λ₁ reached 2/η to the end.

    1. The predicted change η(α − ½βx²) of λ₁ and the measured one, means over 10 steps, have a
       correlation of at least 0.9.
    2. The books balance: of the sharpening Σηα the push Σ½ηβx² took back what λ₁ did not gain in
       the end, to within a fifth.
    3. λ₁ is held: on average within 5 % of 2/η. (It is not where the swing is frozen.)
    """
    expected = (
        f"from {SETTLING} steps after λ₁ reached 2/η on, predicted and measured changes of λ₁ have "
        f"a correlation of at least {CORRELATION}, they differ in sum by at most {GAP:.0%} of the "
        f"progressive sharpening, and λ₁ is on average within {HELD:.0%} of 2/η"
    )
    ratio = trace.series("eigenvalues").values[:, 0] / trace.series("threshold").values
    steps = trace.last_step()
    if not np.isfinite(trace.series("loss").values).all():
        return Verdict(False, {"steps": float(steps)}, expected, f"diverged at step {steps}")
    reached = np.flatnonzero(ratio >= 1)
    first = int(reached[0]) + SETTLING if len(reached) else steps
    if steps - first < LEAST:
        why = (
            f"λ₁ has been at 2/η for fewer than {SETTLING + LEAST} of {steps} steps: run on, or "
            "take a larger η"
        )
        return Verdict(False, {"largest λ₁/(2/η)": float(ratio.max())}, expected, why)
    sharpening, restoring, square, change = trace.series("sharpening_moments").values[first:].T
    _, _, predicted, found = trace.series("sharpening_rates").values[first:].T
    push = restoring * square
    correlation = float(np.corrcoef(predicted, found)[0, 1])
    gap = float((sharpening - push - change).sum() / sharpening.sum())
    mean = float(ratio[first:].mean())
    measured = {
        "first step counted": float(first),
        "correlation of predicted and measured change": correlation,
        "unaccounted share of the sharpening": gap,
        "cubic push over progressive sharpening": float(push.sum() / sharpening.sum()),
        "mean x² over mean 2α/β": float(square.mean() / (sharpening / restoring).mean()),
        "mean λ₁/(2/η)": mean,
        "largest λ₁/(2/η)": float(ratio[first:].max()),
    }
    faults = []
    if not correlation >= CORRELATION:
        faults.append(f"predicted and measured change correlate by {correlation:.2f} only")
    if not abs(gap) <= GAP:
        faults.append(f"{gap:.0%} of the sharpening is not accounted for")
    if not abs(mean - 1) <= HELD:
        faults.append(f"λ₁ was {mean:.2f} of 2/η on average and ended at {ratio[-1]:.2f}")
    why = "; ".join(faults) or (
        f"over {len(square)} steps the cubic push took back {push.sum() / sharpening.sum():.0%} of "
        f"the sharpening, the predicted changes of λ₁ correlate with the measured by "
        f"{correlation:.3f}, and λ₁ was {mean:.3f} of 2/η on average"
    )
    return Verdict(not faults, measured, expected, why)
