"""Zeros of an analytic function that is known by the logarithms of its values."""

from collections.abc import Callable

import torch
from torch import Tensor

_STEPS = 30
_REL = 1e-6  # of |t|: the distance over which a slope is taken
_DONE = 1e-9  # a step this small against |t|: the next one is lost in rounding
_REACH = 0.3  # a step is at most this long against the start's |t|, lest it runs away

#: (which functions [m], points [m, 2]) -> logarithms of their values [m, 2], modulo 2πi; those of a
#: row are of one branch of the same function.
LogFunction = Callable[[Tensor, Tensor], Tensor]


def newton(log_function: LogFunction, t: Tensor) -> tuple[Tensor, Tensor]:
    """Newton's method for several functions f at once, from one start each.

    The slope is a difference quotient, f(t + h) − f(t) over h, so that the step is
    −h / (e^{log f(t + h) − log f(t)} − 1), free of overflow; near the zero that is the secant
    method, and t is accurate to rounding all the same.

    Args:
        log_function: see LogFunction; it gets the numbers of the rows still at work.
        t: starts [m] complex128; a non-finite one is left alone.

    Returns:
        t [m], folded into Im t >= 0, and [m] booleans: whether it has converged.
    """
    t = t.clone()
    limit = _REACH * t.abs()
    done = torch.zeros(len(t), dtype=torch.bool, device=t.device)
    active = torch.isfinite(limit).nonzero()[:, 0]
    for _ in range(_STEPS):
        if not len(active):
            break
        step = newton_step(log_function, active, t[active])
        step = step * (limit[active] / step.abs()).clamp(max=1).nan_to_num(nan=1)
        t[active] = torch.where(torch.isfinite(step.abs()), t[active] + step, torch.nan)
        small = step.abs() <= _DONE * t[active].abs()
        done[active[small]] = True
        active = active[~small & torch.isfinite(t[active].abs())]
    return torch.complex(t.real, t.imag.abs()), done


def newton_step(log_function: LogFunction, which: Tensor, t: Tensor) -> Tensor:
    """−f/f' at t [m]; 0 where f is exactly 0."""
    h = _REL * t.abs()
    here, near = log_function(which, torch.stack([t, t + h], 1)).unbind(1)
    step = -h / (torch.exp(near - here) - 1)
    return torch.where(torch.isneginf(here.real), 0, step)
