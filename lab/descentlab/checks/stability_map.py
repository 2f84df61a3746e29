"""Do runs of SGD leave a minimum where the exact operator says, at every batch size?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.stability_map import ENDS
from descentlab.processes.leaving_lanes import BATCHES, EXPONENTS
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: No run may have left below this share of the exact rate.
BELOW = 0.8
#: Half of them have left at this multiple of it: a typical run leaves later than the mean square.
ABOVE = 2.5
#: The rate that batches of one bear over that of the full batch, at most.
MOVED = 0.5
#: Cells that a run has left.
LEFT = (ENDS.index("some have left"), ENDS.index("all have left"))
#: Updates that a run needs to show whether it leaves.
ENOUGH = 250


def numbers(trace: Trace) -> dict[str, float]:
    """What a run's last map says."""
    exact, seen, by_trace, by_top = trace.series("critical_by_batch").values[-1]
    cells = trace.series("stability_cells").values[-1]
    rates = by_top[0] * 10.0 ** np.array(EXPONENTS)
    early = [cells[row, rates <= BELOW * rate] for row, rate in enumerate(exact)]
    left = np.isin(np.concatenate(early), LEFT)
    return {
        "exact rate over 2/tr H, batch 1": float(exact[0] / by_trace[0]),
        "exact rate over 2/λ₁, full batch": float(exact[-1] / by_top[-1]),
        "exact rate, batch 1 over full batch": float(exact[0] / exact[-1]),
        "rate left at, batch 1 over full batch": float(seen[0] / seen[-1]),
        "rate left at over exact, least": float((seen / exact).min()),
        "rate left at over exact, most": float((seen / exact).max()),
        "rate left at over 2/tr H, batch 1": float(seen[0] / by_trace[0]),
        "least change of the rate left at, batch to batch": float((seen[1:] / seen[:-1]).min()),
        "share of cells left below the boundary": float(left.mean()) if len(left) else 0.0,
        "tr H over λ₁": float(by_top[0] / by_trace[0]),
    }


def measured(runs: Mapping[str, Run]) -> dict[str, float]:
    """`numbers` of each run, its name before them where there are several."""
    several = len(runs) > 1
    return {
        f"{name}: {number}" if several else number: value
        for name, run in runs.items()
        for number, value in numbers(run.trace).items()
    }


def stability_map(trace: Trace, settings: Settings) -> Verdict:
    """Wu & Su (2023), Mulayoff & Michaeli (2024), of the map after 250 updates or more.

    1. At every batch size no run has left below 0.8 of the exact critical rate, and half of them
       have at 2.5 times it. Below, E‖w − w*‖² shrinks; above, it grows, but rare runs may carry it.
    2. The rate at which half leave is for batches of one at most half of that for all examples.
    3. The exact rate of batches of one is at most 2/tr H (to 0.1 %).
    """
    expected = (
        f"no run leaves below {BELOW:g} of the exact rate, half have left at {ABOVE:g} times it; "
        f"batches of one bear at most {MOVED:g} of the full batch's rate, and no more than 2/tr H"
    )
    updates = trace.last_step() * settings.updates
    if updates < ENOUGH:
        why = f"{updates} updates; {ENOUGH} are needed to see who leaves"
        return Verdict(False, {"updates": float(updates)}, expected, why)
    found = numbers(trace)
    moved, most = (
        found["rate left at, batch 1 over full batch"],
        found["rate left at over exact, most"],
    )
    faults = []
    if found["share of cells left below the boundary"] > 0:
        faults.append("runs have left where the exact operator says that they stay")
    if not most <= ABOVE:
        faults.append(f"half of the runs have left at {most:.2g} times the exact rate only")
    if not moved <= MOVED:
        faults.append(f"batches of one bear {moved:.2g} of the full batch's rate")
    if not found["exact rate over 2/tr H, batch 1"] <= 1.001:
        faults.append("the exact rate of batches of one is above 2/tr H")
    why = "; ".join(faults) or (
        f"half of the runs leave at {found['rate left at over exact, least']:.2f} to {most:.2f} "
        f"times the exact rate at all {len(BATCHES)} batch sizes; batches of one bear {moved:.2g} "
        f"of the full batch's rate, {found['exact rate over 2/tr H, batch 1']:.3g} of 2/tr H"
    )
    return Verdict(not faults, found, expected, why)
