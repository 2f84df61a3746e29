"""Do the lengths along a step stay while the gradient vanishes?"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: γ/t_c on a tail e^(−mt): γ = x/m where e^(−x) + x = 2, and t_c = 2/m.
TAIL = float(brentq(lambda x: np.exp(-x) + x - 2, 1, 2)) / 2
#: How far the mean of γ/t_c may be from it in the second half.
NEAR = 0.1
#: Least factor by which ‖∇L‖ has to fall over the second half, for the claim to be put to the test.
VANISHING = 2.0
#: Largest factor between the longest and the shortest a length is over the second half.
STAYING = 2.0
#: Least correlation of ρ* with −log L over the second half, and least factor by which it grows.
RECEDES, GROWS = 0.95, 1.2
#: Least and largest share of the loss that a step of regularised Newton leaves, in the second half:
#: 1/e is what Newton's step leaves of a tail.
LEAVES = (0.25, 0.6)
#: Spread of the steps' −log(L⁺/L) relative to their mean, at most: a straight line.
STRAIGHT = 0.15
NAMES = ("ρ_a", "ρ*", "γ", "t_c", "τ")


def three_radii(trace: Trace, settings: Settings) -> Verdict:
    """Over the second half of a run with a cross-entropy that goes to zero.

    1. While ‖∇L‖ falls by a factor of 2 or more, none of ρ_a, γ and t_c changes by more than 2.
    2. γ/t_c is on average within 0.1 of 0.92, which it is on an exponential tail.
    3. The nearest ghost is behind, and recedes as the loss falls: ρ* grows by a fifth or more and
       its correlation with −log L is at least 0.95.
    4. Regularised Newton left to itself: each step leaves about as much of the loss as the last,
       between a quarter and six tenths (linear convergence; Newton leaves 1/e of a tail).
    """
    expected = (
        f"over the second half ‖∇L‖ falls by {VANISHING:g} or more while ρ_a, γ and t_c change by "
        f"at most {STAYING:g} each; γ/t_c is {TAIL:.2f} ± {NEAR:g} on average; the nearest ghost "
        "is behind and ρ* grows with −log L; a step of regularised Newton leaves much the same "
        f"share, {LEAVES[0]:g} to {LEAVES[1]:g}, of the loss each time"
    )
    loss, slope = (trace.series(name).values for name in ("loss", "gradient_norm"))
    if len(loss) < 12 or not (np.isfinite(loss).all() and (loss > 0).all()):
        why = f"{len(loss)} steps are too few to tell, or the loss is not finite or has reached 0"
        return Verdict(False, {"steps": float(trace.last_step())}, expected, why)
    half = slice(len(loss) // 2, None)
    every, ahead = (trace.series(name).values for name in ("step_lengths", "ghost_ahead"))
    lengths, ratio = every[half], float(trace.series("tail_ratios").values[half, 0].mean())
    falls = float(slope[half][0] / slope[half].min())
    changes = dict(zip(NAMES, lengths.max(0) / lengths.min(0), strict=True))
    with np.errstate(invalid="ignore"):  # where ρ* is not known at some step
        recedes = float(np.corrcoef(lengths[:, 1], -np.log(loss[half]))[0, 1])
    grows = float(lengths[-1, 1] / lengths[0, 1])
    rates = np.log(loss[half][:-1] / loss[half][1:])
    share, spread = float(np.exp(-rates.mean())), float(rates.std() / rates.mean())
    longer = every[:-1, 4] > every[:-1, 0]
    measured = {
        "‖∇L‖ fell by, second half": falls,
        **{f"{name} changed by": float(change) for name, change in changes.items()},
        **{f"{name}, last": float(v) for name, v in zip(NAMES, lengths[-1], strict=True)},
        "mean γ/t_c, second half": ratio,
        "correlation of ρ* with −log L": recedes,
        "Re t*/ρ*, first": float(ahead[0]),
        "Re t*/ρ*, largest of second half": float(ahead[half].max()),
        "share of the loss that a step leaves": share,
        "steps longer than ρ_a": float(longer.sum()),
        "of those the loss fell after": float((np.diff(loss) < 0)[longer].sum()),
    }
    faults = []
    if not falls >= VANISHING:
        faults.append(f"‖∇L‖ fell by {falls:.2g} only over the second half: run on")
    for name in ("ρ_a", "γ", "t_c"):
        if not changes[name] <= STAYING:
            faults.append(f"{name} changed by {changes[name]:.2g}")
    if not abs(ratio - TAIL) <= NEAR:
        faults.append(f"γ/t_c was {ratio:.2f} on average, not {TAIL:.2f}: this is no tail")
    if not (ahead[half] < 0).all():
        faults.append("the nearest ghost was not always behind")
    if not (recedes >= RECEDES and grows >= GROWS):
        faults.append(f"ρ* grew by {grows:.2f} and its correlation with −log L was {recedes:.2f}")
    alone = getattr(settings, "controller", "none") == "none"
    if alone and getattr(settings, "optimizer", "") == "gradient_normalised_newton":
        if not LEAVES[0] <= share <= LEAVES[1]:
            faults.append(f"a step left {share:.2f} of the loss on average")
        if not 0 <= spread <= STRAIGHT:
            faults.append(f"the share of the loss that a step left varied by {spread:.0%}")
    stays = max(float(changes[name]) for name in ("ρ_a", "γ", "t_c"))
    why = "; ".join(faults) or (
        f"while ‖∇L‖ fell by {falls:.3g}, ρ_a, γ and t_c changed by {stays:.2f} at most, γ/t_c was "
        f"{ratio:.3f} on average, the ghosts fell back by {grows:.2f} and a step left {share:.2f} "
        "of the loss"
    )
    return Verdict(not faults, measured, expected, why)
