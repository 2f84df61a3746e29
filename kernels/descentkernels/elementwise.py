"""Derivatives of functions that act on each entry alone."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional


def derivatives(
    functions: Sequence[nn.Module], z: Tensor
) -> tuple[Tensor, Tensor | None, Tensor | None]:
    """φ(z), φ'(z) and φ''(z), entry by entry, for φ the functions one after the other.

    The derivatives are autograd's, with its conventions at kinks (ReLU has φ'(0) = 0).

    Args:
        functions: elementwise modules, first to last.
        z: any shape.

    Returns:
        Three tensors shaped like z; φ' is None where φ is the identity, φ'' where it is zero.
    """
    if not functions:
        return z, None, None
    if len(functions) == 1:
        function = functions[0]
        if type(function) is nn.Tanh:
            return _tanh(z)
        if type(function) is nn.ReLU:
            return _relu(z)
        if type(function) is nn.GELU and function.approximate == "none":
            return _gelu(z)
    return by_autograd(functions, z)


def by_autograd(
    functions: Sequence[Callable[[Tensor], Tensor]], z: Tensor
) -> tuple[Tensor, Tensor, Tensor | None]:
    """`derivatives` of any functions of each entry alone."""
    with torch.enable_grad():
        leaf = z.detach().requires_grad_()
        y = leaf.clone()  # some functions work in place, which a leaf does not bear
        for function in functions:
            y = function(y)
        ones = torch.ones_like(y)
        (slope,) = torch.autograd.grad(y, leaf, ones, create_graph=True)
        curve = None
        if slope.requires_grad:
            (curve,) = torch.autograd.grad(slope, leaf, ones, allow_unused=True)
    # piecewise linear functions: their zeros are not worth a pass over all directions
    if curve is not None and not curve.any():
        curve = None
    return y.detach(), slope.detach(), curve


def third(functions: Sequence[nn.Module], z: Tensor, y: Tensor, slope: Tensor) -> Tensor | None:
    """φ'''(z) from what `derivatives` gave; None where it is zero."""
    if len(functions) == 1:
        function = functions[0]
        if type(function) is nn.Tanh:
            return (y * y).mul_(6).sub_(2).mul_(slope)
        if type(function) is nn.GELU and function.approximate == "none":
            square = z * z
            density = (square * -0.5).exp_().mul_(1 / math.sqrt(2 * math.pi))
            return square.sub_(4).mul_(z).mul_(density)
    return _third_by_autograd(functions, z)


def _third_by_autograd(functions: Sequence[nn.Module], z: Tensor) -> Tensor | None:
    with torch.enable_grad():
        leaf = z.detach().requires_grad_()
        now = leaf.clone()
        for function in functions:
            now = function(now)
        for order in range(3):
            if not now.requires_grad:
                return None
            (now,) = torch.autograd.grad(
                now, leaf, torch.ones_like(now), create_graph=order < 2, materialize_grads=True
            )
    return now if now.any() else None


# The usual functions in closed form: autograd takes two to five times as long, which for ReLU and
# GELU made a point with one product dearer than the replay of a graph.


def _tanh(z: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    y = torch.tanh(z) if y is None else y
    slope = torch.addcmul(y.new_ones(()), y, y, value=-1)
    return y, slope, (y * slope).mul_(-2)


def _relu(z: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor, None]:
    y = torch.relu(z) if y is None else y
    return y, (y > 0).to(y.dtype), None


def _gelu(z: Tensor, y: Tensor | None = None) -> tuple[Tensor, Tensor, Tensor]:
    """y = z Φ, y' = Φ + z p, y'' = (2 − z²) p, with p and Φ the normal density and its integral."""
    y = functional.gelu(z) if y is None else y
    slope = torch.ops.aten.gelu_backward(z.new_ones(()).expand_as(z), z)  # one pass
    square = z * z
    curve = (square * -0.5).exp_()
    scale = 1 / math.sqrt(2 * math.pi)
    return y, slope, curve.mul_(torch.add(z.new_full((), 2 * scale), square, alpha=-scale))


#: By torch's name of the operation without arguments: (z, y where it is known) -> y, y', y''.
CLOSED = {"tanh": _tanh, "relu": _relu, "gelu": _gelu}
