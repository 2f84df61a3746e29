"""Is the radius exactly where the series ends, and do its bounds keep below it?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.measurements.ray_loss import ORDERS, REACH
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Taylor sums are read well inside and well beyond the radius, in radii.
INSIDE, BEYOND = 0.7, 1.5
#: Rounding of distances that agree, relative.
ROUNDING = 1e-9
#: How far the median of Im·2σ/π may be from 1 in the second half. Of a network that has learned
#: nothing it is about 1.13: ten classes of equal weight are no crossing of two.
SHADOW = 0.1


def ghosts(trace: Trace, settings: Settings) -> Verdict:
    """Sao (2026), at every step recorded.

    1. ρ_a ≤ ρ_m ≤ ρ* and, where it is read, ρ_flip ≤ ρ* for the least of all examples.
    2. Of the Taylor sums of the loss with linear logits, the error at 0.7 ρ* is smaller at the
       highest order than at a quarter of it, and at 1.5 ρ* it is larger. In at least 95 % of the
       readings: a series may come near by luck.
    3. Over the second half the median over examples of Im·2σ/π is 1 to within 0.1.
    """
    expected = (
        f"ρ_a ≤ ρ_m ≤ ρ* and ρ_flip ≤ ρ* at every step; Taylor sums converge at {INSIDE} ρ* and "
        f"diverge at {BEYOND} ρ*; over the second half median Im·2σ/π is 1 ± {SHADOW}"
    )
    exact, steps = trace.series("exact_radius"), trace.last_step()
    found = np.isfinite(exact.values)
    radii = trace.series("radii").values[exact.steps[found]]  # which are taken at every step
    exact = exact.values[found]
    t, losses = (trace.series(name).values for name in ("ray_t", "ray_loss"))
    known = np.isfinite(losses).all((1, 2))
    if len(radii) < 10 or known.sum() < 4:
        why = f"{steps} steps with a finite radius in {len(radii)} of them are too few to tell"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    spread, margin = radii[:, :2].T
    least, flip = trace.series("radius_quantiles").values[:, [0, 5]].T
    slack = 1 + ROUNDING
    in_order = [spread <= margin * slack, margin <= exact * slack, flip <= least * slack]
    ordered = float(np.mean(np.concatenate(in_order)))
    converges, diverges = _series(t[known], losses[known])
    shadows = trace.series("bump_ratio").values[:, 1]
    shadow = float(np.nanmedian(shadows[len(shadows) // 2 :]))
    measured = {
        "share of comparisons in order": ordered,
        "share of readings where the series converges inside": converges,
        "share of readings where it diverges beyond": diverges,
        "median Im·2σ/π, second half": shadow,
        "median ρ*/ρ_a of the batch": float(np.median(exact / spread)),
        "median ρ*/ρ_a of an example, last": float(trace.series("radius_quantiles").values[-1, 4]),
        "share of examples certified, least": float(trace.series("certified_share").values.min()),
        "largest r": float(np.nanmax(trace.series("step_ratio").values)),
    }
    faults = []
    if ordered != 1.0:
        faults.append(f"a bound exceeds what it bounds in {1 - ordered:.1%} of all comparisons")
    if not min(converges, diverges) >= 0.95:
        faults.append(
            f"the series converges inside ρ* in {converges:.0%} and diverges beyond in "
            f"{diverges:.0%} of the readings only"
        )
    if not abs(shadow - 1) <= SHADOW:
        faults.append(f"median Im·2σ/π is {shadow:.2f}, which is not 1 ± {SHADOW}")
    why = "; ".join(faults) or (
        f"bounds in order in {ordered:.0%} of all comparisons; the series converges inside ρ* in "
        f"{converges:.0%} and diverges beyond in {diverges:.0%} of the readings; a ghost's height "
        f"is {shadow:.2f} of what the bump below it says"
    )
    return Verdict(not faults, measured, expected, why)


def _series(t: np.ndarray, losses: np.ndarray) -> tuple[float, float]:
    """Shares of the readings in which the Taylor sums converge inside and diverge beyond."""
    errors = np.abs(losses[:, 2:] - losses[:, 1:2])  # [readings, orders, points]
    radius = t[:, -1] / REACH
    few, many = ORDERS.index(ORDERS[-1] // 4), len(ORDERS) - 1
    inside, beyond = (np.abs(t - share * radius[:, None]).argmin(1) for share in (INSIDE, BEYOND))
    rows = np.arange(len(t))
    # below this the sums agree to rounding
    floor = 1e-12 * np.abs(losses[:, 1]).max(1)
    converges = errors[rows, many, inside] <= np.maximum(errors[rows, few, inside], floor)
    diverges = errors[rows, many, beyond] > errors[rows, few, beyond]
    return float(converges.mean()), float(diverges.mean())
