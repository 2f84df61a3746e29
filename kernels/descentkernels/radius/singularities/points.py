"""Where h + s t is singular for an operation: the nearest t of each unit."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from .gelu_poles import nearest_gelu_pole

# Nearest in h to every real h: the poles lie in columns above one another.
_POLES = {"tanh": 0.5j * math.pi, **dict.fromkeys(["sigmoid", "silu", "softplus"], 1j * math.pi)}


def pole(operation: str, h: Tensor, s: Tensor, scale: float = 1.0) -> Tensor:
    """(h* − h)/s for the nearest pole or branch point h* of an activation.

    tanh has poles at iπ/2 + iπk; the logistic function, in SiLU and softplus too, is singular at
    iπ + 2iπk; GELU by tanh where √(2/π)(h + 0.044715 h³) = iπ/2 + iπk.

    Args:
        operation: "tanh", "sigmoid", "silu", "softplus" or "gelu".
        h, s: any one shape, float64.
        scale: β of softplus.
    """
    if operation == "gelu":
        target = nearest_gelu_pole(h)
    else:
        target = torch.full_like(h, 0).to(torch.complex128) + _POLES[operation] / scale
    return _upper((target - h) / s)


def kink(at: Sequence[float], h: Tensor, s: Tensor) -> Tensor:
    """The nearest real t at which h + s t is at a kink of a piecewise function."""
    t = torch.stack([(place - h) / s for place in at])
    return t.gather(0, t.abs().argmin(0, keepdim=True))[0].to(torch.complex128)


def root(q0: Tensor, q1: Tensor, q2: Tensor) -> Tensor:
    """The root of q0 + q1 t + q2 t² nearest 0, ∞ where there is none."""
    gap = torch.sqrt((q1 * q1 - 4 * q2 * q0).to(torch.complex128))
    # the sum of larger size, so that nothing cancels: roots are 2 q0/that and that/(2 q2)
    far = -(q1 + torch.where(q1 < 0, -gap, gap))
    return _upper(2 * q0 / far)


def variance_root(h: Tensor, s: Tensor, dims: tuple[int, ...], eps: float) -> Tensor:
    """Where mean((h + s t)²) + ε = 0: a quadratic with real coefficients and no real root.

    Args:
        h, s: [n, ...], centred where the norm centres; dims: that the mean is taken over.
    """
    q0, q1, q2 = ((a * b).mean(dims) for a, b in ((h, h), (h, s), (s, s)))
    return root(q0 + eps, 2 * q1, q2)


def tie(h: Tensor, s: Tensor) -> Tensor:
    """The nearest real t at which the largest of each last dimension meets another: [n, ..., m] ->
    [n, ...]."""
    top = h.argmax(-1, keepdim=True)
    t = (h.gather(-1, top) - h) / (s - s.gather(-1, top))
    t = t.scatter(-1, top, torch.inf).nan_to_num(nan=torch.inf)  # itself; equal twins
    return t.gather(-1, t.abs().argmin(-1, keepdim=True))[..., 0].to(torch.complex128)


def _upper(t: Tensor) -> Tensor:
    """Each t or its conjugate, the one with Im t >= 0; ∞ on the real line where it is infinite."""
    t = torch.complex(t.real, t.imag.abs())
    lost = ~torch.isfinite(t.real) | ~torch.isfinite(t.imag)
    return torch.where(lost, torch.complex(*torch.tensor([math.inf, 0.0]).to(t.real)), t)
