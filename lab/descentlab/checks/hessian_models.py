"""Does each Hessian model give a linear rate, and what does γ do as the gradient vanishes?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.processes.hessian_models import LANES, TITLES
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Gaps below this share of the first are rounding and are not judged.
ROUNDING = 1e-12
#: A rate counts as linear up to this order: 0 is linear, 1 falls like 1/k, ½ like 1/k².
LINEAR = 0.15
#: From this order on it is not.
SUBLINEAR = 0.4


def order(gaps: np.ndarray) -> float:
    """q in d log G/dk ∝ −G^q, over the second half of the gaps G [steps + 1] above rounding.

    From the mean rates of its two quarters and the mean of log G in each: 0 where every step
    leaves the same share, 1/m for G ∝ k^−m. NaN below eight gaps, or where the gap does not fall.
    """
    seen = _seen(gaps)
    logs = np.log(gaps[seen])[len(seen) // 2 :]
    middle = len(logs) // 2
    if middle < 2:
        return float("nan")
    early, late = logs[: middle + 1], logs[middle:]
    rates = [(part[0] - part[-1]) / (len(part) - 1) for part in (early, late)]
    if min(rates) <= 0:
        return float("nan")
    return float(np.log(rates[1] / rates[0]) / (late.mean() - early.mean()))


def rate(gaps: np.ndarray) -> float:
    """Mean fall of log G a step, over the same half."""
    logs = np.log(gaps[_seen(gaps)])
    half = logs[len(logs) // 2 :]
    return float((half[0] - half[-1]) / (len(half) - 1)) if len(half) > 1 else float("nan")


def exponent(scales: np.ndarray, gaps: np.ndarray) -> float:
    """α in γ ∝ ‖∇L‖^α: least-squares slope of `scales` [steps + 1, 2] over the same half.

    NaN where the gradient hardly changes there (by less than a factor of two).
    """
    seen = _seen(gaps)
    x, y = scales[seen[len(seen) // 2 :]].T
    known = np.isfinite(x) & np.isfinite(y)
    if known.sum() < 4 or np.ptp(x[known]) < np.log10(2):
        return float("nan")
    return float(np.polyfit(x[known], y[known], 1)[0])


def lane_numbers(trace: Trace) -> dict[str, float]:
    """Order and rate of each lane, and γ's exponent of each Newton."""
    gaps, scales = (trace.series(name).values for name in ("model_gaps", "model_scales"))
    numbers = {f"order, {name}": order(gaps[:, i]) for i, name in enumerate(LANES)}
    numbers |= {f"rate, {name}": rate(gaps[:, i]) for i, name in enumerate(LANES)}
    for i, name in enumerate(TITLES):
        numbers[f"exponent of γ, {name}"] = exponent(scales[:, 2 * i : 2 * i + 2], gaps[:, i])
    return numbers


def hessian_models(trace: Trace, settings: Settings) -> Verdict:
    """Semenov, Jaggi & Doikov (2025), where all examples can be fitted.

    1. With every Hessian model, none among them, the gap's order is at most 0.15: linear.
    2. Gradient descent with a fixed step has one of 0.4 at least: the loss itself is not of a kind
       that any method brings down linearly.
    """
    expected = (
        f"with every Hessian model the order of the rate is at most {LINEAR} (0 is linear, 1 is "
        f"1/k); of gradient descent it is {SUBLINEAR} or more"
    )
    measured = lane_numbers(trace)
    faults = [
        f"beside {name} the order is {measured[f'order, {name}']:.2f}, which is not linear"
        for name in TITLES
        if not measured[f"order, {name}"] <= LINEAR
    ]
    descent = measured[f"order, {LANES[-1]}"]
    if not descent >= SUBLINEAR:
        faults.append(f"gradient descent has an order of {descent:.2f}")
    rates = ", ".join(f"{name} {np.exp(-measured[f'rate, {name}']):.2f}" for name in TITLES)
    why = "; ".join(faults) or (
        f"each step leaves much the same share of the gap ({rates}); gradient descent's order is "
        f"{descent:.2f}"
    )
    return Verdict(not faults, measured, expected, why)


def _seen(gaps: np.ndarray) -> np.ndarray:
    """The numbers of the steps before rounding sets in."""
    with np.errstate(invalid="ignore"):
        low = ~(gaps > ROUNDING * gaps[0])
    return np.arange(int(low.argmax()) if low.any() else len(gaps))
