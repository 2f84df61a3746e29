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
    """Starts [n, 3 + BUMPS] complex; NaN where there are fewer.

    Zeros stand at a height near π/(2√K''(u)) above the points of the ray where K'' is large (both
    exact for two classes): the ends of the top class's edge of the upper envelope, and the least
    minima of u² + π²/(4K''(u)) over a scan as wide as the nearer of those two starts is far.
    A bump of K'' that falls between two points of the scan shows in the rise of K' between them.
    """
    ends = breakpoints(ray)
    ends = torch.where(ends.isinf(), math.nan, ends)
    height = _scan(ray, ends)[0]
    far = torch.hypot(ends, height).nan_to_num(math.inf).amin(1)  # [n]
    u = far[:, None] * torch.linspace(-1, 1, SCAN, dtype=far.dtype, device=far.device)
    above, mean, level = _scan(ray, u)
    size = torch.hypot(u, above)
    edge = torch.full_like(size[:, :1], math.inf)
    left, right = torch.cat([edge, size[:, :-1]], 1), torch.cat([size[:, 1:], edge], 1)
    minima = torch.where((size <= left) & (size < right), size, math.inf)
    scan = _least(minima, u, above, BUMPS)
    # where the tangents of two neighbours meet, and the height above a bump with all of the rise
    rise = mean[:, 1:] - mean[:, :-1]
    drop = level[:, :-1] - level[:, 1:] + mean[:, 1:] * u[:, 1:] - mean[:, :-1] * u[:, :-1]
    meet, over = drop / rise, math.pi / rise
    hidden = (over < above[:, 1:]) & (over < above[:, :-1])
    between = _least(torch.where(hidden, torch.hypot(meet, over), math.inf), meet, over, 1)
    return torch.cat([torch.complex(ends, height), scan, between], 1)


def _least(size: Tensor, u: Tensor, height: Tensor, many: int) -> Tensor:
    """The points u + i height [n, many] of least size [n, m], NaN where that is ∞."""
    value, which = size.topk(many, 1, largest=False)
    at = torch.complex(u.gather(1, which), height.gather(1, which))
    return torch.where(value.isinf(), math.nan, at)


def _scan(ray: Scaled, u: Tensor) -> list[Tensor]:
    """π/(2√K''), K' and K [n, m] at points u [n, m]."""
    example = torch.arange(len(u), device=u.device)[:, None].expand_as(u)
    variance, mean, level = in_blocks(_bend, ray, example.flatten(), u.flatten())
    height = math.pi / (2 * variance.clamp(min=1e-30).sqrt())
    return [x.view_as(u) for x in (height, mean, level)]


def _bend(ray: Scaled, example: Tensor, u: Tensor) -> tuple[Tensor, ...]:
    """K'', K' and K [m]."""
    share, centred, mean, level = shares(ray, example, u)
    return share.mul_(centred).mul_(centred).sum(0), mean, level
