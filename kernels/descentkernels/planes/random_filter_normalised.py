"""A random plane whose steps are in proportion to the weights of each filter."""

import torch
from torch import Tensor

from ..errors import DescentError
from ..layout import Layout
from .frame import aligned_rotation, assemble, finite, orthonormal_axes
from .plane import Plane


def random_filter_normalised(
    layout: Layout,
    w: Tensor,
    generator: torch.Generator,
    *,
    trail: Tensor | None = None,
    align: Plane | None = None,
    floor: float | None = None,
) -> Plane:
    """Two random directions with dᵢ ← dᵢ ‖wᵢ‖/‖dᵢ‖ for each filter i (Li et al., 2018).

    A filter is one row of a weight tensor along its first dimension; tensors with one dimension
    (biases, norms) are not moved. Axes are orthonormal, as every plane's; the window spans half
    the length of the filter-normalised direction to each side unless `floor` says otherwise.

    Args:
        layout: of w, `ModuleObjective.layout`.
        w: [P], the origin.
        generator: of the directions, on the device of w.
        trail: [n, P] weights that the window should hold.
        align: an earlier plane; the axes are turned within the new plane towards it.
        floor: least half-width of the window, in weight units.

    Raises:
        DescentError: if the layout does not cover w, or w is not finite.
    """
    if not layout or layout[-1].slice.stop != w.numel():
        raise DescentError(f"the layout does not end at the {w.numel()} weights given.")
    finite("weights", w)
    first = _direction(layout, w.double(), generator)
    second = _direction(layout, w.double(), generator)
    if floor is None and first.norm() > 0:
        floor = 0.5 * first.norm().item()
    axes = aligned_rotation(orthonormal_axes(first, second, align), align)
    return assemble("random_filter_normalised", w, axes, ("random 1", "random 2"), trail, floor)


def _direction(layout: Layout, w: Tensor, generator: torch.Generator) -> Tensor:
    out = torch.zeros_like(w)
    for _, shape, where in layout:
        if len(shape) < 2:
            continue
        noise = torch.randn(
            shape[0],
            w[where].numel() // shape[0],
            generator=generator,
            dtype=w.dtype,
            device=w.device,
        )
        lengths = w[where].view_as(noise).norm(dim=1, keepdim=True)
        out[where] = (noise * lengths / noise.norm(dim=1, keepdim=True)).reshape(-1)
    return out
