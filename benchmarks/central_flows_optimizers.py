"""Discrete optimizers for `central_flows.py`, from their own formulas and not from their flows."""

from dataclasses import dataclass

import torch
from descentkernels import Objective, flows
from torch import Tensor


@dataclass(frozen=True)
class Visited:
    """The optimizer as it comes to w."""

    w: Tensor
    loss: float
    kept: tuple[tuple[str, Tensor], ...]  # slots before the gradient at w is met


class Optimizer:
    """The discrete update that a form is the flow of."""

    def __init__(self, objective: Objective, form: flows.Form) -> None:
        self.objective, self.form = objective, form

    def run(
        self, w: Tensor, steps: int, kept: tuple[tuple[str, Tensor], ...] | None = None
    ) -> list[Visited]:
        """steps + 1 states, from w with memories, or with empty ones."""
        slots = self._empty(w) if kept is None else dict(kept)
        path = []
        for _ in range(steps + 1):
            loss, gradient = self.objective.value_and_gradient(w)
            path.append(Visited(w, float(loss), tuple(slots.items())))
            w, slots = self._step(w, gradient, slots)
        return path

    def displaced(self, w: Tensor, slots: dict[str, Tensor], away: Tensor) -> Visited:
        """The optimizer as it comes to w + away, swinging about the flow's w with its slots.

        A swing of period two, δ_t = (−1)^t away, has momenta v_t = −Hδ_t/(1 + β), Adam's mean
        1 − β times that. Flows without momentum have met the gradient already; that is undone.
        """
        swing = -self.objective.hvp(w, away)
        w = w + away
        loss, g = self.objective.value_and_gradient(w)
        beta, kept = getattr(self.form, "beta", 0.0), dict(slots)
        if "momentum" in kept:
            kept["momentum"] = kept["momentum"] + swing / (1 + beta)
        elif "first_moment" in kept:
            kept["first_moment"] = kept["first_moment"] + (1 - beta) / (1 + beta) * swing
        elif "second_moment" in kept:
            square = g.square() if kept["second_moment"].ndim else g.square().sum()
            moment = (kept["second_moment"] - (1 - beta) * square) / beta
            kept = {"second_moment": moment.clamp(min=0), "updates": kept["updates"] - 1}
        return Visited(w, float(loss), tuple(kept.items()))

    def _empty(self, w: Tensor) -> dict[str, Tensor]:
        kind, zero = type(self.form).__name__, w.new_zeros(())
        if kind == "GradientDescent":
            return {}
        if kind in ("HeavyBall", "Nesterov"):
            return {"momentum": torch.zeros_like(w)}
        moment = zero if kind == "ScalarRMSProp" else torch.zeros_like(w)
        slots = {"second_moment": moment, "updates": zero}
        return {**slots, "first_moment": torch.zeros_like(w)} if kind == "Adam" else slots

    def _step(self, w: Tensor, g: Tensor, slots: dict[str, Tensor]) -> tuple[Tensor, dict]:
        form, kind = self.form, type(self.form).__name__
        if kind == "GradientDescent":
            return w - form.lr * g, {}
        if kind in ("HeavyBall", "Nesterov"):
            v = form.beta * slots["momentum"] + g
            move = v if kind == "HeavyBall" else g + form.beta * v
            return w - form.lr * move, {"momentum": v}
        beta = form.beta2 if kind == "Adam" else form.beta
        square = g.square().sum() if kind == "ScalarRMSProp" else g.square()
        moment = beta * slots["second_moment"] + (1 - beta) * square
        count = slots["updates"] + 1
        root = (moment / (1 - beta**count)).sqrt()
        after = {"second_moment": moment, "updates": count}
        if kind == "ScalarRMSProp":
            return w - form.lr * g / root, after
        if kind == "RMSProp":
            return w - form.lr * g / (root + form.eps), after
        m = form.beta * slots["first_moment"] + (1 - form.beta) * g
        mean = m / (1 - form.beta**count)
        return w - form.lr * mean / (root + form.eps), {**after, "first_moment": m}
