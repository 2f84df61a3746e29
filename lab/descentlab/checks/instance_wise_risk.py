"""Does descent on every example's loss at once hurt none of them, where the mean does?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.instance_wise import NETWORKS
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Least share of examples, on average, that the mean gradient works against: where the aggregator
#: leads, and on its own way.
MEAN, OWN = 0.1, 0.01
#: Largest share of examples, on average, whose loss the steps raise all the same: they are finite.
TRULY = 0.05
#: Fewest readings to say anything.
ENOUGH = 10


def instance_wise_risk(trace: Trace, settings: Settings) -> Verdict:
    """Over all readings of the run (instance-wise risk minimisation: Quinton & Rey, 2024).

    1. The update of the aggregator in hand has no negative cosine (below −1e-6) with any example's
       gradient, at any reading.
    2. The mean gradient at the same weights has one with 10 % of the examples or more, on average,
       and on its own way with 1 % or more.
    3. The steps truly taken raise the loss of at most 5 % of the examples on average: to first
       order it would be none.

    Told but not part of the verdict: mean and worst losses and accuracies of both networks at the
    end.
    """
    expected = (
        f"no example against the update at any reading; on average {MEAN:.0%} of them or more "
        f"against the mean there and {OWN:.0%} or more where the mean leads; at most {TRULY:.0%} "
        "whose loss a step raises"
    )
    first = trace.series("hurt_first_order").values
    if len(first) < ENOUGH:
        why = f"{len(first)} readings are too few to tell: {ENOUGH} are"
        return Verdict(False, {"readings": float(len(first))}, expected, why)
    truly = np.nanmean(trace.series("hurt_truly").values, axis=0)
    own, mean, elsewhere = np.nanmean(first, axis=0)
    measured = {
        "most examples against the update at a reading": float(np.nanmax(first[:, 0])),
        "examples against the mean": float(mean),
        "examples against the mean, where training by the mean is": float(elsewhere),
        "examples hurt by the step": float(truly[0]),
        "examples that a step by the mean would hurt": float(truly[1]),
        "least cosine of the update": float(np.nanmin(trace.series("least_cosines").values[:, 0])),
        "update's own length over the mean's, median": float(
            np.nanmedian(trace.series("update_length").values)
        ),
    }
    for name in ("mean_loss", "worst_loss", "trained_right", "fresh_right"):
        series = trace.series(name)
        for network, value in zip(NETWORKS, series.values[-1], strict=True):
            measured[f"{series.spec.label}, {network}"] = float(value)
    faults = []
    if not measured["most examples against the update at a reading"] <= 0:
        faults.append(f"the update works against {own:.1%} of the examples on average")
    if not mean >= MEAN:
        faults.append(f"the mean works against {mean:.1%} of the examples only")
    if not elsewhere >= OWN:
        faults.append(f"on its own way the mean works against {elsewhere:.1%} of them only")
    if not truly[0] <= TRULY:
        faults.append(f"the steps raise the loss of {truly[0]:.1%} of the examples")
    losses = trace.series("mean_loss").values[-1]
    why = "; ".join(faults) or (
        f"the update works against no example, the mean there against {mean:.0%} of them "
        f"(and against {elsewhere:.0%} on its own way); its steps "
        f"raise the loss of {truly[0]:.1%}, the mean's would that of {truly[1]:.0%}; the mean loss "
        f"is {losses[0]:.3g}, beside {losses[1]:.3g} of training by the mean"
    )
    return Verdict(not faults, measured, expected, why)
