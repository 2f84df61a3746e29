"""The norm of spectral descent."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import final

import torch
from torch import Tensor

from ..errors import DescentError
from ..layout import Layout
from .norm import Norm


@final
@dataclass(frozen=True)
class SpectralNorm(Norm):
    """‖v‖ = the largest singular value over all tensors of a module; dual: the sum of their nuclear
    norms; oracle: UVᵀ of each tensor's UΣVᵀ (Carlson et al., 2015; Bernstein & Newhouse, 2024).

    A tensor [o, ...] is a matrix of o rows, as Muon takes convolutions (Jordan et al., 2024). A
    vector is a matrix of one column: its norm is Euclidean. (Muon as it is used leaves vectors,
    embeddings and the last layer to Adam, and takes UVᵀ by five Newton–Schulz steps, whose singular
    values lie between about 0.7 and 1.2: neither is modelled here.) Null directions of a
    rank-deficient tensor are filled arbitrarily; a tensor that is zero gives zero.

    Args:
        layout: of the objective.
    """

    layout: Layout

    def norm(self, vectors: Tensor) -> Tensor:
        return torch.stack([_singular(m)[:, 0] for _, m in self._matrices(vectors)]).amax(0)

    def dual(self, vectors: Tensor) -> Tensor:
        return torch.stack([_singular(m).sum(1) for _, m in self._matrices(vectors)]).sum(0)

    def oracle(self, vectors: Tensor) -> Tensor:
        out = torch.empty_like(vectors)
        for place, matrices in self._matrices(vectors):
            u, _, vh = torch.linalg.svd(_finite(matrices), full_matrices=False)
            largest = matrices.abs().amax((1, 2))[:, None]
            moves = torch.where(largest > 0, 1.0, 0.0) + 0 * largest  # NaN and ∞ give NaN
            out[:, place] = moves * (u @ vh).flatten(1)
        return out

    def _matrices(self, vectors: Tensor) -> Iterator[tuple[slice, Tensor]]:
        """Each tensor of all rows: [k, o, i]."""
        if not self.layout or vectors.ndim != 2 or vectors.shape[1] != self.layout[-1].slice.stop:
            size = self.layout[-1].slice.stop if self.layout else 0
            raise DescentError(f"expected vectors [k, {size}], found {list(vectors.shape)}.")
        for _, shape, place in self.layout:
            rows = shape[0] if shape else 1
            if math.prod(shape):
                yield place, vectors[:, place].reshape(len(vectors), rows, -1)


def _singular(matrices: Tensor) -> Tensor:
    """Singular values, descending: [k, o, i] -> [k, min(o, i)]; NaN for a non-finite matrix."""
    known = torch.isfinite(matrices).all(2).all(1)[:, None]
    return torch.where(known, torch.linalg.svdvals(_finite(matrices)), torch.nan)


def _finite(matrices: Tensor) -> Tensor:
    """torch's decompositions raise on NaN."""
    return matrices.nan_to_num(0.0, 0.0, 0.0)
