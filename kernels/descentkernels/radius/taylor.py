"""The Taylor series of the loss along a step, which diverges beyond the exact radius."""

from collections.abc import Sequence

import torch
from torch import Tensor

from ..errors import DescentError
from .labelled import Labelled, labelled
from .ray import Ray


def taylor_coefficients(ray: Ray, order: int) -> Tensor:
    """c_j of ℓ(t) = Σ_j c_j t^j, the loss of each example along the ray, for linear logits.

    With p = softmax(z), μ = Σ p a, s = max|a − μ| and f_j = Σ_k p_k ((a_k − μ)/s)^j / j!, the
    scaled coefficients l_j of the logarithm follow from (log f)' f = f',

        j l_j = j f_j − Σ_{i=1}^{j−1} i l_i f_{j−i},   c_j = s^j l_j   (j ≥ 2),

    c_0 = −log p_y, c_1 = μ − a_y. They are κ_j/j!, with κ_j the cumulants of the slopes under p,
    and |c_j|^{1/j} has the limit superior 1/ρ* (Cauchy and Hadamard).

    Args:
        ray: of n labelled examples.
        order: of the last coefficient, ≥ 0.

    Returns:
        [n, order + 1] float64, in nats per length^j; zero for an example left out of the loss.

    Raises:
        DescentError: if order < 0, or the ray has no labels, or one that is no class.
    """
    _check([order])
    seen = labelled(ray)
    scaled, scale = _series(seen, order)
    counted = torch.where(seen.counts[:, None] > 0, scaled, 0.0)
    return counted * scale[:, None] ** torch.arange(order + 1).to(scale)


def taylor_sums(ray: Ray, t: Tensor, orders: Sequence[int]) -> Tensor:
    """Σ_{j ≤ order} c_j t^j at each length for each order, the mean over examples.

    The batch's series converges within the smallest radius of its examples and no farther.

    Args:
        ray: of n labelled examples.
        t: [m] float64 on the ray's device.
        orders: of the partial sums, each ≥ 0.

    Returns:
        [orders, m] float64. Not finite where a power of t leaves the range of float64.

    Raises:
        DescentError: as `taylor_coefficients`, of each order, or if there is none.
    """
    _check(orders)
    seen = labelled(ray)
    scaled, scale = _series(seen, max(orders))
    # the largest scale for all: its powers and those of t would leave float64's range alone
    largest = scale.amax()
    powers = torch.arange(max(orders) + 1).to(scale)
    batch = seen.mean(scaled * (scale / largest)[:, None] ** powers)  # [order + 1]
    terms = batch[:, None] * (largest * t) ** powers[:, None]
    return terms.cumsum(0)[list(orders)]


def _series(seen: Labelled, order: int) -> tuple[Tensor, Tensor]:
    """The coefficients in s·t [n, order + 1], and s [n]."""
    weights = torch.softmax(seen.logits, 1)
    mean = (weights * seen.slopes).sum(1)
    deviations = seen.slopes - mean[:, None]
    scale = deviations.abs().amax(1)
    scale = torch.where(scale > 0, scale, torch.ones_like(scale))
    deviations = deviations / scale[:, None]
    moments = weights.new_zeros(len(weights), order + 1)  # f_j
    found = torch.zeros_like(moments)  # j l_j
    powers = weights
    for j in range(1, order + 1):
        powers = powers * deviations / j
        moments[:, j] = powers.sum(1)
        known = (found[:, 1:j] * moments[:, 1:j].flip(1)).sum(1)
        found[:, j] = j * moments[:, j] - known
    series = found / torch.arange(order + 1).to(found).clamp(min=1)
    series[:, 0] = torch.logsumexp(seen.logits, 1)
    series[:, 1:2] = (mean / scale)[:, None]  # the mean that was taken out of the moments
    return series, scale


def _check(orders: Sequence[int]) -> None:
    if not orders or min(orders) < 0:
        raise DescentError(f"expected orders of 0 or more, found {list(orders)}.")
