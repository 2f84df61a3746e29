"""Where on a ray to begin the search for the nearest zero."""

import math

import torch
from torch import Tensor

from .half_points import breakpoints
from .scaled import Scaled
from .tilted import in_blocks, shares

SCAN = 33  # points of the real ray
BUMPS = 3  # starts taken from the scan


def starts(ray: Scaled) -> Tensor:
    """Starts [n, 2 + BUMPS] complex; NaN where there are fewer.

    Zeros stand at a height near π/(2√K''(u)) above the points of the ray where K'' is large (both
    exact for two classes): the ends of the top class's edge of the upper envelope, and the least
    minima of u² + π²/(4K''(u)) over a scan as wide as the nearer of those two starts is far.
    """
    ends = breakpoints(ray)
    ends = torch.where(ends.isinf(), math.nan, ends)
    height = _height(ray, ends)
    far = torch.hypot(ends, height).nan_to_num(math.inf).amin(1)  # [n]
    u = far[:, None] * torch.linspace(-1, 1, SCAN, dtype=far.dtype, device=far.device)
    above = _height(ray, u)
    size = torch.hypot(u, above)
    edge = torch.full_like(size[:, :1], math.inf)
    left, right = torch.cat([edge, size[:, :-1]], 1), torch.cat([size[:, 1:], edge], 1)
    minima = torch.where((size <= left) & (size < right), size, math.inf)
    value, bump = minima.topk(BUMPS, 1, largest=False)
    u, above = (torch.where(value.isinf(), math.nan, x.gather(1, bump)) for x in (u, above))
    return torch.complex(torch.cat([ends, u], 1), torch.cat([height, above], 1))


def _height(ray: Scaled, u: Tensor) -> Tensor:
    """π/(2√K''(u)) [n, m] at points u [n, m]."""
    example = torch.arange(len(u), device=u.device)[:, None].expand_as(u)
    (variance,) = in_blocks(_variance, ray, example.flatten(), u.flatten())
    return (math.pi / (2 * variance.clamp(min=1e-30).sqrt())).view_as(u)


def _variance(ray: Scaled, example: Tensor, u: Tensor) -> tuple[Tensor]:
    share, centred, _, _ = shares(ray, example, u)
    return (share.mul_(centred).mul_(centred).sum(0),)
