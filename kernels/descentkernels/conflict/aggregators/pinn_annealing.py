"""Learning-rate annealing of physics-informed networks: data terms as steep as the residual."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from ...errors import DescentError
from ._needed import needed, within
from .base import Aggregator, Combined, Evidence, weighted

FORMS = ("paper", "code")


@dataclass(frozen=True)
class PinnAnnealing(Aggregator):
    """d = g₀ + Σ λᵢgᵢ; task 0 is the residual L_r, the others are data and boundary terms.

    λᵢ ← (1 − α)λᵢ + αλ̂ᵢ before each step, from λᵢ = 1 (Wang, Teng & Perdikaris, 2021), with
    "paper": λ̂ᵢ = max|∇L_r|/mean|∇Lᵢ|, which leads to that ratio itself;
    "code": λ̂ᵢ = max|∇L_r|/mean|λᵢ∇Lᵢ|, which leads to its root: the authors' code has λᵢ in the
    loss already. Nothing bounds λ: as Lᵢ is fitted its gradient vanishes and the paper's form
    runs away. The authors' code moves λ every 10th step, with α = .1; the paper advises .9.
    A zero ∇Lᵢ says nothing of λ̂ᵢ: λᵢ stays.
    """

    annealing_alpha: float = 0.1
    annealing_form: str = "paper"

    title = "PINN annealing"
    source = "Wang, Teng & Perdikaris, 2021"
    needs = "gradients"

    def __post_init__(self) -> None:
        within(self.annealing_alpha, "annealing_alpha", 0, 1)
        if self.annealing_form not in FORMS:
            raise DescentError(
                f"expected annealing_form among {', '.join(FORMS)}; found {self.annealing_form!r}."
            )

    def combine(
        self,
        evidence: Evidence,
        memory: Tensor | None = None,
        *,
        generator: torch.Generator | None = None,
    ) -> Combined:
        """`memory` is λ [..., m − 1]."""
        gradients = needed(evidence.gradients, self.title, "gradients").double()
        steepest = gradients[..., :1, :].abs().amax(-1)  # [..., 1]
        typical = gradients[..., 1:, :].abs().mean(-1)
        known = torch.ones_like(typical) if memory is None else memory
        if self.annealing_form == "code":
            typical = typical * known
        aim = torch.where(typical == 0, known, steepest / typical)
        moved = (1 - self.annealing_alpha) * known + self.annealing_alpha * aim
        weights = torch.cat((torch.ones_like(steepest), moved), -1)
        return Combined(weights, weighted(weights, evidence.gradients), moved)


aggregator = PinnAnnealing()
