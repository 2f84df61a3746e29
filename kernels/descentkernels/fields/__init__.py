"""Scalars of the weights that a plane or a line can show: one a file, each [n, P] -> [n]."""

from .accuracy import accuracy
from .gradient_norm import gradient_norm
from .loss import loss
from .radius import radius
from .sharpness import Sharpness

__all__ = ["Sharpness", "accuracy", "gradient_norm", "loss", "radius"]
