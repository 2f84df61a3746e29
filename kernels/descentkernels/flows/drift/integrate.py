"""A velocity over some units of time, to a tolerance."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ...errors import DescentError

# Dormand & Prince (1980), orders 5 and 4: rows of the tableau, and the difference of the two.
_A = (
    (1 / 5,),
    (3 / 40, 9 / 40),
    (44 / 45, -56 / 15, 32 / 9),
    (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
    (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
    (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84),
)
_E = (71 / 57600, 0.0, -71 / 16695, 71 / 1920, -17253 / 339200, 22 / 525, -1 / 40)


@dataclass(frozen=True)
class Integral:
    """Where a velocity leads, as far as it could be followed."""

    w: Tensor  # [P]
    t: float  # how far it came: less than asked for if there is trouble
    substep: float  # to go on with
    evaluations: int  # of the velocity
    trouble: str  # "", or in a sentence why it stopped before the end


def integrate(
    velocity: Callable[[Tensor], Tensor],
    w: Tensor,
    *,
    duration: float = 1.0,
    tol: float = 1e-6,
    substep: float | None = None,
    max_evaluations: int = 600,
) -> Integral:
    """dw/dt = velocity(w) by the pair of Dormand & Prince (1980), orders 5 and 4.

    A substep h is accepted when its estimated error is at most tol·max(‖Δw‖, h‖v‖), so that tol is
    relative to how far the weights move, whatever their size.

    Args:
        velocity: [P] -> [P], autonomous.
        w: [P].
        duration: units of time.
        tol: relative error a substep.
        substep: the first to try; the whole duration by default.
        max_evaluations: give up after so many.

    Returns:
        Integral.

    Raises:
        DescentError: if duration or tol is not positive.
    """
    if not duration > 0 or not tol > 0:
        raise DescentError(f"expected duration > 0 and tol > 0, found {duration} and {tol}.")
    t, proposed = 0.0, min(substep or duration, duration)
    first, spent = velocity(w), 1
    while t < duration and spent < max_evaluations and torch.isfinite(first).all():
        h = min(proposed, duration - t)
        stages = [first]
        for row in _A:
            at = w + h * sum(a * s for a, s in zip(row, stages, strict=True))
            stages.append(velocity(at))
        spent += len(_A)
        error = h * sum(e * s for e, s in zip(_E, stages, strict=True)).norm().item()
        scale = max((at - w).norm().item(), h * first.norm().item())
        ratio = error / (tol * scale) if scale > 0 else 0.0
        if not ratio < float("inf"):  # not finite: far too long
            proposed = h / 10
            continue
        proposed = h * min(5.0, max(0.2, 0.9 * max(ratio, 1e-10) ** -0.2))
        if ratio <= 1:
            # the last stage is the next substep's first
            w, first, t = at, stages[-1], duration if h >= duration - t else t + h
    if t >= duration:
        return Integral(w, t, proposed, spent, "")
    why = "is not finite" if spent < max_evaluations else f"needs over {spent} evaluations"
    return Integral(w, t, proposed, spent, f"The flow {why}: it was followed to t = {t:.3g} only.")
