"""Third derivatives along all pairs of a few directions: how each curvature turns."""

import torch
from torch import Tensor

from .errors import DescentError
from .objective import Objective


def third_pairs(objective: Objective, w: Tensor, vectors: Tensor) -> Tensor:
    """∇_w (u_iᵀ H(w) u_j) for i ≤ j, in the order of `torch.triu_indices(k, k)`.

    Args:
        objective: any.
        w: [P].
        vectors: [k, P], of any length and at any angle.

    Returns:
        [k(k+1)/2, P] in the objective's dtype.

    Raises:
        DescentError: if the shapes, dtypes or devices do not fit.
    """
    w, vectors = objective.checked(w), _checked(objective, vectors)
    rows, columns = torch.triu_indices(len(vectors), len(vectors)).tolist()
    pairs = zip(rows, columns, strict=True)
    found = [objective.third(w, vectors[i], vectors[j]) for i, j in pairs]
    return torch.stack(found) if found else vectors.clone()


def _checked(objective: Objective, vectors: Tensor) -> Tensor:
    if vectors.ndim != 2 or vectors.shape[1] != objective.dim:
        raise DescentError(
            f"expected vectors [k, {objective.dim}], one a row, found {list(vectors.shape)}."
        )
    return objective.checked(vectors, rows=True)
