"""Is the principal flow gradient descent exactly, as far as a flow in real numbers can be?"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.processes.drift import FLOWS
from descentlab.runs.run import Run
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

PATHS = ("gradient descent", *FLOWS)
#: Largest error of the principal flow's rate along u₁, and of its distance from the run as a share
#: of gradient flow's; it is integrated to 1e-4 of its way a unit of time.
RATE, SHARE = 1e-3, 0.01
#: The part along u₁ is followed down to this share of where it began.
SEEN = 1e-2


def _found(trace: Trace) -> dict[str, float]:
    """Rates d(log|u₁ᵀw|)/dt of all four, and on which side they are after one step."""
    along = trace.series("along_first").values
    seen = np.flatnonzero(np.abs(along).min(axis=1) > SEEN * np.abs(along[0, 0]))
    last = int(seen[-1]) if len(seen) else 0
    logs = np.log(np.abs(along[last] / along[0])) / max(last, 1)
    far = trace.series("distance_beside").values[last]
    scaled = float(trace.series("scaled_eigenvalues").values[0, 0])
    sides = np.sign(along[1] / along[0])
    return {
        "ηλ₁": scaled,
        "log|1 − ηλ₁|": math.log(abs(1 - scaled)) if scaled != 1 else -math.inf,
        **{f"rate along u₁, {n}": float(v) for n, v in zip(PATHS, logs, strict=True)},
        "gradient descent changes sides": float(sides[0] < 0),
        "principal flow changes sides": float(sides[3] < 0),
        "principal flow's distance over gradient flow's": float(far[2] / far[0]),
    }


def principal_flow(trace: Trace, settings: Settings) -> Verdict:
    """Rosca, Wu, Qin & Dherin (2023), on a quadratic, where a step multiplies u₁ᵀw by 1 − ηλ₁.

    The principal flow shrinks or grows it at the rate log|1 − ηλ₁| of gradient descent, to 1e-3;
    so it grows exactly beyond ηλ₁ = 2. Below 1 it is where the run is, in all directions, to 1 % of
    gradient flow's distance; above 1 the run changes sides and it does not.
    """
    measured = _found(trace)
    x, run = measured["ηλ₁"], measured["rate along u₁, gradient descent"]
    error = abs(measured["rate along u₁, principal flow"] - run)
    share = measured["principal flow's distance over gradient flow's"]
    expected = (
        f"along u₁ the principal flow has gradient descent's rate to {RATE:g}; while ηλ₁ < 1 it is "
        f"at most {SHARE:.0%} as far from it as gradient flow is"
    )
    faults = []
    if not error <= RATE * max(1, abs(run)):
        faults.append(f"the principal flow's rate along u₁ is {error:.2g} off")
    if x < 1 and not share <= SHARE:
        faults.append(f"the principal flow is {share:.0%} as far from the run as gradient flow")
    if x > 1 and not measured["gradient descent changes sides"]:
        faults.append(f"gradient descent does not change sides at ηλ₁ = {x:.3g}")
    why = "; ".join(faults) or (
        f"at ηλ₁ = {x:.3g} gradient descent's rate along u₁ is {run:.4g} a step and the principal "
        f"flow's differs by {error:.1g}; gradient flow has "
        f"{measured['rate along u₁, gradient flow']:.4g}"
    )
    return Verdict(not faults, measured, expected, why)


def regimes(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """Over the runs `below`, `between` and `beyond`: ηλ₁ under 1, between 1 and 2, over 2."""
    found = {name: _found(run.trace) for name, run in runs.items()}
    rate = "rate along u₁, principal flow"
    errors = [abs(f[rate] - f["rate along u₁, gradient descent"]) for f in found.values()]
    between = found["between"]
    return {
        "largest error of the principal flow's rate": max(errors),
        "distance over gradient flow's, ηλ₁ < 1": found["below"][
            "principal flow's distance over gradient flow's"
        ],
        "only the step changes sides, 1 < ηλ₁ < 2": between["gradient descent changes sides"]
        - between["principal flow changes sides"],
        "principal flow's rate, 1 < ηλ₁ < 2": between[rate],
        "principal flow's rate, ηλ₁ > 2": found["beyond"][rate],
        "gradient flow's rate, ηλ₁ > 2": found["beyond"]["rate along u₁, gradient flow"],
    }
