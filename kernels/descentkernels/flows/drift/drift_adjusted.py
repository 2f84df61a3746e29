"""A learning rate from the size of gradient descent's own drift."""

from torch import Tensor

from ...objective import Objective


def drift_adjusted_lr(objective: Objective, w: Tensor) -> Tensor:
    """η = 2/‖Hĝ‖, ĝ = ∇L/‖∇L‖: [P] -> [] (Rosca, Wu, Qin & Dherin, 2023).

    The drift (η/2)Hg of the modified loss is as long as the gradient at this η. On a quadratic it
    is at least 2/max|λ|, and equal to it once the gradient has turned into the stiffest direction.
    One product. Infinite where Hg = 0 and NaN where g = 0: there is no direction to drift in.
    """
    here = objective.linearize(w)
    unit = here.gradient / here.gradient.norm()
    return 2 / here.hvp(unit).norm()
