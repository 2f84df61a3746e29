"""What an aggregator is: it makes one update of the gradients of several tasks."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor

from ...errors import DescentError

#: What an aggregator may promise of d = A(J); `tests/kernels/test_aggregator_promises.py` holds it
#: to each. non_conflicting: Jd ≥ 0. equivariant: A(ΠJ) = A(J) for permutations Π. linear:
#: A(diag(c)J) is linear in c > 0. stationary: d = 0 exactly where some convex combination of the
#: rows is 0. strongly_stationary: d = 0 exactly where one with positive weights throughout is 0.
PROMISES = ("non_conflicting", "equivariant", "linear", "stationary", "strongly_stationary")

#: Weights of which the Gramian is added up at a time.
PIECE = 1 << 16


@dataclass(frozen=True)
class Evidence:
    """What the tasks say at one step. Leading dimensions are a batch."""

    gramian: Tensor  # [..., m, m] float64, Gᵢⱼ = gᵢ·gⱼ
    gradients: Tensor | None = None  # [..., m, P], one row a task; None where only G is known
    losses: Tensor | None = None  # [..., m]

    @classmethod
    def of(cls, gradients: Tensor, losses: Tensor | None = None) -> Evidence:
        """The evidence of gradients [..., m, P]; their Gramian is formed in float64."""
        # piece by piece: the doubles of one stay in the cache, those of all fill memory
        parts = (part.double() for part in gradients.split(PIECE, -1))
        return cls(sum(part @ part.mT for part in parts), gradients, losses)


@dataclass(frozen=True)
class Combined:
    """An aggregator's answer. The weights move against it: w⁺ = w − ηd."""

    weights: Tensor | None  # [..., m] λ with d = Σ λᵢgᵢ; None where d is no such sum
    direction: Tensor | None  # [..., P] d; None where only the Gramian is known
    memory: Any = None  # for the next step: tensors, plain data


class Aggregator(ABC):
    """A rule for several gradients, pure: what it remembers is handed in and out.

    Non-finite evidence gives non-finite answers, for its member of the batch only.
    """

    title: ClassVar[str]  # as in the literature
    source: ClassVar[str]  # author, year
    #: The least it must be given: "gramian", "gradients" or "losses" (with the Gramian).
    needs: ClassVar[str] = "gramian"
    promises: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def combine(
        self,
        evidence: Evidence,
        memory: Any = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        """The update for `evidence`; `memory` is the one of the last step, None at the first."""


class Weighting(Aggregator):
    """An aggregator whose weights follow from the Gramian alone, many Gramians at once."""

    @abstractmethod
    def weights(self, gramian: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        """λ [..., m] float64 of G [..., m, m]. Only rules of random order need the generator."""

    def combine(
        self,
        evidence: Evidence,
        memory: Any = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        weights = self.weights(checked_gramian(evidence.gramian), generator=generator)
        return Combined(weights, weighted(weights, evidence.gradients))

    def __call__(self, gradients: Tensor, *, generator: torch.Generator | None = None) -> Tensor:
        """d [..., P] of gradients [..., m, P]."""
        direction = self.combine(Evidence.of(gradients), generator=generator).direction
        assert direction is not None
        return direction


def weighted(weights: Tensor, gradients: Tensor | None) -> Tensor | None:
    """Σ λᵢgᵢ [..., P] in the gradients' precision; None without gradients."""
    if gradients is None:
        return None
    return (weights.to(gradients)[..., None, :] @ gradients)[..., 0, :]


def checked_gramian(gramian: Tensor) -> Tensor:
    """G as float64, or DescentError when it is no stack of square matrices of at least one row."""
    if gramian.ndim < 2 or gramian.shape[-1] != gramian.shape[-2] or not gramian.shape[-1]:
        raise DescentError(
            f"expected Gramians [..., m, m] of at least one task, found {list(gramian.shape)}."
        )
    return gramian.double()
