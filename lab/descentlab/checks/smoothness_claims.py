"""The numbers of the claims about gradient-normalised smoothness."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.checks.hessian_models import lane_numbers
from descentlab.processes.hessian_models import LANES, TITLES
from descentlab.runs.run import Run

EXACT, GAUSS_NEWTON, EMPIRICAL, NONE = (TITLES[i] for i in (0, 1, 2, 4))


def rates_of_all(runs: Mapping[str, Run]) -> dict[str, float]:
    """The orders of the runs named "unfitted" and of the others, together: the largest or least.

    Gauss–Newton counts as exact, which it is where the outputs are linear in the weights.
    """
    numbers = {name: lane_numbers(run.trace) for name, run in runs.items()}
    rest = {name: of for name, of in numbers.items() if name != "unfitted"}
    found = {}
    for title, several in (("fitted", rest), ("unfitted", {"": numbers["unfitted"]})):
        orders = {lane: [of[f"order, {lane}"] for of in several.values()] for lane in LANES}
        crude = [orders[name] for name in TITLES[2:]]
        found[f"{title}: largest order of an approximate Hessian"] = float(np.max(crude))
        found[f"{title}: order, exact Hessian"] = float(np.max(orders[EXACT]))
        found[f"{title}: least order, gradient descent"] = float(np.min(orders[LANES[-1]]))
    return found


def classes_found(runs: Mapping[str, Run]) -> dict[str, float]:
    """γ's exponents with the exact Hessian and with none, and what a larger first γ changes."""
    found = {
        f"{name}: exponent of γ, {lane}": lane_numbers(run.trace)[f"exponent of γ, {lane}"]
        for name, run in runs.items()
        for lane in (EXACT, NONE)
    }
    ends = [
        runs[name].trace.series("model_gammas").values[:, 0]
        for name in ("tail, first γ 1000", "tail")
    ]
    # at the last step before either rests
    both = np.isfinite(ends).all(0).nonzero()[0][-1]
    return found | {"γ at the end, first 1000 over first 1": float(ends[0][both] / ends[1][both])}


def beside_nothing(runs: Mapping[str, Run]) -> dict[str, float]:
    """Orders; rates over that of H = 0; and the share of the gap that is left at the end."""
    (run,) = runs.values()
    numbers = lane_numbers(run.trace)
    gaps = run.trace.series("model_gaps").values
    found = {f"order, {lane}": numbers[f"order, {lane}"] for lane in TITLES}
    for i, lane in enumerate(TITLES):
        share = numbers[f"rate, {lane}"] / numbers[f"rate, {NONE}"]
        found[f"rate, {lane}, over that of H = 0"] = share
        found[f"gap left, {lane}"] = float(np.nanmin(gaps[:, i]) / gaps[0, i])
    return found
