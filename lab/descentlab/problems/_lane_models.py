"""Three small models of one output, each evaluated at many weights at once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class LaneModel(ABC):
    """f(w, x) for lanes of weights w [L, P] and examples x [n, d]; double precision."""

    inputs: int  # d

    @property
    @abstractmethod
    def dim(self) -> int:
        """P."""

    @abstractmethod
    def outputs(self, w: Tensor, x: Tensor) -> Tensor:
        """f of each lane on each example: [L, n]."""

    @abstractmethod
    def pull(self, w: Tensor, x: Tensor, share: Tensor) -> Tensor:
        """Σᵢ cᵢ ∇_w f(w, xᵢ) for shares c [L, n]: [L, P]."""

    def jacobian(self, w: Tensor, x: Tensor) -> Tensor:
        """∇_w f(w, xᵢ) of each lane and example: [L, n, P]."""
        count = len(x)
        eye = torch.eye(count, dtype=w.dtype).repeat(len(w), 1)
        return self.pull(w.repeat_interleave(count, 0), x, eye).unflatten(0, (len(w), count))


@dataclass(frozen=True)
class Linear(LaneModel):
    """f = w·x: its minima are all alike, and the second moment's operator is exact."""

    @property
    def dim(self) -> int:
        return self.inputs

    def outputs(self, w: Tensor, x: Tensor) -> Tensor:
        return w @ x.mT

    def pull(self, w: Tensor, x: Tensor, share: Tensor) -> Tensor:
        return share @ x


@dataclass(frozen=True)
class Diagonal(LaneModel):
    """f = (u∘u − v∘v)·x, w = (u, v): the diagonal linear network (Woodworth et al., 2020).

    With β = u∘u − v∘v and Xⱼ² the mean of xⱼ², tr H = 4 Σⱼ Xⱼ² (uⱼ² + vⱼ²) ≥ 4 Σⱼ Xⱼ² |βⱼ|: among
    the weights that fit, the flattest have the least weighted L1 norm (Wu & Su, 2023).
    """

    @property
    def dim(self) -> int:
        return 2 * self.inputs

    def outputs(self, w: Tensor, x: Tensor) -> Tensor:
        return self.predictor(w) @ x.mT

    def pull(self, w: Tensor, x: Tensor, share: Tensor) -> Tensor:
        u, v = w.chunk(2, -1)
        slope = share @ x
        return torch.cat([2 * u * slope, -2 * v * slope], -1)

    def predictor(self, w: Tensor) -> Tensor:
        """β [L, d]."""
        u, v = w.chunk(2, -1)
        return u * u - v * v


@dataclass(frozen=True)
class Relu(LaneModel):
    """f = Σₖ aₖ max(wₖ·x, 0), w = (a, w₁, ..., w_h): two layers, no biases; ReLU'(0) = 0."""

    hidden: int  # h

    @property
    def dim(self) -> int:
        return self.hidden * (1 + self.inputs)

    def outputs(self, w: Tensor, x: Tensor) -> Tensor:
        outer, before = self._layers(w, x)
        return (outer[:, None] @ before.relu())[:, 0]

    def pull(self, w: Tensor, x: Tensor, share: Tensor) -> Tensor:
        outer, before = self._layers(w, x)
        by_outer = (before.relu() @ share[:, :, None])[:, :, 0]
        active = share[:, None] * (before > 0) * outer[:, :, None]  # [L, h, n]
        return torch.cat([by_outer, (active @ x).flatten(1)], -1)

    def _layers(self, w: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
        """a [L, h] and what comes before the ReLU [L, h, n]."""
        outer, inner = w[:, : self.hidden], w[:, self.hidden :]
        # one product of two matrices, not one a lane
        before = inner.reshape(-1, self.inputs) @ x.mT
        return outer, before.unflatten(0, (len(w), self.hidden))


def squared_loss(model: LaneModel, w: Tensor, x: Tensor, y: Tensor) -> Tensor:
    """½ mean (f − y)² of each lane: [L]."""
    return (model.outputs(w, x) - y).square().mean(1) / 2


def gauss_newton(model: LaneModel, w: Tensor, x: Tensor) -> tuple[Tensor, Tensor]:
    """tr H and λ₁ of H = JᵀJ/n, which the Hessian is where all examples are fitted: [L], [L].

    NaN for lanes that are not finite.
    """
    rows = model.jacobian(w, x)
    gram = rows @ rows.mT / len(x)
    trace = gram.diagonal(dim1=1, dim2=2).sum(1)
    known = torch.isfinite(gram).all(2).all(1)
    values = torch.linalg.eigvalsh(torch.where(known[:, None, None], gram, 0.0))
    return torch.where(known, trace, torch.nan), torch.where(known, values[:, -1], torch.nan)
