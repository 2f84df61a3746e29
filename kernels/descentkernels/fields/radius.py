"""How far the gradient's direction can be followed before the softmax's bound ends."""

import torch
from torch import Tensor

from ..curvature.jacobian import with_network
from ..curvature.likelihood import Likelihood, recognised
from ..errors import DescentError
from ..objective import Objective
from ..radius import ray_along, spread_radius
from ..sampling.evaluation import Evaluate


def radius(objective: Objective) -> Evaluate:
    """w -> min over examples of ρ_a = π/Δ_a along −∇L(w), for each row: [n, P] -> [n].

    In units of distance in weight space, so that it compares with the length of a step: a lower
    bound on where the Taylor series of the loss along the gradient stops converging, were the
    logits linear (Sao, 2026). One gradient and one Jacobian-vector product a row. It spans decades:
    show its logarithm. It has kinks where another example or another pair of classes takes over,
    and is infinite where no slopes differ, as at a zero gradient.

    Args:
        objective: of a network whose outputs are the logits of a softmax.

    Raises:
        DescentError: if the objective has no network, or its criterion is a mean squared error,
            whose loss has no ghosts.
    """
    if recognised(with_network(objective)) is Likelihood.GAUSSIAN:
        raise DescentError(
            "radius expects a loss with a softmax, as criteria.cross_entropy, found a mean squared "
            "error: it has no singularity along linear logits."
        )

    def one(w: Tensor) -> Tensor:
        return spread_radius(ray_along(objective, w, objective.gradient(w))).amin()

    def evaluate(weights: Tensor) -> Tensor:
        found = [one(w) for w in weights]
        return torch.stack(found).to(weights) if found else weights.new_empty(0)

    return evaluate
