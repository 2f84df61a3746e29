"""How far from its edge of stability an optimizer is, for every optimizer and notion of sharpness.

- `gradient_descent`, `heavy_ball`, `nesterov`, `rmsprop`, `adam`, `interpolated_momentum`, `sam`:
  the critical curvature in closed form; `decoupled_decay`, `coupled_decay`: moved by weight decay.
- `second_moment`, `critical_lr`, `growth`: mini-batch SGD at a minimum that fits its data, exactly;
  `network_jacobian`: what it takes.
- `companion`: the same optimizers on a quadratic as matrices, and their growth a step.
"""

from . import companion
from .critical_lr import CriticalLr, critical_lr, growth
from .network_jacobian import network_jacobian
from .second_moment import SecondMoment, second_moment
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
    "CriticalLr",
    "SecondMoment",
    "adam",
    "companion",
    "coupled_decay",
    "critical_lr",
    "decoupled_decay",
    "gradient_descent",
    "growth",
    "heavy_ball",
    "interpolated_momentum",
    "nesterov",
    "network_jacobian",
    "rmsprop",
    "sam",
    "second_moment",
]
