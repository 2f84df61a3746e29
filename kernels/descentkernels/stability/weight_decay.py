"""How weight decay moves an optimizer's threshold."""

from ..errors import DescentError


def decoupled_decay(threshold: float, lr: float, decay: float) -> float:
    """threshold · (1 − ηγ/2), for w⁺ = (1 − ηγ)w + the optimizer's step.

    Loshchilov & Hutter (2019) decouple the decay; the shift is derived here. A root at z = −1 has
    w⁺ = −w: the step must be −(2 − ηγ)w where it was −2w, and it is proportional to λ in every
    optimizer of `thresholds` but SAM. For gradient descent this is 2/η − γ, the decay adds to every
    eigenvalue; for heavy-ball it subtracts (1 + β)γ.

    Args:
        threshold: without decay.
        lr: η > 0.
        decay: γ, 0 ≤ ηγ < 1, so that the decay alone does not oscillate.

    Raises:
        DescentError: if lr or decay is out of its range.
    """
    if lr <= 0 or decay < 0 or lr * decay >= 1:
        raise DescentError(
            f"expected η > 0 and 0 ≤ ηγ < 1, found η = {lr} and γ = {decay}: lower the decay."
        )
    return threshold * (1 - lr * decay / 2)


def coupled_decay(threshold: float, decay: float) -> float:
    """threshold − γ, for g + γw in place of g: gradient descent and momentum on L + ½γ‖w‖².

    With a preconditioner D there is no such shift: the matrix is then D⁻¹(H + γI).

    Args:
        threshold: without decay.
        decay: γ ≥ 0.

    Raises:
        DescentError: if decay is negative.
    """
    if decay < 0:
        raise DescentError(f"expected a decay γ ≥ 0, found {decay}.")
    return threshold - decay
