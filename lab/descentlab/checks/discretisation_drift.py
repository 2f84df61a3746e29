"""Does gradient descent follow the flow with its drift rather than gradient flow?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.processes.drift import FLOWS
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Largest share of gradient flow's distance at which a flow with drift is counted as better.
TOLERANCE = 0.5


def discretisation_drift(trace: Trace, settings: Settings) -> Verdict:
    """Barrett & Dherin (2021), Rosca et al. (2023): the flows with drift stay nearer to the run.

    Compared while ηλ₁ < 1, where the series behind them makes sense: at the last such step the
    flow of the modified loss and the principal flow must be at most half as far from gradient
    descent as gradient flow is.
    """
    far = trace.series("distance_beside").values
    scaled = trace.series("scaled_eigenvalues").values[:, 0]
    expected = (
        "while ηλ₁ < 1, the modified loss's flow and the principal flow are at most "
        f"{TOLERANCE:.0%} as far from gradient descent as gradient flow is"
    )
    beyond = np.flatnonzero(~(scaled < 1))
    last = int(beyond[0]) - 1 if len(beyond) else len(scaled) - 1
    if last < 5 or not np.isfinite(far[last]).all():
        why = (
            f"ηλ₁ = {scaled[0]:.2f} at the start and 1 or more from step {last + 1}: too few steps "
            "below 1 to tell (take a smaller η)"
        )
        return Verdict(False, {"ηλ₁ at the start": float(scaled[0])}, expected, why)
    gradient, *others = far[last]
    shares = dict(zip(FLOWS[1:], (np.array(others) / gradient).tolist(), strict=True))
    measured = {
        "last step with ηλ₁ < 1": float(last),
        "gradient flow's distance there": float(gradient),
        **{f"{name}'s distance over gradient flow's": share for name, share in shares.items()},
        "largest ηλ₁ of the run": float(np.nanmax(scaled)),
    }
    faults = [
        f"the {name} is {share:.2f} times as far as gradient flow"
        for name, share in shares.items()
        if not share <= TOLERANCE
    ]
    why = "; ".join(faults) or (
        f"at step {last} (ηλ₁ = {scaled[last]:.2f}) "
        + " and ".join(f"the {n} is {s:.1%} as far" for n, s in shares.items())
        + " from gradient descent as gradient flow is"
    )
    return Verdict(not faults, measured, expected, why)
