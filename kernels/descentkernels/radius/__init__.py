"""How far along a step the loss's own Taylor series reaches: the radii of softmax's singularities.

Along w + t v the cross-entropy has singularities at the complex zeros of the partition function,
the ghosts of softmax (Sao, 2026). None of these radii promises that the loss falls: inside them the
series converges, no more.
"""

from .ray import Ray
from .ray_along import ray_along
from .spread_radius import spread_radius

__all__ = ["Ray", "ray_along", "spread_radius"]
