"""Normalisations without absolute values: the variance of complex numbers that is analytic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from ....errors import DescentError
from ..line import Line, on_rows
from .branches import square_root

if TYPE_CHECKING:
    from ..complex_pass import ComplexPass


def _layer_norm(
    passing: ComplexPass,
    _: Callable,
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *__: Any,
) -> Tensor:
    dims = _last(normalized_shape)
    x = input - input.mean(dims, keepdim=True)
    return _affine(passing, _scaled(passing, "layer_norm", x, dims, eps), weight, bias)


def _rms_norm(
    passing: ComplexPass,
    _: Callable,
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    dims = _last(normalized_shape)
    eps = torch.finfo(torch.float64).eps if eps is None else eps
    return _affine(passing, _scaled(passing, "rms_norm", input, dims, eps), weight, None)


def _group_norm(
    passing: ComplexPass,
    _: Callable,
    input: Tensor,
    num_groups: int,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
    *__: Any,
) -> Tensor:
    groups = input.unflatten(1, (num_groups, -1))
    dims = tuple(range(2, groups.ndim))
    x = groups - groups.mean(dims, keepdim=True)
    x = _scaled(passing, "group_norm", x, dims, eps).flatten(1, 2)
    return _affine(passing, x, _channels(weight, x.ndim), _channels(bias, x.ndim))


def _batch_norm(
    passing: ComplexPass,
    _: Callable,
    x: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
    *__: Any,
) -> Tensor:
    if training or running_mean is None or running_var is None:
        raise DescentError("expected batch normalisation in eval mode, found batch statistics.")
    mean, scale = _channels(running_mean, x.ndim), _channels(running_var, x.ndim).add(eps).rsqrt()
    return _affine(passing, (x - mean) * scale, _channels(weight, x.ndim), _channels(bias, x.ndim))


def _variance(
    _: ComplexPass, __: Callable, x: Tensor, dim: Any = None, unbiased: bool = True, **kwargs: Any
) -> Tensor:
    """Mean of (x − mean)², not of its absolute value, which torch has for complex numbers."""
    dims = tuple(range(1, x.ndim)) if dim is None else (dim,) if isinstance(dim, int) else dim
    count = math.prod(x.shape[d] for d in dims)
    correction = kwargs.get("correction", 1 if unbiased else 0)
    centred = x - x.mean(dims, keepdim=True)
    return centred.square().sum(dims, keepdim=kwargs.get("keepdim", False)) / (count - correction)


def _scaled(
    passing: ComplexPass, name: str, x: Tensor, dims: tuple[int, ...], eps: float
) -> Tensor:
    square = x.square().mean(dims, keepdim=True) + eps
    passing.note(name, lambda: torch.log(square))
    return x / square_root(passing, square)


def _affine(passing: ComplexPass, x: Tensor, weight: Tensor | None, bias: Tensor | None) -> Tensor:
    weight, bias = (
        on_rows(part, passing.t, x.ndim) if isinstance(part, Line) else part
        for part in (weight, bias)
    )
    x = x if weight is None else x * weight
    return x if bias is None else x + bias


def _channels(part: Tensor | None, ndim: int) -> Tensor | None:
    if part is None:
        return None
    shape = (-1, *(1,) * (ndim - 2))
    return part.mapped(lambda w: w.view(shape)) if isinstance(part, Line) else part.view(shape)


def _last(shape: Sequence[int]) -> tuple[int, ...]:
    return tuple(range(-len(shape), 0))


RULES: dict[str, Callable] = {
    "layer_norm": _layer_norm,
    "rms_norm": _rms_norm,
    "group_norm": _group_norm,
    "batch_norm": _batch_norm,
    "var": _variance,
}
