"""Mini-batch SGD near a minimum that fits its data: what becomes of the weights' second moment.

Squared loss L(w) = (1/2n) Σᵢ ‖fᵢ(w) − yᵢ‖² at a w with fᵢ = yᵢ. With J_i [m, P] the Jacobian of
example i's outputs, A_i = J_iᵀJ_i and H = (1/n) Σ A_i, the displacement δ from the minimum obeys
δ⁺ = (I − ηH_B)δ, H_B the mean of A_i over the batch. Its second moment M = E δδᵀ obeys

    T(M) = M − η(HM + MH) + η² E[H_B M H_B],
    E[H_B M H_B] = p S(M) + (1 − p) HMH,   S(M) = (1/n) Σ A_i M A_i,

p = 1/B for batches drawn with replacement and (n − B)/(B(n − 1)) without; the batches of different
steps are independent (not the reshuffled epochs of a data loader). Ma & Ying (2021); the mixture is
that of Mulayoff & Michaeli (2024).

T maps positive semidefinite M to such, and is symmetric. Directions outside the range of H do not
move. Within, T is held in the basis of H's eigenvectors: r × r matrices, r ≤ min(nm, P).
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError


@dataclass(frozen=True)
class SecondMoment:
    """The operator for one minimum and way of drawing batches."""

    features: Tensor  # [n, m, r] float64, J in the basis of H's eigenvectors
    values: Tensor  # [r] float64, the positive eigenvalues of H, descending
    share: float  # p, the weight of single examples against that of the whole

    @property
    def trace(self) -> float:
        """tr H."""
        return self.values.sum().item()

    def curvature(self, moment: Tensor) -> Tensor:
        """HM + MH: [r, r] -> [r, r]."""
        return moment * (self.values[:, None] + self.values)

    def noise(self, moment: Tensor) -> Tensor:
        """E[H_B M H_B] for a symmetric M: [r, r] -> [r, r]."""
        x = self.features
        out = (1 - self.share) * (self.values[:, None] * moment * self.values)
        if self.share > 0:
            inner = torch.einsum("ima,ika->imk", x @ moment, x)  # J_i M J_iᵀ
            spread = (inner @ x).flatten(0, 1)
            out = out + (self.share / len(x)) * (x.flatten(0, 1).T @ spread)
        return out

    def step(self, moment: Tensor, lr: float) -> Tensor:
        """T(M), one step later: [r, r] -> [r, r]."""
        return moment - lr * self.curvature(moment) + lr**2 * self.noise(moment)


def second_moment(jacobian: Tensor, batch: int, *, replacement: bool = False) -> SecondMoment:
    """The operator from the Jacobian of all examples.

    Costs one eigendecomposition of an nm × nm (or P × P, if smaller) matrix; each product then
    takes 4nm·r² multiplications.

    Args:
        jacobian: [n, P] for one output an example, [n, m, P] for several: the outputs of an example
            always come together in a batch. `network_jacobian` makes it.
        batch: B, 1 to n (any B ≥ 1 with replacement).
        replacement: whether an example may come more than once in a batch.

    Raises:
        DescentError: if shapes or batch do not fit, or an entry is not finite, or all are zero.
    """
    if jacobian.ndim not in (2, 3) or not jacobian.numel():
        raise DescentError(
            f"expected a Jacobian [n, P] or [n, m, P], found {list(jacobian.shape)}."
        )
    rows = jacobian.detach().double()
    rows = rows[:, None] if rows.ndim == 2 else rows
    count, outputs, dim = rows.shape
    if batch < 1 or (batch > count and not replacement):
        raise DescentError(f"expected a batch of 1 to {count} examples, found {batch}.")
    if not bool(torch.isfinite(rows).all()) or not bool(rows.any()):
        raise DescentError("expected a finite Jacobian that is not zero: the run has diverged.")
    if replacement:
        share = 1 / batch
    else:
        share = 0.0 if batch == count else (count - batch) / (batch * (count - 1))
    flat = rows.flatten(0, 1)
    wide = dim > len(flat)
    values, vectors = torch.linalg.eigh((flat @ flat.T if wide else flat.T @ flat) / count)
    # a square root of rounding in J would be too much: the Gram matrix has J's rounding squared
    kept = (values > len(values) * torch.finfo(torch.float64).eps * values[-1]).flip(0)
    values, vectors = values.flip(0)[kept], vectors.flip(1)[:, kept]
    features = vectors * (count * values).sqrt() if wide else flat @ vectors
    return SecondMoment(features.unflatten(0, (count, outputs)), values, share)
