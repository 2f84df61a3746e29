"""Do the planted groups carry the oscillation, in opposite phase?"""

from __future__ import annotations

import numpy as np
from descentkernels.stability import alternating_part
from torch import from_numpy

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Least mean share of Σ(∇ℓ·u₁)² that the planted examples hold.
SHARE = 0.6
#: How sharp the loss without them may be, at most, beside that with them.
ABLATED = 0.85
#: Largest correlation of the two groups' alternating losses.
PHASE = -0.8


def opposing_signals(trace: Trace, settings: Settings) -> Verdict:
    """Rosenfeld & Risteski (2024), over the second half of the run, once the run reached its edge.

    1. The planted examples hold most (at least 60 %) of Σ(∇ℓᵢ·u₁)².
    2. The parts of the groups' mean losses that alternate from step to step, ¼(2ℓ_t − ℓ_{t−1} −
       ℓ_{t+1}), have a correlation below −0.8.
    3. The groups swing more than the rest: at least three times, root mean square.
    4. At the same weights the loss without the planted examples is flatter: its largest eigenvalue
       of P⁻¹H is at most 85 % of that with them, on average. (Later the rest comes to the edge by
       itself, and they part less.)
    """
    expected = (
        f"over the second half the planted examples hold at least {SHARE:.0%} of Σ(∇ℓ·u₁)²; their "
        f"groups' losses alternate with a correlation below {PHASE}, thrice as much as the rest; "
        f"without them the sharpness at the same weights is at most {ABLATED:.0%}"
    )
    losses, steps = trace.series("group_losses").values, trace.last_step()
    ratio = trace.series("eigenvalues").values[:, 0] / trace.series("threshold").values
    half = len(losses) // 2
    if not np.isfinite(losses).all() or len(losses) < 20:
        why = f"{steps} steps with the losses of two groups and the rest are too few to tell"
        return Verdict(False, {"steps": float(steps)}, expected, why)
    shares = trace.series("signal_shares")
    late = shares.values[shares.steps >= half]
    top, planted, found, cancelled = late.mean(0)
    ablation = trace.series("ablation")
    with_them, without = ablation.values[ablation.steps >= half].mean(0)
    before, now, after = (from_numpy(losses[half + i : len(losses) - 2 + i]) for i in range(3))
    swings = alternating_part(before, now, after).numpy()
    first, second, rest = np.sqrt((swings**2).mean(0))
    correlation = float(np.corrcoef(swings[:, 0], swings[:, 1])[0, 1])
    measured = {
        "share of Σ(∇ℓ·u₁)² in the planted": float(planted),
        "share in the top 6 %": float(top),
        "planted among the top": float(found),
        "cancellation": float(cancelled),
        "correlation of the groups' swings": correlation,
        "swing of the first group's loss": float(first),
        "swing of the second group's loss": float(second),
        "swing of the others' loss": float(rest),
        "sharpness without the planted over that with them": float(without / with_them),
        "mean sharpness over the edge": float(ratio[half:].mean()),
    }
    faults = []
    if not (ratio >= 1).any():
        faults.append(f"the run never reached its edge (at most {ratio.max():.2f} of it)")
    if not planted >= SHARE:
        faults.append(f"the planted examples hold {planted:.0%} of Σ(∇ℓ·u₁)² only")
    if not correlation <= PHASE:
        faults.append(f"the groups' losses alternate with correlation {correlation:.2f}")
    if not min(first, second) >= 3 * rest:
        faults.append("the groups do not swing three times as much as the rest")
    if not without <= ABLATED * with_them:
        faults.append(f"without them the loss is {without / with_them:.0%} as sharp")
    why = "; ".join(faults) or (
        f"the planted examples hold {planted:.0%} of Σ(∇ℓ·u₁)² and are {found:.0%} of the top; "
        f"their groups' losses swing by {first:.3f} and {second:.3f} with correlation "
        f"{correlation:.2f}, the rest's by {rest:.5f}; without them the loss is "
        f"{without / with_them:.0%} as sharp"
    )
    return Verdict(not faults, measured, expected, why)
