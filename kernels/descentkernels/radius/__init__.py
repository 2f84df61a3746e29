"""How far along a step the loss's own Taylor series reaches: the radii of softmax's singularities.

Along w + t v the cross-entropy has singularities at the complex zeros of the partition function,
the ghosts of softmax (Sao, 2026). None of these radii promises that the loss falls: inside them the
series converges, no more.
"""

from .batch_radius import BatchRadius, batch_radius
from .exact_radius import ExactRadius, exact_radius
from .flip_radius import flip_radius
from .ghost_plane import ghost_plane
from .linear_logits import linear_logit_loss
from .margin_radius import margin_radius
from .margins import at_risk, margins
from .ray import Ray
from .ray_along import ray_along
from .singularities import LayerSingularities, layer_singularities
from .slope_variance import slope_variance
from .sonar import Sonar, sonar
from .spread_radius import spread_radius
from .taylor import taylor_coefficients, taylor_sums
from .true_radius import ComplexRay, TrueRadius, complexified, true_radius
from .zeros import Zeros, zeros

__all__ = [
    "BatchRadius",
    "ComplexRay",
    "ExactRadius",
    "LayerSingularities",
    "Ray",
    "Sonar",
    "TrueRadius",
    "Zeros",
    "at_risk",
    "batch_radius",
    "complexified",
    "exact_radius",
    "flip_radius",
    "ghost_plane",
    "layer_singularities",
    "linear_logit_loss",
    "margin_radius",
    "margins",
    "ray_along",
    "slope_variance",
    "sonar",
    "spread_radius",
    "taylor_coefficients",
    "taylor_sums",
    "true_radius",
    "zeros",
]
