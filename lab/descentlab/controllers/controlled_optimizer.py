"""Any `torch.optim.Optimizer` of one's own, under a controller."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch
from descentkernels.criteria import cross_entropy
from descentkernels.radius import Ray
from torch import Tensor, nn

from descentlab.controllers._named_weights import NamedWeights
from descentlab.controllers._probe_model import Inputs, ProbeModel
from descentlab.controllers.base import Controller, Taken
from descentlab.controllers.move import Move
from descentlab.errors import LabError


class ControlledOptimizer:
    """Lets `optimizer` make its step, looks at the step it made, and takes back what is too much.

    >>> optimizer = torch.optim.AdamW(model.parameters())
    >>> controlled = ControlledOptimizer(optimizer, model, "radius")
    >>> for x, y in batches:
    ...     optimizer.zero_grad()
    ...     cross_entropy(model(x), y).backward()
    ...     taken = controlled.step(x, y)  # Taken(norm, limit, share)

    The step is the displacement p of all parameters of all groups, whatever made it: momentum,
    weight decay, schedules, a closure. What looks along p (one forward pass with a tangent) looks
    on the batch given, at the weights before the step: batch normalisation in train mode takes the
    batch's statistics and leaves its running ones, all else is in eval mode (no dropout). The
    optimizer's own memory is left as the whole step made it; schedulers and `zero_grad` keep
    working on the optimizer itself. One extra copy of the weights and one of p are held meanwhile.

    Not meant for a model spread over processes: each would find a radius of its own.

    Args:
        optimizer: of parameters of `model`.
        model: maps inputs to logits.
        controller: a name among `controller_ids()`, or `load_controller(name, ...)`.
        logits: picks the logits [n, K] from what the model returns.
        criterion: (logits, targets) -> [], for controllers that look at the loss.

    Raises:
        LabError: an unknown controller, parameters that are not the model's, logits not [n, K],
            targets missing where the controller needs them.
    """

    def __init__(
        self,
        optimizer: torch.optim.Optimizer,
        model: nn.Module,
        controller: str | Controller = "radius",
        *,
        logits: Callable[[Any], Tensor] = lambda outputs: outputs,
        criterion: Callable[[Tensor, Tensor], Tensor] = cross_entropy,
    ) -> None:
        from descentlab.controllers import load_controller  # which imports this file

        self.optimizer = optimizer
        self.controller = load_controller(controller) if isinstance(controller, str) else controller
        self.last: Taken | None = None  # what became of the last step
        self._probe = ProbeModel(model, logits)
        self._criterion = criterion
        self._memory: Any = None
        NamedWeights(optimizer, model)  # says at once what does not fit

    def step(
        self,
        inputs: Inputs,
        targets: Tensor | None = None,
        closure: Callable[[], Any] | None = None,
    ) -> Taken:
        """One step of the optimizer, shortened; the gradients must be there, or a closure.

        Args:
            inputs: of the batch that the gradients are of: a tensor, a tuple of arguments or a
                dict of keyword arguments.
            targets: of the batch; only a line search needs them.
            closure: as in `torch.optim.Optimizer.step`.
        """
        weights = NamedWeights(self.optimizer, self._probe.model)
        before = weights.copies()
        if closure is None:
            self._scale(weights)
        self.optimizer.step(closure and self._scaled(closure, weights))
        move = self._move(weights, before, inputs, targets)
        try:
            self.last, self._memory = self.controller.take(move, self._memory)
        except Exception:
            weights.set_between(before, 0.0)  # a step that nobody judged is not taken
            raise
        if self.last.share < 1:
            weights.set_between(before, self.last.share)
        return self.last

    def state_dict(self) -> dict[str, Any]:
        """The optimizer's own and what the controller remembers, as plain data."""
        return {"optimizer": self.optimizer.state_dict(), "memory": self._memory}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """The inverse of `state_dict`, for the same controller."""
        if state.keys() != {"optimizer", "memory"}:
            raise LabError(
                "Expected the state_dict of a ControlledOptimizer; found one with "
                f"{', '.join(map(str, state)) or 'nothing'}. Load that of an optimizer into "
                "controlled.optimizer."
            )
        self.optimizer.load_state_dict(state["optimizer"])
        self._memory = state["memory"]

    def _scaled(self, closure: Callable[[], Any], weights: NamedWeights) -> Callable[[], Any]:
        def evaluate() -> Any:
            with torch.enable_grad():
                loss = closure()
            self._scale(weights)
            return loss

        return evaluate

    def _scale(self, weights: NamedWeights) -> None:
        """Clip the gradients where the controller asks for it."""
        norm = float(torch.linalg.vector_norm(weights.gradient(), dtype=torch.float64))
        weights.multiply_gradient(self.controller.gradient_factor(norm))

    def _move(
        self, weights: NamedWeights, before: list[Tensor], inputs: Inputs, targets: Tensor | None
    ) -> Move:
        step = weights.displacement(before)

        def loss(share: float) -> float:
            if targets is None:
                raise LabError(
                    f"{self.controller.title}: expected the targets of the batch; found none. "
                    "Call step(inputs, targets)."
                )
            parts = weights.split(step)
            moved = [b.add(p, alpha=share) for b, p in zip(before, parts, strict=True)]
            return float(self._criterion(self._probe.logits(weights.named(moved), inputs), targets))

        def ray_along(direction: Tensor) -> Ray:
            unit = direction / direction.abs().max()  # squares of tiny entries leave the range
            tangent = weights.named(weights.split(unit / unit.norm()))
            return self._probe.ray(weights.named(before), tangent, inputs)

        rates = (float(group.get("lr", math.nan)) for group in self.optimizer.param_groups)
        return Move(step, weights.gradient(), max(rates), loss, ray_along)
