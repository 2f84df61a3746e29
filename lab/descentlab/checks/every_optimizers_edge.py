"""Does each optimizer come to its own edge and stay there?"""

from __future__ import annotations

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Means over the last quarter count as being at the edge between these shares of the threshold.
BAND = (0.8, 1.25)
#: Full-batch optimizers whose threshold is a theorem on quadratics, and that must be at it.
CLAIMED = (
    "gradient descent",
    "gradient descent, weight decay",
    "heavy-ball",
    "Nesterov",
    "Scalar RMSProp",
    "RMSProp",
    "Adam",
)


def every_optimizers_edge(trace: Trace, settings: Settings) -> Verdict:
    """Cohen et al. (2021, 2022): sharpness over threshold hovers about 1 once it got there.

    Measured: the mean ratio over the last quarter of the run, of every optimizer. Claimed for those
    whose threshold is exact on quadratics with the preconditioner held fixed: between 0.8 and 1.25.
    """
    series = trace.series("edge_ratios")
    ratios = series.values
    names = trace.specs["edge_ratios"].columns
    last = ratios[3 * len(ratios) // 4 :]
    means = dict(zip(names, last.mean(0).tolist(), strict=True))
    low, high = BAND
    expected = (
        f"over the last quarter the mean of sharpness over threshold lies between {low} and {high} "
        f"for {', '.join(CLAIMED)}"
    )
    measured = {f"mean ratio, {name}": mean for name, mean in means.items()}
    faults = [f"{name} at {means[name]:.2f}" for name in CLAIMED if not low <= means[name] <= high]
    others = [f"{name} {mean:.2f}" for name, mean in means.items() if name not in CLAIMED]
    why = (
        f"not at their edge: {', '.join(faults)}"
        if faults
        else f"all {len(CLAIMED)} are at their edge; beside them {', '.join(others)}"
    )
    return Verdict(not faults, measured, expected, why)
