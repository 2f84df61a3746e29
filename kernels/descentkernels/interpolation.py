"""From samples on a tensor grid over [−1, 1]² to values anywhere in it."""

import torch
from torch import Tensor

from .chebyshev import coefficients, interpolation_matrix

# The largest error over the window is above that at a few held-out points.
_SAFETY = 1.5


def chebyshev_fit(
    values: Tensor, at_y: Tensor, at_x: Tensor, points: Tensor, truth: Tensor
) -> tuple[Tensor, float]:
    """The polynomial through values at the Chebyshev tensor grid, and its estimated error.

    The error is the larger of 1.5 times the worst miss at held-out points and the sum of the
    absolute coefficients of the last two degrees along either axis (what a series cut two
    degrees earlier would lose), as a share of the range of all samples. An estimate, no bound.

    Args:
        values: [n, m] finite samples, rows along y.
        at_y: [ny] in [−1, 1].
        at_x: [nx] in [−1, 1].
        points: [h, 2] held-out (x, y).
        truth: [h] values there.

    Returns:
        [ny, nx] values, and the error as a share of the range (0 for a constant).
    """
    n, m = values.shape
    drawn = interpolation_matrix(n, at_y) @ values @ interpolation_matrix(m, at_x).T
    rows = interpolation_matrix(n, points[:, 1])
    columns = interpolation_matrix(m, points[:, 0])
    miss = (((rows @ values) * columns).sum(1) - truth).abs().max()
    size = coefficients(values).abs()
    tail = size.sum() - size[: n - 2, : m - 2].sum()
    span = max(values.max(), truth.max()) - min(values.min(), truth.min())
    error = torch.maximum(_SAFETY * miss, tail)
    return drawn, (error / span).item() if span > 0 else 0.0


def bilinear(values: Tensor, at_y: Tensor, at_x: Tensor, *, grid: bool) -> Tensor:
    """Bilinear interpolation from a uniform grid with ends included; NaN spoil only their cells.

    Args:
        values: [n, m], rows along y.
        at_y: [ny] in [−1, 1].
        at_x: [nx] in [−1, 1].
        grid: True for the tensor grid of both, False for pairs.

    Returns:
        [ny, nx], or [n] pairs.
    """
    (j, s), (i, t) = _cell(values.shape[0], at_y), _cell(values.shape[1], at_x)
    if grid:
        j, s = j[:, None], s[:, None]
    out = 0.0
    for dj, sy in ((0, 1 - s), (1, s)):
        for di, tx in ((0, 1 - t), (1, t)):
            # a corner of weight 0 must not matter, and 0·NaN would
            out = out + torch.where(sy * tx == 0, 0.0, sy * tx * values[j + dj, i + di])
    return out


def _cell(count: int, at: Tensor) -> tuple[Tensor, Tensor]:
    position = ((at + 1) / 2 * (count - 1)).clamp(0, count - 1)
    # grid points computed by another route land a rounding beside themselves
    near = position.round()
    position = torch.where((position - near).abs() < 1e-9, near, position)
    index = position.floor().long().clamp(max=count - 2)
    return index, position - index
