"""Does gradient descent on a quadratic follow its closed form, and converge below 2/λ₁?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Largest relative difference between a measured and a predicted factor.
TOLERANCE = 1e-6


def quadratic_stability(trace: Trace, settings: Settings) -> Verdict:
    """u₁ᵀ∇L is multiplied by 1 − ηλ₁ at each step; the loss falls if and only if ηλ₁ < 2.

    The factor is measured over the steps before the swing is lost in rounding, and must equal
    1 − ηλ₁ to 1e-6 (float64 arithmetic on numbers of order one, with the eigenpair found to
    1e-8).
    """
    swing = trace.series("oscillation").values
    loss = trace.series("loss").values
    sharpness = float(trace.series("eigenvalues").values[0, 0])
    factor = 1 - settings.lr * sharpness
    usable = (np.abs(swing) > 1e-9 * np.abs(swing[0])) & np.isfinite(swing)
    length = int(np.argmin(usable)) if not usable.all() else len(usable)
    ratios = swing[1:length] / swing[: length - 1]
    error = float(np.median(np.abs(ratios / factor - 1))) if len(ratios) else float("nan")
    stable = settings.lr * sharpness < 2
    fell = bool(loss[-1] < loss[0])
    measured = {
        "λ₁": sharpness,
        "2/η": 2 / settings.lr,
        "predicted factor 1 − ηλ₁": factor,
        "measured factor": float(np.median(ratios)) if len(ratios) else float("nan"),
        "loss, first": float(loss[0]),
        "loss, last": float(loss[-1]),
    }
    expected = "u₁ᵀ∇L is multiplied by 1 − ηλ₁ each step, and the loss falls iff λ₁ < 2/η"
    faults = []
    if not error <= TOLERANCE:
        faults.append(f"the factor is {error:.1e} from 1 − ηλ₁")
    if stable != fell:
        faults.append(
            f"λ₁ = {sharpness:.4g} is {'below' if stable else 'above'} 2/η = {2 / settings.lr:.4g} "
            f"but the loss {'fell' if fell else 'rose'}"
        )
    why = "; ".join(faults) or (
        f"the factor is 1 − ηλ₁ to {error:.0e} and the loss {'fell' if fell else 'rose'}, as "
        f"λ₁ is {'below' if stable else 'above'} 2/η"
    )
    return Verdict(not faults, measured, expected, why)
