"""Curvature along the step an optimizer takes, with the value at which the step gains nothing."""

from dataclasses import dataclass

from torch import Tensor

from ..curvature.directional import directional
from ..curvature.operator import Product
from ..curvature.preconditioned import preconditioned
from ..errors import DescentError


@dataclass(frozen=True)
class DirectionalSharpness:
    """vᵀHv/‖v‖² in a metric. NaN where the direction or the gradient is zero or not finite."""

    value: Tensor  # [] float64
    threshold: Tensor  # [] float64: where L + gᵀv + ½vᵀHv is what L is

    @property
    def ratio(self) -> Tensor:
        """Above one the step raises the loss, as far as its second-order model goes: []."""
        return self.value / self.threshold


def directional_sharpness(
    hvp: Product, gradient: Tensor, step: Tensor, *, metric: Tensor | None = None
) -> DirectionalSharpness:
    """vᵀHv/vᵀDv against −2gᵀv/vᵀDv for the realised step v = w⁺ − w of any optimizer.

    Exact on quadratics: L(w + v) < L(w) just where the value lies below the threshold. For gradient
    descent v = −ηg, whose threshold is 2/η, and with its preconditioner as the metric 2/η for any
    preconditioned method without momentum. It stays so for steps that are no gradient (sign and
    spectral descent, Lion, Muon, momentum), where the threshold moves with the step. A step uphill
    (momentum) has a negative threshold. Along gradients this is the curvature of directional
    smoothness (Mishkin et al., 2024).

    Args:
        hvp: v -> Hv, of a Linearization; one product.
        gradient: [P] g at w.
        step: [P] v, in any units that the gradient goes with.
        metric: [P] diagonal of D, positive, or one number []; the identity by default.

    Raises:
        DescentError: if shapes do not fit or an entry of the metric is not positive.
    """
    if gradient.ndim != 1 or gradient.shape != step.shape:
        raise DescentError(
            "expected a gradient and a step [P], found "
            f"{list(gradient.shape)} and {list(step.shape)}."
        )
    gradient, step = gradient.detach(), step.detach().to(gradient)
    if metric is not None:
        root = metric.detach().to(gradient).expand_as(gradient).sqrt()
        hvp = preconditioned(hvp, root.square())
        gradient, step = gradient / root, step * root
    size = step.abs().amax()
    unit = (step / size).double()
    slope = (gradient.double() @ unit) / unit.square().sum() / size.double()
    return DirectionalSharpness(directional(hvp, step[None])[0], -2 * slope)
