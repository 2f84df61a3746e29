"""A network's Jacobian as a table, for the second-moment operator of mini-batch SGD."""

import torch
from torch import Tensor

from ..curvature.jacobian import jacobian, with_network
from ..curvature.likelihood import Likelihood, recognised
from ..errors import DescentError
from ..objective import Objective

_LIMIT_BYTES = 1 << 30


def network_jacobian(objective: Objective, w: Tensor, *, limit_bytes: int = _LIMIT_BYTES) -> Tensor:
    """∂f_i/∂w of every example: [n, m, P], m the outputs of an example.

    For `second_moment`, which is exact at a minimum that fits the data; elsewhere the Gauss-Newton
    matrix stands for the Hessian, and δ is the displacement that the linearised network allows. Its
    eigendecompositions take nm ≲ 2000 outputs: for more, take `objective.restricted` to some of the
    examples, which is another problem with the same batches, not an estimate of the whole one.

    Args:
        objective: of a module, with `criteria.mean_squared_error`.
        w: [P].
        limit_bytes: refuse to make a larger table.

    Raises:
        DescentError: if the table would be too large, for another criterion, if the objective has
            no network, or if w does not fit.
    """
    objective = with_network(objective)
    if recognised(objective) is not Likelihood.GAUSSIAN:
        name = getattr(objective.criterion, "__name__", type(objective.criterion).__name__)
        raise DescentError(
            f"the second-moment operator expects criteria.mean_squared_error, found {name}: at a "
            "minimum that fits its data other losses have no curvature left, or one of their own."
        )
    at = jacobian(objective, w)
    count, rows = objective.batches[-1].stop, at.outputs.numel()
    size = rows * objective.dim * w.itemsize
    if size > limit_bytes:
        raise DescentError(
            f"expected a Jacobian of at most {limit_bytes / 1e6:.0f} MB, found {rows} outputs × "
            f"{objective.dim} weights, {size / 1e6:.0f} MB: restrict the objective to fewer "
            "examples."
        )
    eye = torch.eye(rows, dtype=w.dtype, device=w.device)
    return at.vjp(eye.view(rows, *at.outputs.shape)).view(count, rows // count, -1)
