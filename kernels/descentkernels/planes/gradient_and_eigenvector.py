"""The plane of the direction of descent and the sharpest direction."""

from torch import Tensor

from ..errors import DescentError
from .frame import aligned_signs, assemble, finite, orthonormal_axes
from .plane import Plane


def gradient_and_eigenvector(
    gradient: Tensor,
    vector: Tensor,
    origin: Tensor,
    *,
    trail: Tensor | None = None,
    align: Plane | None = None,
    floor: float | None = None,
) -> Plane:
    """Axes: the unit eigenvector u₁ (y), and the gradient's part orthogonal to it (x).

    At the edge of stability most of the gradient may lie along u₁; its remainder is the slow
    direction in which the loss goes on falling.

    Args:
        gradient: [P].
        vector: [P] top eigenvector.
        origin: [P].
        trail: [n, P] weights that the window should hold.
        align: an earlier plane; axes keep its signs.
        floor: least half-width of the window, in weight units.

    Raises:
        DescentError: if shapes do not fit or an entry is not finite.
    """
    if gradient.shape != origin.shape or vector.shape != origin.shape or origin.ndim != 1:
        raise DescentError(
            f"expected gradient and vector {list(origin.shape)} like the origin, found "
            f"{list(gradient.shape)} and {list(vector.shape)}."
        )
    for name, tensor in (("gradient", gradient), ("eigenvector", vector), ("origin", origin)):
        finite(name, tensor)
    axes = orthonormal_axes(vector, gradient, align).flip(0)
    return assemble(
        "gradient_and_eigenvector",
        origin,
        aligned_signs(axes, align),
        ("∇L ⟂ u₁", "u₁"),
        trail,
        floor,
    )
