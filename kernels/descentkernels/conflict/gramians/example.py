"""The Gramian of the gradients of all examples."""

from torch import Tensor

from ...curvature.per_example_gradients import per_example_gradients
from ...module_objective import ModuleObjective


def example_gramian(objective: ModuleObjective, w: Tensor) -> Tensor:
    """Gᵢⱼ = ∇ℓᵢ(w)·∇ℓⱼ(w): [n, n] float64."""
    rows = per_example_gradients(objective, w).double()
    return rows @ rows.mT
