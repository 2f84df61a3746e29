"""Flows that include gradient descent's own discretisation error, to some order or exactly.

Time t counts steps: a velocity is dw/dt, and one unit of time is compared with one step of
gradient descent. An instrument of comparison: none of these sees an oscillation.

- `modified_velocity`: gradient flow (order 1), the flow of the modified loss (2), one order more.
- `principal_velocity`, `principal_solution`: exact on quadratics, complex where ηλ > 1.
- `rates`: what each of them does along one direction of a quadratic.
- `drift_adjusted_lr`: the learning rate at which the drift is as large as the gradient.
- `integrate`: any of these velocities over some units of time.
"""

from .drift_adjusted import drift_adjusted_lr
from .integrate import Integral, integrate
from .modified_loss import modified_loss, modified_velocity
from .principal_flow import PrincipalVelocity, principal_solution, principal_velocity
from .rates import Rates, rates

__all__ = [
    "Integral",
    "PrincipalVelocity",
    "Rates",
    "drift_adjusted_lr",
    "integrate",
    "modified_loss",
    "modified_velocity",
    "principal_solution",
    "principal_velocity",
    "rates",
]
