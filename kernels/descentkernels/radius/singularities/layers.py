"""The nearest singularity of each layer along the ray, to first order."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.autograd import forward_ad

from ...curvature.jacobian import with_network
from ...module_objective import ModuleObjective
from ...objective import Objective
from ..ray_along import unit
from .meeting import Meeting, joined
from .recorder import Recorder


@dataclass(frozen=True)
class LayerSingularities:
    """Where one operation of a network is singular along w + t v, its argument taken as h + s t."""

    operation: str  # as torch names it: tanh, relu, layer_norm, softmax, max_pool2d, ...
    layer: str  # whose weights it has, or come last before it
    kind: str  # "pole", "branch point", "attention ghost" or "kink"
    radius: Tensor  # [n] float64: the nearest |t| over the units, for each example
    units: int  # that an example has

    @property
    def nearest(self) -> float:
        """The least |t| over units and examples."""
        return float(self.radius.min())

    def quantiles(self, q: Tensor) -> Tensor:
        """Of the radius over examples, for q [m] in [0, 1]."""
        return torch.quantile(self.radius, q.to(self.radius))


def layer_singularities(
    objective: Objective, w: Tensor, direction: Tensor
) -> tuple[LayerSingularities, ...]:
    """For each activation, norm, pooling or attention of a network, in order: the nearest |t| at
    which it is singular.

    The argument of a layer is taken to first order along the ray, h + s t, from one pass in forward
    mode; behind one layer of weights it is exact, deeper it is an estimate. tanh has poles at
    ±iπ/2 + iπk, the logistic function (SiLU, softplus) at ±iπ + 2iπk, GELU by tanh where its inner
    cubic hits tanh's, a norm where variance(t) + ε = 0, attention where its own partition function
    is 0; ReLU and its like and max pooling are not smooth where a unit changes sign or two entries
    tie, at a real t. Exact GELU has none and does not occur. Operations not known here are passed
    over.

    Args:
        objective: of a module; w: [P]; direction: [P], of any length.

    Raises:
        DescentError: if the objective has no network, or w or the direction does not fit.
    """
    return tuple(
        LayerSingularities(m.operation, m.layer, m.kind, m.points.abs().amin(1), m.points.shape[1])
        for m in meetings(with_network(objective), w, direction)
    )


def meetings(objective: ModuleObjective, w: Tensor, direction: Tensor) -> list[Meeting]:
    """What a pass along the ray meets, with the point of every unit."""
    w, v = objective.checked(w), unit(objective.checked(direction))
    parts = []
    for batch in objective.batches:
        with torch.no_grad(), forward_ad.dual_level():
            dual = forward_ad.make_dual(w, v)
            with Recorder(dual, objective.layout) as recorder:
                batch.forward(dual)
            parts.append(recorder.meetings)
    return joined(parts)
