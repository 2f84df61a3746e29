"""How far from its edge of stability an optimizer is, for every optimizer and notion of sharpness.

- `gradient_descent`, `heavy_ball`, `nesterov`, `rmsprop`, `adam`, `interpolated_momentum`, `sam`:
  the critical curvature in closed form; `decoupled_decay`, `coupled_decay`: moved by weight decay.
- `companion`: the same optimizers on a quadratic as matrices, and their growth a step.
- `second_moment`, `critical_lr`, `growth`: mini-batch SGD at a minimum that fits its data, exactly;
  `network_jacobian`: what it takes.
- `directional_sharpness`: along the realised step; `batch_sharpness`: along stochastic gradients.
"""

from . import companion
from .batch_sharpness import BatchSharpness, batch_sharpness, summarise_batches
from .critical_lr import CriticalLr, critical_lr, growth
from .directional_sharpness import DirectionalSharpness, directional_sharpness
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
    "BatchSharpness",
    "CriticalLr",
    "DirectionalSharpness",
    "SecondMoment",
    "adam",
    "batch_sharpness",
    "companion",
    "coupled_decay",
    "critical_lr",
    "decoupled_decay",
    "directional_sharpness",
    "gradient_descent",
    "growth",
    "heavy_ball",
    "interpolated_momentum",
    "nesterov",
    "network_jacobian",
    "rmsprop",
    "sam",
    "second_moment",
    "summarise_batches",
]
