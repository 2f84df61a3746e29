"""Does a run that starts above the edge leap over to flatter ground?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: How far above the edge the sharpness may end.
TOLERANCE = 0.1
#: The least rise of the loss that counts as a leap, relative to the start.
RISE = 0.05


def catapult(trace: Trace, settings: Settings) -> Verdict:
    """Lewkowycz, Bahri, Dyer, Sohl-Dickstein, Gur-Ari (2020).

    λ₁ starts above 2/η, the loss rises first by at least 5 %, then falls below its start, and λ₁
    comes down to at most 1.1 · 2/η before step 40.
    """
    loss = trace.series("loss").values
    ratio = trace.series("eigenvalues").values[:, 0] / trace.series("threshold").values
    expected = (
        "λ₁ starts above 2/η; the loss first rises, then falls below its start; λ₁ falls to 2/η"
    )
    if not np.isfinite(loss).all():
        why = f"the run diverged at step {trace.last_step()}: η is beyond what the leap survives"
        return Verdict(False, {"λ₁/(2/η) at the start": float(ratio[0])}, expected, why)
    lowest = float(ratio[:40].min())
    measured = {
        "λ₁/(2/η) at the start": float(ratio[0]),
        "lowest λ₁/(2/η) in the first 40 steps": lowest,
        "highest loss over the first": float(loss.max() / loss[0]),
        "last loss over the first": float(loss[-1] / loss[0]),
    }
    faults = []
    if not ratio[0] > 1:
        faults.append(f"λ₁ starts at {ratio[0]:.2f} of 2/η: there is nothing to leap from")
    if not loss.max() > (1 + RISE) * loss[0]:
        faults.append(f"the loss never rose by {RISE:.0%}")
    if not loss[-1] < loss[0]:
        faults.append("the loss did not come back below its start")
    if not lowest <= 1 + TOLERANCE:
        faults.append(f"λ₁ stayed above {lowest:.2f} of 2/η")
    why = "; ".join(faults) or (
        f"from {ratio[0]:.2f} of 2/η the loss rose to {loss.max() / loss[0]:.2f} times the first, "
        f"the sharpness fell to {lowest:.2f} of 2/η, and the loss ended at "
        f"{loss[-1] / loss[0]:.1%} of the first"
    )
    return Verdict(not faults, measured, expected, why)
