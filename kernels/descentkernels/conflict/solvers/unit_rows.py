"""Gramians by their cosines and lengths, in float64 on the host, and back where they came from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from ...errors import DescentError

Array = NDArray[np.float64]

#: Below this share of the lengths that were added up, a sum of gradients is rounding: G knows no
#: direction of a smaller norm than the root of float64's precision.
NOTHING = 1e-7


@dataclass(frozen=True)
class UnitRows:
    """G = diag(ℓ) C diag(ℓ): what cones, unlike lengths, are made of.

    Lengths of 1e-10 beside 1e10 are told apart by C as well as equal ones; by G they are not.
    """

    cosines: Array  # [B, m, m] C, unit diagonal; a zero gradient's row and column are 0 but there
    lengths: Array  # [B, m] ℓ, 1 for a zero gradient
    zero: Array  # [B, m] bool: gradients of no length
    known: Array  # [B] bool: members without NaN or infinity; the others are computed as C = I

    @classmethod
    def of(cls, gramian: Array) -> UnitRows:
        """The unit rows of G [B, m, m]."""
        m = gramian.shape[-1]
        known = np.isfinite(gramian).all((-2, -1))
        if not known.all():
            gramian = np.where(known[:, None, None], gramian, np.eye(m))
        lengths = np.sqrt(np.maximum(gramian.reshape(-1, m * m)[:, :: m + 1], 0.0))
        zero = lengths == 0
        if zero.any():
            lengths = np.where(zero, 1.0, lengths)
        cosines = gramian / lengths[:, :, None]
        cosines /= lengths[:, None, :]
        cosines.reshape(-1, m * m)[:, :: m + 1] = 1.0
        return cls(cosines, lengths, zero, known)

    def told(self, weights: Array) -> Array:
        """`weights` [B, m] with NaN for the members that are not known."""
        if not self.known.all():
            weights = np.where(self.known[:, None], weights, np.nan)
        return weights


def hosted(
    function: Callable[..., Array] | None = None,
    *,
    two: Callable[..., tuple[Array, Array]] | None = None,
) -> Callable[..., Any]:
    """A function of arrays [B, ...] as one of tensors [..., m, m] and [..., m].

    The first tensor is the Gramian, whose leading dimensions are the batch; the others have the
    same. The arithmetic is numpy's: of such small matrices the CPU's solvers are the fastest, and
    an accelerator's Gramians are but a few numbers. `two` is the same function in closed form for
    m = 2, of the columns ‖g₁‖², g₁·g₂ and ‖g₂‖² [B], returning two columns.

    Raises
    ------
    DescentError
        From the returned function, when a leading dimension differs from the Gramian's.
    """
    if function is None:
        return partial(hosted, two=two)

    @wraps(function)
    def call(gramian: Tensor, *others: Tensor, **options: object) -> Tensor:
        batch, m = gramian.shape[:-2], gramian.shape[-1]
        for other in others:
            if other.shape[: len(batch)] != batch or other.shape[-1] != m:
                raise DescentError(
                    f"expected a tensor [{', '.join(map(str, batch))}..., {m}] beside Gramians "
                    f"{list(gramian.shape)}, found {list(other.shape)}."
                )
        arrays = [
            t.detach().to("cpu", torch.float64).numpy().reshape((-1, *t.shape[len(batch) :]))
            for t in (gramian, *others)
        ]
        with np.errstate(all="ignore"):  # 0/0 is NaN, told by its member and chosen away by ours
            if two is not None and m == 2:
                result = _columns(two, arrays[0], options)
            else:
                result = np.ascontiguousarray(function(*arrays, **options))
        return torch.from_numpy(result.reshape((*batch, *result.shape[1:]))).to(gramian.device)

    return call


def _columns(two: Callable[..., tuple[Array, Array]], gramian: Array, options: dict) -> Array:
    """`two` of G [B, 2, 2] as [B, 2]; NaN where any entry is not finite."""
    a, b, c = np.ascontiguousarray(gramian.reshape(-1, 4).T[[0, 1, 3]])
    unknown = (a + b + c) * 0.0
    result = np.empty((len(a), 2))
    for i, column in enumerate(two(a, b, c, **options)):
        np.add(column, unknown, out=result[:, i])
    return result
