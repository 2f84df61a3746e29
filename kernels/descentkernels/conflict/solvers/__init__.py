"""The small convex problems behind the aggregators, each with the residual that certifies it."""

from .cone_projection import cone_projection_residual, cone_projection_weights
from .min_norm import min_norm_residual, min_norm_weights

__all__ = [
    "cone_projection_residual",
    "cone_projection_weights",
    "min_norm_residual",
    "min_norm_weights",
]
