"""Is there an edge of stability on convex losses with bounded slopes?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.convex_edge import WINDOW
from descentlab.processes.edge_ratios import RATIOS
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: The mean curvature across late steps over 2/η, at most so far from 1.
ACROSS = 0.05
#: λ₁ at late iterates over 2/η, at most so far from 1, for ratios up to `NEAR`.
HOVERS, NEAR = 0.25, 2.0
#: Steps before the last ones that a run needs to settle.
SETTLED = 100
#: Steps longer than this swing, shorter ones than the second have come to rest.
SWINGS, RESTS = 1e-2, 1e-5


def numbers(trace: Trace) -> dict[str, float]:
    """What the last reading says, by ratio."""
    here, _, across = trace.series("late_by_ratio").values[-1]
    lengths = trace.series("swings").values[-WINDOW:].mean(0)
    found = {}
    for k, ratio in enumerate(RATIOS):
        found[f"λ₁ over 2/η at ratio {ratio:g}"] = float(here[k])
        found[f"curvature across the step over 2/η at ratio {ratio:g}"] = float(across[k])
        found[f"length of late steps at ratio {ratio:g}"] = float(lengths[k])
    return found


def measured(runs: Mapping[str, Run]) -> dict[str, float]:
    """`numbers` of each run, its name before them."""
    return {
        f"{name}: {number}": value
        for name, run in runs.items()
        for number, value in numbers(run.trace).items()
    }


def convex_edge(trace: Trace, settings: Settings) -> Verdict:
    """Krishna Kumar (2024) asks whether the edge of stability is there; over the last 200 steps:

    1. Below 2/λ₁(x*) the runs come to rest.
    2. From 1.2 times that on they swing for ever, and the curvature across the step is 2/η, to 5 %.
    3. From 1.2 to 2 times, λ₁ where they stand is 2/η on average, to 25 %.

    Told but not part of the verdict: λ₁ at larger ratios, where it may be anywhere below 2/η.
    """
    expected = (
        f"runs below 2/λ₁(x*) come to rest, those beyond swing, with the curvature across a step "
        f"2/η to {ACROSS:.0%} and, up to {NEAR:g} times, λ₁ on average 2/η to {HOVERS:.0%}"
    )
    steps = trace.last_step()
    if steps < WINDOW + SETTLED:
        why = f"{steps} steps; at least {WINDOW + SETTLED} are needed"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    found = numbers(trace)
    ratios = np.array(RATIOS)
    lengths, across, here = (
        np.array([found[f"{name} at ratio {ratio:g}"] for ratio in RATIOS])
        for name in ("length of late steps", "curvature across the step over 2/η", "λ₁ over 2/η")
    )
    beyond, near = ratios >= 1.2, (ratios >= 1.2) & (ratios <= NEAR)
    faults = []
    if not (lengths[ratios < 1] <= RESTS).all():
        faults.append("a run below 2/λ₁(x*) does not come to rest")
    if not (lengths[beyond] >= SWINGS).all():
        faults.append("a run beyond 2/λ₁(x*) does not swing")
    elif not (np.abs(across[beyond] - 1) <= ACROSS).all():
        faults.append("the curvature across the step is not 2/η")
    if not (np.abs(here[near] - 1) <= HOVERS).all():
        worst = here[near][np.argmax(np.abs(here[near] - 1))]
        faults.append(f"λ₁ settles at {worst:.2f} of 2/η")
    why = "; ".join(faults) or (
        f"beyond 2/λ₁(x*) the runs swing with the curvature across a step at "
        f"{across[beyond].min():.3f} to {across[beyond].max():.3f} of 2/η; λ₁ where they stand is "
        f"{here[near].min():.2f} to {here[near].max():.2f} of it up to twice that rate, "
        f"{here[-1]:.2f} at {ratios[-1]:g} times"
    )
    return Verdict(not faults, found, expected, why)
