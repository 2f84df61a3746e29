"""The curvature that stochastic gradients meet in their own mini-batches."""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..curvature.jacobian import with_network
from ..errors import DescentError
from ..objective import Objective


@dataclass(frozen=True)
class BatchSharpness:
    """Two means over the same batches. Errors are standard errors: NaN from a single batch, unless
    it holds all examples."""

    mean: float  # of g_BᵀH_Bg_B/‖g_B‖²
    mean_error: float
    ratio: float  # Σ g_BᵀH_Bg_B / Σ ‖g_B‖²
    ratio_error: float
    batches: int


def batch_sharpness(
    objective: Objective, w: Tensor, batch: int, draws: int, *, generator: torch.Generator
) -> BatchSharpness:
    """E_B[g_BᵀH_Bg_B/‖g_B‖²] (Andreyev & Beneventano, 2024), and with the means taken apart.

    The paper's observation: where stochastic training at a constant learning rate sharpens for long
    enough, the first rises to about 2/η and stays, while λ₁(H) stays below. What is exact, on
    quadratic L_B: a step −ηg_B changes its own batch's loss by −η E‖g_B‖² (1 − η/2 · ratio) on
    average, by nothing at ratio = 2/η. For the full batch both are the directional sharpness along
    the gradient.

    One gradient and one product for each batch, on its own examples.

    Args:
        objective: of a module; the criterion a mean over examples.
        w: [P]. Non-finite weights give NaN.
        batch: B, 1 to n; examples are drawn without replacement.
        draws: independent batches, at least 1; one is enough when B = n.
        generator: on any device.

    Returns:
        BatchSharpness. NaN where a gradient is zero or not finite.

    Raises:
        DescentError: if batch or draws is out of range, the objective has no network, or w does not
            fit.
    """
    objective = with_network(objective)
    count = len(objective.targets)
    if not 1 <= batch <= count or draws < 1:
        raise DescentError(
            f"expected a batch of 1 to {count} examples and at least one draw, found {batch} and "
            f"{draws}."
        )
    whole = batch == count
    rises, squares = [], []
    for _ in range(1 if whole else draws):
        drawn = torch.randperm(count, generator=generator, device=generator.device)[:batch]
        at = (objective if whole else objective.restricted(drawn)).linearize(w)
        gradient = at.gradient.double()
        rises.append(gradient @ at.hvp(at.gradient).double())
        squares.append(gradient.square().sum())
    return summarise_batches(torch.stack(rises), torch.stack(squares), whole=whole)


def summarise_batches(rises: Tensor, squares: Tensor, *, whole: bool = False) -> BatchSharpness:
    """Both means from each batch's g_BᵀH_Bg_B [d] and ‖g_B‖² [d], float64, as a run meets them.

    The error of the ratio is that of its linearisation (the delta method).

    Args:
        rises: [d].
        squares: [d].
        whole: whether each batch held all examples, so that there is no sampling error.
    """
    each, ratio = rises / squares, rises.sum() / squares.sum()
    apart = (rises - ratio * squares) / squares.mean()
    count = len(rises)

    def error(values: Tensor) -> float:
        if whole:
            return 0.0
        return (values.std() / count**0.5).item() if count > 1 else torch.nan

    return BatchSharpness(each.mean().item(), error(each), ratio.item(), error(apart), count)
