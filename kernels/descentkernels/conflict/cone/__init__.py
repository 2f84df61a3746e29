"""The cone of updates that hurt no task, in as many dimensions as there are tasks.

Everything in the span of m gradients is known, up to a rotation, from their Gramian: lengths and
angles of three gradients of a network with a million weights are those of three arrows in space.
"""

from .dual_cone_rays import dual_cone_rays
from .isometric import coordinates, isometric

__all__ = ["coordinates", "dual_cone_rays", "isometric"]
