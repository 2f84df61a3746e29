"""Which way does the norm go as its penalty grows?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.penalty_norms import WINDOW
from descentlab.processes.penalty_path import PENALTIES
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: How far the late norm may be from ½dηλ at the largest penalty.
TOLERANCE = 0.1
#: How many times its least value the late norm must reach at the largest penalty.
RISE = 1.5


def norms(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of each run, how Σ|x| goes with the penalty: of late iterates, and of the minimiser."""
    found = {}
    for name, run in runs.items():
        late, least, _ = run.trace.series("penalty_profile").values[-1]
        found[f"{name}: late norm at the largest λ over the least"] = float(late[-1] / late.min())
        found[f"{name}: least late norm over that at λ = 0"] = float(late.min() / late[0])
        found[f"{name}: late norm at the largest λ"] = float(late[-1])
        found[f"{name}: largest rise of the minimiser's norm"] = float(np.diff(least).max())
    return found


def non_smooth(trace: Trace, settings: Settings) -> Verdict:
    """Krishna Kumar (2024) found larger L1 norms with larger penalties. Of what, and why:

    1. The minimiser's Σ|x| never rises with λ.
    2. That of the late iterates falls, then rises: its least is not at the largest λ, where it is
       at least half as large again.
    3. At the largest λ it is that of hopping over the kink, ½dηλ (less where the kink is rounded),
       to 10 %: an effect of the step, which a falling η takes along.

    Where a rounded kink is wider than the hop, ½ηλ < δ, nothing hops: then the claim fails.
    """
    expected = (
        "the minimiser's Σ|x| never rises with λ; the late iterates' falls, then rises, and is "
        f"½dηλ to {TOLERANCE:.0%} at the largest λ"
    )
    steps, profile = trace.last_step(), trace.series("penalty_profile").values[-1]
    if steps < 2 * WINDOW or not np.isfinite(profile).all():
        why = f"{steps} steps; at least {2 * WINDOW} with finite weights are needed"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    late, least, hopping = profile
    lowest = int(late.argmin())
    off = abs(late[-1] / hopping[-1] - 1) if hopping[-1] > 0 else np.nan
    sharp, _, threshold = trace.series("kink_sharpness").values[-1]
    measured = {
        "λ where the late norm is least": PENALTIES[lowest],
        "least late norm": float(late[lowest]),
        f"late norm at λ = {PENALTIES[0]:g}": float(late[0]),
        f"late norm at λ = {PENALTIES[-1]:g}": float(late[-1]),
        f"minimiser's norm at λ = {PENALTIES[-1]:g}": float(least[-1]),
        f"½dηλ at λ = {PENALTIES[-1]:g}": float(hopping[-1]),
        "λ₁/(2/η) at the iterate": float(sharp / threshold),
        "gap at the end": float(trace.series("gap").values[-1]),
    }
    faults = []
    if not (np.diff(least) <= 1e-9).all():
        faults.append("the minimiser's norm rises with λ")
    if lowest in (0, len(late) - 1) or not late[-1] >= RISE * late[lowest]:
        faults.append("the late norm does not fall and then rise")
    if hopping[-1] == 0:
        apart = np.abs(late - least).max()
        faults.append(f"nothing hops (½ηλ < δ): late norms are the minimiser's to {apart:.2g}")
    elif not off <= TOLERANCE:
        faults.append(f"the late norm is {off:.0%} away from that of hopping over the kink")
    why = "; ".join(faults) or (
        f"Σ|x| of the late iterates falls to {late[lowest]:.2g} at λ = {PENALTIES[lowest]:g} and "
        f"rises to {late[-1]:.2g} at λ = {PENALTIES[-1]:g}, where the minimiser's is "
        f"{least[-1]:.2g} and ½dηλ is {hopping[-1]:.2g}; λ₁ at the run is then "
        f"{sharp / threshold:.2g} of 2/η"
    )
    return Verdict(not faults, measured, expected, why)
