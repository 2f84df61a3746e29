"""The plane of the two sharpest directions."""

from torch import Tensor

from ..errors import DescentError
from .frame import aligned_signs, assemble, finite, orthonormal_axes
from .plane import Plane


def top_eigenvectors(
    vectors: Tensor,
    origin: Tensor,
    *,
    trail: Tensor | None = None,
    align: Plane | None = None,
    floor: float | None = None,
) -> Plane:
    """Axes u₁, u₂: the Hessian's top eigenvectors at the origin.

    Args:
        vectors: [k, P], k ≥ 1, the sharpest first; with k = 1 the second axis is filled up.
        origin: [P].
        trail: [n, P] weights that the window should hold.
        align: an earlier plane; axes keep its signs, and its order when u₁ and u₂ have crossed.
        floor: least half-width of the window, in weight units.

    Raises:
        DescentError: if shapes do not fit or an entry is not finite.
    """
    if vectors.ndim != 2 or not len(vectors) or vectors.shape[1] != origin.numel():
        raise DescentError(
            f"expected vectors [k, {origin.numel()}] with k ≥ 1, found {list(vectors.shape)}."
        )
    finite("eigenvectors", vectors[:2])
    finite("origin", origin)
    axes = orthonormal_axes(vectors[0], vectors[1] if len(vectors) > 1 else vectors[0] * 0, align)
    labels = ("u₁", "u₂")
    if align is not None:
        overlap = (axes @ align.axes.to(axes).T).abs()
        if overlap[0, 1] + overlap[1, 0] > overlap[0, 0] + overlap[1, 1]:
            axes, labels = axes.flip(0), ("u₂", "u₁")
    return assemble("top_eigenvectors", origin, aligned_signs(axes, align), labels, trail, floor)
