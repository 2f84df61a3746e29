"""Optimizers as `Form`s: one a file."""

from .gradient_descent import GradientDescent
from .rmsprop import RMSProp
from .scalar_rmsprop import ScalarRMSProp

__all__ = ["GradientDescent", "RMSProp", "ScalarRMSProp"]
