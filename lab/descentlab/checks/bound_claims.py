"""The numbers of the claim that π/Δ_a is a bound, and of two classes the distance itself."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.runs.run import Run

#: Rounding of distances that agree, relative.
ROUNDING = 1e-9


def bounds(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of the runs "many" and "two": shares of steps in which a bound holds, and how far it is off.

    ρ* is found by a search for zeros with a certificate, ρ_a and √(δ²+π²)/Δ_a by their formulas;
    the Taylor sums know of neither. `true logits`: the nearest singularity of the loss along the
    step with the logits not taken as straight lines, of the example whose ghosts are drawn.
    """
    found = {}
    for name, run in runs.items():
        trace, measured = run.trace, run.check().measured
        exact = trace.series("exact_radius")
        spread, formula = trace.series("radii").values[exact.steps, :2].T
        known = np.isfinite(exact.values) & np.isfinite(spread)
        kept = spread[known] <= exact.values[known] * (1 + ROUNDING)
        found[f"{name}: share of steps with ρ_a ≤ ρ*"] = float(kept.mean())
        off = np.abs(formula / exact.values - 1)[known]
        found[f"{name}: √(δ²+π²)/Δ_a off from ρ* by"] = float(off.max())
        found[f"{name}: median ρ*/ρ_a"] = float(np.median((exact.values / spread)[known]))
        true = trace.series("nonlinear_radius")
        nearest, rho = true.values[:, 1], trace.series("radii").values[true.steps, 0]
        seen = np.isfinite(nearest) & np.isfinite(rho)
        below = rho[seen] <= nearest[seen]
        found[f"{name}: share of readings with ρ_a below that of the true logits"] = (
            float(below.mean()) if seen.any() else float("nan")
        )
        for key in ("converges inside", "it diverges beyond"):
            said = next(v for k, v in measured.items() if key in k)
            found[f"{name}: share of readings where the series {key.removeprefix('it ')}"] = said
    return found
