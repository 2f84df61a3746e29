"""Parts that every kind of plane is put together from: orthonormal axes, alignment, window."""

import torch
from torch import Tensor

from ..errors import DescentError
from .plane import Plane

# Half-width of a window with nothing to go by, as a share of the length of the weights.
_SHARE = 0.02


def finite(name: str, tensor: Tensor) -> Tensor:
    """The tensor, or a DescentError if an entry is NaN or infinite."""
    if not torch.isfinite(tensor).all():
        raise DescentError(
            f"a plane needs finite {name}, found NaN or infinite entries: take a state from "
            "before the run diverged."
        )
    return tensor


def orthonormal_axes(first: Tensor, second: Tensor, align: Plane | None) -> Tensor:
    """[2, P] float64 orthonormal rows: first as given, second made orthogonal to it.

    A zero or collinear direction is replaced: by an axis of `align` where there is one, else by
    the coordinate axis that the first direction has least of.
    """
    spare = [] if align is None else list(align.axes.double())
    rows: list[Tensor] = []
    for wanted in (first.double(), second.double()):
        for candidate in (wanted, *spare, _least(rows, wanted)):
            row = candidate
            for _ in range(2):
                for other in rows:
                    row = row - (other @ row) * other
            # 1e-7: shorter remainders of float32 directions are rounding
            if row.norm() > 1e-7 * candidate.norm():
                rows.append(row / row.norm())
                break
        else:
            raise DescentError(f"no plane fits in {first.numel()} dimension: two are needed.")
    return torch.stack(rows)


def _least(rows: list[Tensor], like: Tensor) -> Tensor:
    out = torch.zeros_like(like)
    out[rows[0].abs().argmin() if rows else 0] = 1
    return out


def aligned_rotation(axes: Tensor, align: Plane | None) -> Tensor:
    """The axes turned within their plane to lie as near as possible to those of `align`.

    Orthogonal Procrustes: R = argmin ‖R·axes − align.axes‖_F over rotations and reflections.
    """
    if align is None:
        return axes
    u, _, v = torch.linalg.svd(align.axes.to(axes) @ axes.T)
    return (u @ v) @ axes


def aligned_signs(axes: Tensor, align: Plane | None) -> Tensor:
    """Each axis flipped if it points against the one of `align`; meanings stay with their axis."""
    if align is None:
        return axes
    overlap = (axes * align.axes.to(axes)).sum(1, keepdim=True)
    return torch.where(overlap < 0, -axes, axes)


def window_of(
    coordinates: Tensor | None, origin: Tensor, floor: float | None, margin: float = 0.3
) -> tuple[float, float, float, float]:
    """x0, x1, y0, y1 around all coordinates [n, 2] and the origin, `margin` of the extent beyond.

    Neither side is shorter than 2·floor (default: 2 % of the origin's length, at least 1e-3), nor
    than a quarter of the other, so that a straight trail still gets a picture.
    """
    if floor is None:
        floor = max(_SHARE * origin.double().norm().item(), 1e-3)
    points = origin.new_zeros(1, 2, dtype=torch.float64)
    if coordinates is not None and len(coordinates):
        points = torch.cat([points, coordinates.double()])
    low, high = points.amin(0), points.amax(0)
    half = (high - low) / 2 * (1 + 2 * margin)
    half = half.clamp(min=max(floor, 0.25 * half.max().item()))
    middle = (low + high) / 2
    (x0, y0), (x1, y1) = (middle - half).tolist(), (middle + half).tolist()
    return x0, x1, y0, y1


def assemble(
    kind: str,
    origin: Tensor,
    axes: Tensor,
    labels: tuple[str, str],
    trail: Tensor | None,
    floor: float | None,
) -> Plane:
    """The plane with its window around the trail."""
    axes = axes.to(origin.dtype)
    bare = Plane(kind, origin.detach(), axes, labels, (-1.0, 1.0, -1.0, 1.0))
    seen = None if trail is None else bare.coordinates(finite("trail", trail).double())
    return Plane(kind, bare.origin, axes, labels, window_of(seen, origin, floor))
