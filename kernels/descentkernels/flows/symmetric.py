"""Symmetric matrices as vectors of length k(k+1)/2, off-diagonal entries times √2, so that
⟨A, B⟩ = svec(A)ᵀ svec(B) (Alizadeh, Haeberly & Overton, 1998)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np


@dataclass(frozen=True)
class Coordinates:
    """The map for one k: which entry each coordinate is, and its factor."""

    k: int
    rows: np.ndarray  # [n] i of each coordinate, order of np.triu_indices
    columns: np.ndarray  # [n] j ≥ i
    upper: np.ndarray  # [n] i k + j
    lower: np.ndarray  # [n] j k + i
    half: np.ndarray  # [n] ½ on the diagonal, 1/√2 off it: svec(A) = half (A_ij + A_ji)

    def vector(self, matrix: np.ndarray) -> np.ndarray:
        """svec of the symmetric part: [k, k] -> [n]."""
        flat = matrix.reshape(-1)
        return (flat[self.upper] + flat[self.lower]) * self.half

    def matrix(self, vector: np.ndarray) -> np.ndarray:
        """The inverse: [n] -> [k, k] symmetric."""
        out = np.empty(self.k * self.k)
        out[self.upper] = out[self.lower] = vector * (0.5 / self.half)
        return out.reshape(self.k, self.k)

    def operator(self, tensor: np.ndarray) -> np.ndarray:
        """The matrix of X -> Σ_kl β_ijkl X_kl on symmetric parts: [k, k, k, k] -> [n, n]."""
        flat = tensor.reshape(self.k**2, self.k**2)
        left = (flat[self.upper] + flat[self.lower]) * self.half[:, None]
        return (left[:, self.upper] + left[:, self.lower]) * self.half

    def rotation(self, q: np.ndarray) -> np.ndarray:
        """W [n, n] orthogonal with svec(q M qᵀ) = W svec(M), for q [k, k] orthogonal."""
        first, second = q[self.rows], q[self.columns]
        i, j = self.rows, self.columns
        products = first[:, i] * second[:, j]
        products += first[:, j] * second[:, i]
        scale = self.half * np.sqrt(2)  # 1/√2 on the diagonal, 1 off it
        products *= scale
        products *= scale[:, None]
        return products


@lru_cache(maxsize=32)
def coordinates(k: int) -> Coordinates:
    """Those of [k, k] matrices."""
    rows, columns = np.triu_indices(k)
    half = np.where(rows == columns, 0.5, np.sqrt(0.5))
    return Coordinates(k, rows, columns, rows * k + columns, columns * k + rows, half)
