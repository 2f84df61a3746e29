"""Newton's method, regularised by the size of the gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import torch
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules._hessian_models import MODELS, hessian_model, steps
from descentlab.update_rules.base import UpdateRule

#: Values of γ tried in a step, each half the one before; so many share one Krylov space.
TRIALS, TOGETHER = 40, 4
#: γ stays within these: beyond them nothing is regularised, or nothing moves.
SMALLEST, LARGEST = 1e-12, 1e12


@dataclass(frozen=True)
class FirstGammaSettings(Settings):
    """How far the model of the gradient is believed at first."""

    gamma: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("first γ", "The γ that regularised Newton tries at its first step.", group="training"),
    ] = 1.0


@dataclass(frozen=True)
class GradientNormalisedNewtonSettings(FirstGammaSettings):
    """What stands for the Hessian, and how far its model is believed at first."""

    hessian: Annotated[
        str,
        Choice(*MODELS),
        Info(
            "Hessian model",
            "What stands for the Hessian: of the loss, its Gauss–Newton part (for cross-entropy "
            "the Fisher matrix), the second moment of the gradients, its diagonal, or nothing.",
            True,
        ),
    ] = "exact"


class GradientNormalisedNewton(UpdateRule):
    """w⁺ = w − (H + λI)⁻¹∇L, λ = ‖∇L‖/γ: at most γ long where H ≥ 0 (Semenov et al., 2025).

    γ is accepted when L − L⁺ ≥ ‖∇L⁺‖²/(8λ), and doubled for the next step; otherwise, and where
    H + λI is seen not to be positive, it is halved and tried again. A loss at the bottom of its
    precision is taken as it is: the condition has a slack of a few of its last digits. With H = 0
    this is normalised gradient descent, η = γ/‖∇L‖. Where forty halvings do not help, the weights
    stay. H is the model named, or the one that the settings name.
    """

    title = "gradient-normalised Newton"
    threshold_label = "none (H = 0: 2‖∇L‖/γ)"

    def __init__(self, model: str | None = None) -> None:
        self.model = model

    def slots(self, point: Point) -> Slots:
        kept = point.state.slot("gamma")
        first = torch.tensor(point.settings.gamma, dtype=torch.float64)
        return (("gamma", first if kept is None else kept),)

    def update(self, point: Point) -> State:
        state, gamma = point.state, float(self.slots(point)[0][1])
        norm = float(point.gradient.double().norm())
        if not 0 < norm < math.inf:
            return replace(state, step=state.step + 1)
        model, products = hessian_model(point, self.model), 0
        for first in range(0, TRIALS, TOGETHER):
            tried = [gamma / 2**j for j in range(first, min(first + TOGETHER, TRIALS))]
            found, more = steps(point.gradient, model, [norm / g for g in tried])
            products += more
            for j, step in enumerate(found):
                if step is not None and _accepted(point, step, norm / tried[j]):
                    return self._after(state, state.w + step, tried[j], first + j, products)
        return self._after(state, state.w, gamma / 2 ** (TRIALS + 1), TRIALS, products)

    def _after(self, state: State, w: Tensor, gamma: float, rejected: int, products: int) -> State:
        bounded = min(max(2 * gamma, SMALLEST), LARGEST)
        slots = (
            ("gamma", torch.tensor(bounded, dtype=torch.float64)),  # to be tried next
            ("rejected", torch.tensor(rejected)),  # on the way here
            ("products", torch.tensor(products)),  # with H, on the way here
        )
        return replace(state, step=state.step + 1, w=w, slots=slots)

    def threshold(self, point: Point) -> float:
        """NaN: no learning rate, and none of (H + λI)⁻¹H > 0 beyond 1. With H = 0, 2‖∇L‖/γ."""
        if (self.model or point.settings.hessian) != "zero":
            return math.nan
        return 2 * float(point.gradient.norm()) / float(self.slots(point)[0][1])


def _accepted(point: Point, step: Tensor, strength: float) -> bool:
    """Whether L − L⁺ ≥ ‖∇L⁺‖²/(8λ), up to rounding of L."""
    value, gradient = point.problem.objective.value_and_gradient(point.state.w + step)
    here = float(point.value)
    slack = 4 * torch.finfo(step.dtype).eps * abs(here)
    least = float(gradient.double().square().sum()) / (8 * strength)
    return here - float(value) >= least - slack


update_rule = GradientNormalisedNewton()
