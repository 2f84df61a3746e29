"""Third derivatives along all pairs of a few directions: how each curvature turns."""

from functools import partial

import torch
from torch import Tensor

from . import pearlmutter_second, terms
from .batch import Batch
from .errors import DescentError
from .module_objective import ModuleObjective
from .objective import Objective
from .output_curvature import closed_form, output_curvature
from .output_third import output_third

# What one pass takes. The 64-64-64-10 network with 500 examples and 15 pairs is one pass: three or
# seven smaller ones were slower in float32 and float64.
_ROWS = 7500
_PASS_BYTES = 64 << 20


def third_pairs(objective: Objective, w: Tensor, vectors: Tensor) -> Tensor:
    """∇_w (u_iᵀ H(w) u_j) for i ≤ j, in the order of `torch.triu_indices(k, k)`.

    Exact to rounding: for a dense network on a CPU by the R-operator taken twice, for other modules
    by reverse passes over graphs that the pairs share. Where a module keeps a fused normalisation,
    as in compiled code, by differences of float64 gradients (`Objective.third`).

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
    lengths = torch.linalg.vector_norm(vectors, dim=1)
    # a short vector's share would drown in the sum with a long one
    units = vectors / torch.where(lengths > 0, lengths, 1)[:, None]
    i, j = torch.triu_indices(len(units), len(units), device=w.device)
    module = isinstance(objective, ModuleObjective)
    if module and objective.dense is not None:
        found = _unsummed(_dense(objective, w, units), i, j)
    elif module and objective.third_terms is not None:
        found = terms.third_pairs(objective.third_terms, w, units)
    else:
        each = [objective.third(w, units[a], units[b]) for a, b in zip(i, j, strict=True)]
        found = torch.stack(each) if each else units.clone()
    return found.mul_((lengths[i] * lengths[j])[:, None])


def _dense(objective: ModuleObjective, w: Tensor, units: Tensor) -> Tensor:
    """∇(uᵀHu) along each unit and along the sum of each two, i < j: [k(k+1)/2, P]."""
    out = w.new_zeros(len(units) * (len(units) + 1) // 2, len(w))
    bytes_each = objective.dense.entries()[1] * w.element_size()
    rows = max(1, min(_ROWS, _PASS_BYTES // bytes_each))  # examples times directions
    batches = objective.batches
    if closed_form(objective.criterion, objective.targets):  # others may couple examples
        step = max(1, rows // max(1, len(out)))
        starts = [(s, b.stop) for b in batches for s in range(b.start, b.stop, step)]
        batches = [objective.batch(start, min(start + step, stop)) for start, stop in starts]
    with torch.no_grad():
        for batch in batches:
            group = max(1, rows // len(batch.inputs))
            criterion = partial(_criterion, objective, batch)
            pearlmutter_second.add_pairs(
                objective.dense, criterion, w, batch.inputs, units, out, group
            )
    return out


def _unsummed(found: Tensor, i: Tensor, j: Tensor) -> Tensor:
    """uᵢuⱼ = ½ ((uᵢ + uⱼ)² − uᵢ² − uⱼ²), in the order of i and j."""
    across = i != j
    k = len(i) - int(across.sum())
    alone, sums = found[:k], found[k:]
    out = torch.empty_like(found)
    out[~across] = alone
    out[across] = sums.sub_(alone[i[across]]).sub_(alone[j[across]]).mul_(0.5)
    return out


def _criterion(
    objective: ModuleObjective, batch: Batch, outputs: Tensor
) -> pearlmutter_second.Criterion:
    """What is known of a batch's share of the criterion at these outputs."""
    count = len(outputs) * len(objective.targets) / (batch.stop - batch.start)
    linear = terms.linearize([batch.loss], outputs, retain=1)
    known = (outputs, batch.targets, count)
    return pearlmutter_second.Criterion(
        linear.gradient,
        output_curvature(objective.criterion, *known) or linear.product,
        output_third(objective.criterion, batch.loss, *known),
    )


def _checked(objective: Objective, vectors: Tensor) -> Tensor:
    if vectors.ndim != 2 or vectors.shape[1] != objective.dim:
        raise DescentError(
            f"expected vectors [k, {objective.dim}], one a row, found {list(vectors.shape)}."
        )
    return objective.checked(vectors, rows=True)
