"""Which aggregators reach the Pareto set from which starts?"""

from __future__ import annotations

from descentkernels import conflict

from descentlab.exhibit import Verdict
from descentlab.measurements.basins import NEAR
from descentlab.problems.two_task_toy import toy_of
from descentlab.processes.many_starts import COMPARED, ManyStartsSettings
from descentlab.runs.trace import Trace

#: What the claim says of whom; both are run unless nothing else is.
LEFT_BEHIND, ARRIVING = "mean", ("mgda", "nash_mtl")


def pareto_basins(trace: Trace, settings: ManyStartsSettings) -> Verdict:
    """From the state at the end, not from the way there: runs in a ravine are chaotic.

    A lane has arrived when it is nearer to the Pareto set than `NEAR`, in the weights.
    """
    count = len(toy_of(settings).starts)
    names = COMPARED[settings.compared]
    distance = trace.series("arrivals").values[-1][: len(names), :count]
    arrived = dict(zip(names, (distance < NEAR).sum(1).tolist(), strict=True))
    titles = {name: conflict.load_aggregator(name).title for name in arrived}
    measured = {f"starts that arrive, {titles[n]}": float(k) for n, k in arrived.items()}
    expected = (
        f"all {count} starts arrive with MGDA and Nash-MTL (within {NEAR:g} of the Pareto set), "
        "and at least one of them does not with the mean"
    )
    missing = [n for n in (LEFT_BEHIND, *ARRIVING) if n not in arrived]
    if missing:
        return Verdict(
            False, measured, expected, f"{', '.join(missing)} did not run; ask for 'a few' or 'all'"
        )
    faults = [
        f"{titles[n]} arrives from {arrived[n]} of {count} starts"
        for n in ARRIVING
        if arrived[n] < count
    ]
    if arrived[LEFT_BEHIND] == count:
        faults.append(f"the mean arrives from all {count} starts too")
    steps = len(trace.series("arrivals").steps) - 1
    why = "; ".join(faults) or (
        f"after {steps * settings.updates} updates, starts that arrive: "
        + ", ".join(f"{titles[n]} {k} of {count}" for n, k in arrived.items())
    )
    return Verdict(not faults, measured, expected, why)
