"""Newton's method, regularised by the size of the gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import curvature
from descentkernels.curvature.operator import Product
from torch import Tensor

from descentlab.runs.point import Point
from descentlab.runs.state import Slots, State
from descentlab.settings import Choice, Info, Range, Settings
from descentlab.update_rules.base import UpdateRule

#: Values of γ tried in a step, each half the one before; so many share one Krylov space.
TRIALS, TOGETHER = 40, 4
#: Residual of the linear systems relative to the gradient. At 1e-6 the runs take as many steps.
ACCURACY = 1e-2
#: γ stays within these: beyond them nothing is regularised, or nothing moves.
SMALLEST, LARGEST = 1e-12, 1e12


@dataclass(frozen=True)
class GradientNormalisedNewtonSettings(Settings):
    """What stands for the Hessian, and how far its model is believed at first."""

    hessian: Annotated[
        str,
        Choice("exact", "gauss_newton", "empirical_fisher", "zero"),
        Info(
            "Hessian model",
            "What stands for the Hessian: of the loss, its Gauss–Newton part (for cross-entropy "
            "the Fisher matrix), the second moment of the gradients, or nothing.",
            True,
        ),
    ] = "exact"
    gamma: Annotated[
        float,
        Range(1e-3, 1e3, log=True),
        Info("first γ", "The γ that regularised Newton tries at its first step.", group="training"),
    ] = 1.0


class GradientNormalisedNewton(UpdateRule):
    """w⁺ = w − (H + λI)⁻¹∇L, λ = ‖∇L‖/γ: at most γ long where H ≥ 0 (Semenov et al., 2025).

    γ is accepted when L − L⁺ ≥ ‖∇L⁺‖²/(8λ), and doubled for the next step; otherwise, and where
    H + λI is seen not to be positive, it is halved and tried again. A loss at the bottom of its
    precision is taken as it is: the condition has a slack of a few of its last digits. With H = 0
    this is normalised gradient descent, η = γ/‖∇L‖. Where forty halvings do not help, the weights
    stay.
    """

    title = "gradient-normalised Newton"
    threshold_label = "none (H = 0: 2‖∇L‖/γ)"

    def slots(self, point: Point) -> Slots:
        kept = point.state.slot("gamma")
        first = torch.tensor(point.settings.gamma, dtype=torch.float64)
        return (("gamma", first if kept is None else kept),)

    def update(self, point: Point) -> State:
        state, gamma = point.state, float(self.slots(point)[0][1])
        norm = float(point.gradient.double().norm())
        if not 0 < norm < math.inf:
            return replace(state, step=state.step + 1)
        model = hessian_model(point)
        for first in range(0, TRIALS, TOGETHER):
            tried = [gamma / 2**j for j in range(first, min(first + TOGETHER, TRIALS))]
            for j, step in enumerate(steps(point.gradient, model, [norm / g for g in tried])):
                if step is not None and _accepted(point, step, norm / tried[j]):
                    return self._after(state, state.w + step, tried[j], first + j)
        return self._after(state, state.w, gamma / 2 ** (TRIALS + 1), TRIALS)

    def _after(self, state: State, w: Tensor, gamma: float, rejected: int) -> State:
        bounded = min(max(2 * gamma, SMALLEST), LARGEST)
        slots = (
            ("gamma", torch.tensor(bounded, dtype=torch.float64)),  # to be tried next
            ("rejected", torch.tensor(rejected)),  # on the way here
        )
        return replace(state, step=state.step + 1, w=w, slots=slots)

    def threshold(self, point: Point) -> float:
        """NaN: no learning rate, and none of (H + λI)⁻¹H > 0 beyond 1. With H = 0, 2‖∇L‖/γ."""
        if point.settings.hessian != "zero":
            return math.nan
        return 2 * float(point.gradient.norm()) / float(self.slots(point)[0][1])


def hessian_model(point: Point) -> Product | None:
    """v -> Hv of the model that the settings name, at the point; None for zero."""
    objective, w = point.problem.objective, point.state.w
    match point.settings.hessian:
        case "exact":
            return point.linearization.hvp
        case "gauss_newton":
            return curvature.gauss_newton(objective, w)
        case "empirical_fisher":
            return curvature.empirical_fisher(objective, w)
    return None


def steps(gradient: Tensor, model: Product | None, strengths: list[float]) -> list[Tensor | None]:
    """−(H + λI)⁻¹g [P] for each λ; None where H + λI is not positive or the answer not finite."""
    if model is None:
        return [-gradient / strength for strength in strengths]
    shifts = torch.tensor(strengths, dtype=torch.float64, device=gradient.device)
    found = curvature.shifted_solve(model, -gradient, shifts, tol=ACCURACY)
    usable = found.positive & found.solutions.isfinite().all(1)
    pairs = zip(found.solutions, usable.tolist(), strict=True)
    return [step if good else None for step, good in pairs]


def _accepted(point: Point, step: Tensor, strength: float) -> bool:
    """Whether L − L⁺ ≥ ‖∇L⁺‖²/(8λ), up to rounding of L."""
    value, gradient = point.problem.objective.value_and_gradient(point.state.w + step)
    here = float(point.value)
    slack = 4 * torch.finfo(step.dtype).eps * abs(here)
    least = float(gradient.double().square().sum()) / (8 * strength)
    return here - float(value) >= least - slack


update_rule = GradientNormalisedNewton()
