"""The norm of sign descent."""

from dataclasses import dataclass
from typing import final

from torch import Tensor

from .norm import Norm


@final
@dataclass(frozen=True)
class MaxNorm(Norm):
    """‖v‖ = max|vᵢ|, dual Σ|vᵢ|, oracle sign(v): sign descent, and Lion's step without its momentum
    (Bernstein et al., 2018; Chen et al., 2023).

    An entry of zero moves nothing, as in the optimizers.
    """

    def norm(self, vectors: Tensor) -> Tensor:
        return vectors.abs().amax(1)

    def dual(self, vectors: Tensor) -> Tensor:
        return vectors.abs().sum(1)

    def oracle(self, vectors: Tensor) -> Tensor:
        return vectors.sign() + 0 * vectors  # torch's sign of NaN is 0
