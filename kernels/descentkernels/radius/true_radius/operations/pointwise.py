"""Activations at complex arguments, and the factors whose zeros are their singularities."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import scipy.special
import torch
from torch import Tensor

from ....errors import DescentError
from .arithmetic import rowed
from .branches import log_cosh, log_one_plus_exp, square_root, without_jumps

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def _tanh(passing: ComplexPass, func: Callable, x: Tensor) -> Tensor:
    passing.note("tanh", lambda: log_cosh(x))
    return func(x)


def _sigmoid(passing: ComplexPass, _: Callable, x: Tensor) -> Tensor:
    passing.note("sigmoid", lambda: log_cosh(x / 2))
    return _logistic(x)


def _silu(passing: ComplexPass, _: Callable, x: Tensor, inplace: bool = False) -> Tensor:
    passing.note("silu", lambda: log_cosh(x / 2))
    out = x * _logistic(x)
    return x.copy_(out) if inplace else out


def _softplus(
    passing: ComplexPass, _: Callable, input: Tensor, beta: float = 1.0, threshold: float = 20.0
) -> Tensor:
    """log(1 + e^βx)/β; torch's own is x above the threshold, which differs by e^−threshold."""
    passing.note("softplus", lambda: log_cosh(beta * input / 2))
    return without_jumps(passing, log_one_plus_exp(beta * input)) / beta


def _logsigmoid(passing: ComplexPass, _: Callable, input: Tensor) -> Tensor:
    return -_softplus(passing, _, -input)


def _gelu(passing: ComplexPass, _: Callable, input: Tensor, approximate: str = "none") -> Tensor:
    """x Φ(x), which is entire, or its approximation by tanh, which has poles."""
    if approximate == "none":
        return 0.5 * input * (1 + erf(input / math.sqrt(2)))
    inner = math.sqrt(2 / math.pi) * (input + 0.044715 * input**3)
    passing.note("gelu", lambda: log_cosh(inner))
    return 0.5 * input * (1 + torch.tanh(inner))


def erf(x: Tensor) -> Tensor:
    """2/√π ∫₀ˣ e^{−s²} ds of a complex x, by scipy's Faddeeva function, on the CPU."""
    return torch.from_numpy(scipy.special.erf(x.cpu().numpy())).to(x.device)


def _sqrt(passing: ComplexPass, _: Callable, x: Tensor) -> Tensor:
    passing.note("sqrt", lambda: torch.log(x))
    return square_root(passing, x)


def _rsqrt(passing: ComplexPass, _: Callable, x: Tensor) -> Tensor:
    passing.note("rsqrt", lambda: torch.log(x))
    return 1 / square_root(passing, x)


def _log(passing: ComplexPass, _: Callable, x: Tensor) -> Tensor:
    passing.note("log", lambda: torch.log(x))
    return without_jumps(passing, torch.log(x))


def _power(passing: ComplexPass, func: Callable, x: Tensor, exponent: Any) -> Tensor:
    if not isinstance(exponent, int | float) or func.__name__ == "__rpow__":
        raise DescentError("expected a power with a number as its exponent, found a tensor.")
    (x,) = rowed(passing, x)
    if exponent >= 0 and exponent == int(exponent):
        return x ** int(exponent)
    if exponent == 0.5:
        return _sqrt(passing, func, x)
    if exponent == -0.5:
        return _rsqrt(passing, func, x)
    passing.note("pow", lambda: torch.log(x))
    if exponent == int(exponent):
        return x ** int(exponent)
    return torch.exp(exponent * without_jumps(passing, torch.log(x)))


def _logistic(x: Tensor) -> Tensor:
    return 0.5 * (1 + torch.tanh(x / 2))


RULES: dict[str, Callable] = {
    **dict.fromkeys(["tanh", "tanh_"], _tanh),
    "sigmoid": _sigmoid,
    "silu": _silu,
    "softplus": _softplus,
    **dict.fromkeys(["logsigmoid", "log_sigmoid"], _logsigmoid),
    "gelu": _gelu,
    "erf": lambda passing, func, x: erf(x),
    "sqrt": _sqrt,
    "rsqrt": _rsqrt,
    "log": _log,
    "log1p": lambda passing, func, x: _log(passing, func, 1 + x),
    **dict.fromkeys(["pow", "__pow__", "__rpow__"], _power),
}
