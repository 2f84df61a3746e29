"""The small convex problems behind the aggregators, each with the residual that certifies it."""

from .bargaining import bargaining_residual, bargaining_weights
from .cone_projection import cone_projection_residual, cone_projection_weights
from .conflict_averse import conflict_averse_residual, conflict_averse_weights
from .min_norm import min_norm_residual, min_norm_weights

__all__ = [
    "bargaining_residual",
    "bargaining_weights",
    "cone_projection_residual",
    "cone_projection_weights",
    "conflict_averse_residual",
    "conflict_averse_weights",
    "min_norm_residual",
    "min_norm_weights",
]
