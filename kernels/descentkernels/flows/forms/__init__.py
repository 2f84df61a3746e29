"""Optimizers as `Form`s and `MomentumForm`s: one a file."""

from .adam import Adam
from .gradient_descent import GradientDescent
from .heavy_ball import HeavyBall
from .nesterov import Nesterov
from .rmsprop import RMSProp
from .scalar_rmsprop import ScalarRMSProp

__all__ = ["Adam", "GradientDescent", "HeavyBall", "Nesterov", "RMSProp", "ScalarRMSProp"]
