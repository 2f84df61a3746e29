"""How far from its edge of stability an optimizer is, for every optimizer and notion of sharpness.

- `gradient_descent`, `heavy_ball`, `nesterov`, `rmsprop`, `adam`, `interpolated_momentum`, `sam`:
  the critical curvature in closed form; `decoupled_decay`, `coupled_decay`: moved by weight decay.
- `companion`: the same optimizers on a quadratic as matrices, and their growth a step.
"""

from . import companion
from .thresholds import (
    adam,
    gradient_descent,
    heavy_ball,
    interpolated_momentum,
    nesterov,
    rmsprop,
    sam,
)
from .weight_decay import coupled_decay, decoupled_decay

__all__ = [
    "adam",
    "companion",
    "coupled_decay",
    "decoupled_decay",
    "gradient_descent",
    "heavy_ball",
    "interpolated_momentum",
    "nesterov",
    "rmsprop",
    "sam",
]
