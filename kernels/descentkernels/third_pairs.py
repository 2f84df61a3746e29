"""Third derivatives along all pairs of a few directions: how each curvature turns."""

from functools import partial

import torch
from torch import Tensor

from . import pearlmutter_second, terms
from .errors import DescentError
from .module_objective import ModuleObjective
from .objective import Objective
from .output_curvature import output_curvature
from .output_third import output_third


def third_pairs(objective: Objective, w: Tensor, vectors: Tensor) -> Tensor:
    """∇_w (u_iᵀ H(w) u_j) for i ≤ j, in the order of `torch.triu_indices(k, k)`.

    Exact to rounding for a dense network on a CPU, by the R-operator taken twice.

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
    k = len(vectors)
    if isinstance(objective, ModuleObjective) and objective.dense is not None:
        out = w.new_zeros(k * (k + 1) // 2, len(w))
        with torch.no_grad():
            for batch in objective.batches:
                criterion = partial(_criterion, objective, batch)
                pearlmutter_second.add_pairs(
                    objective.dense,
                    criterion,
                    w,
                    batch.inputs,
                    vectors,
                    out,
                    objective.plan.group,
                )
        return out
    rows, columns = torch.triu_indices(k, k).tolist()
    pairs = zip(rows, columns, strict=True)
    found = [objective.third(w, vectors[i], vectors[j]) for i, j in pairs]
    return torch.stack(found) if found else vectors.clone()


def _criterion(objective: ModuleObjective, batch, outputs: Tensor) -> pearlmutter_second.Criterion:
    """What is known of a batch's share of the criterion at these outputs."""
    examples = len(objective.targets)
    count = len(outputs) * examples / (batch.stop - batch.start)
    linear = terms.linearize([batch.loss], outputs, retain=1)
    known = (objective.criterion, outputs, batch.targets, count)
    return pearlmutter_second.Criterion(
        linear.gradient,
        output_curvature(*known) or linear.product,
        output_third(known[0], batch.loss, *known[1:]),
    )


def _checked(objective: Objective, vectors: Tensor) -> Tensor:
    if vectors.ndim != 2 or vectors.shape[1] != objective.dim:
        raise DescentError(
            f"expected vectors [k, {objective.dim}], one a row, found {list(vectors.shape)}."
        )
    return objective.checked(vectors, rows=True)
