"""The flow that gradient descent follows to second or third order."""

from torch import Tensor

from ...errors import DescentError
from ...objective import Objective


def modified_loss(objective: Objective, w: Tensor, lr: float) -> Tensor:
    """L(w) + (η/4)‖∇L(w)‖²: [P] -> [].

    What gradient descent decreases, up to O(η²) (Barrett & Dherin, 2021). It flattens: by a loss
    of its own, not by an oscillation.
    """
    value, gradient = objective.value_and_gradient(w)
    return value + lr / 4 * gradient @ gradient


def modified_velocity(objective: Objective, w: Tensor, lr: float, *, order: int = 2) -> Tensor:
    """dw/dt of the modified equation of w⁺ = w − η∇L(w), with one step a unit of time.

        order 1:  −η g                                         gradient flow
        order 2:  −η (g + (η/2) Hg)  = −η∇[L + (η/4)‖∇L‖²]     Barrett & Dherin (2021)
        order 3:  −η (g + (η/2) Hg + (η²/3) H²g + (η²/12) ∇H[g, g])

    g = ∇L, H its Hessian and ∇H[g, g] = ∇_w(uᵀHu) at u = g: the modified equation of the explicit
    Euler method (Hairer, Lubich & Wanner, 2006, IX.7). After a unit of time it is O(η^(order+1))
    from the step. The series is useless long before it diverges, at η‖H‖ = 1: use
    `principal_velocity` there, and beyond 1 no real flow.

    Args:
        objective: L.
        w: [P].
        lr: η.
        order: 1, 2 or 3: one gradient; one product more; another, and one third derivative.

    Returns:
        [P].

    Raises:
        DescentError: if order is another, or lr is not positive.
    """
    if order not in (1, 2, 3) or not lr > 0:
        raise DescentError(f"expected order 1, 2 or 3 and lr > 0, found {order} and {lr}.")
    if order == 1:
        return -lr * objective.gradient(w)
    here = objective.linearize(w)
    g = here.gradient
    hg = here.hvp(g)
    total = g + lr / 2 * hg
    if order == 3:
        total = total + lr**2 * (here.hvp(hg) / 3 + objective.third(w, g, g) / 12)
    return -lr * total
