"""Several criteria of one network's outputs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import final

import torch
from torch import Tensor

from ...curvature.jacobian import Jacobian, jacobian
from ...errors import DescentError
from ...module_objective import ModuleObjective
from .base import Tasks


@final
class ModuleTasks(Tasks):
    """Lᵢ(w) = sᵢ · criterionᵢ(network(inputs; w), targets).

    One pass forward for all, one back for each; memory is bounded as the objective's is.

    Args:
        objective: of the network and the data; its own criterion is not used.
        criteria: by name, (outputs [n, ...], targets [n, ...]) -> [] of all examples.
        scales: sᵢ [m], 1 by default.

    Raises:
        DescentError: if there are no criteria, or not as many scales.
    """

    def __init__(
        self,
        objective: ModuleObjective,
        criteria: Mapping[str, Callable[[Tensor, Tensor], Tensor]],
        scales: Sequence[float] | Tensor | None = None,
    ) -> None:
        if not criteria:
            raise DescentError("expected at least one criterion, found none.")
        self.objective, self.names = objective, tuple(criteria)
        self._criteria = tuple(criteria.values())
        given = torch.ones(len(criteria)) if scales is None else torch.as_tensor(scales)
        if list(given.shape) != [len(criteria)]:
            raise DescentError(
                f"expected {len(criteria)} scales, one a criterion, found {list(given.shape)}."
            )
        self._scales = given.to(objective.device, objective.dtype)

    @property
    def count(self) -> int:
        return len(self._criteria)

    def values(self, w: Tensor) -> Tensor:
        with torch.no_grad():
            return self._losses(self.objective.outputs(w))

    def values_and_gradients(self, w: Tensor) -> tuple[Tensor, Tensor]:
        at, values, slopes = self._linearised(w)
        return values, at.vjp(slopes)

    def restricted(self, indices: Tensor) -> ModuleTasks:
        """The same losses on the examples `indices` [k] alone."""
        criteria = dict(zip(self.names, self._criteria, strict=True))
        return ModuleTasks(self.objective.restricted(indices), criteria, self._scales)

    def combined(self, w: Tensor, weights: Tensor) -> Tensor:
        at, _, slopes = self._linearised(w)
        return at.vjp(torch.tensordot(weights.to(slopes), slopes, 1)[None])[0]

    def _losses(self, outputs: Tensor) -> Tensor:
        """sᵢLᵢ [m]."""
        targets = self.objective.targets
        return self._scales * torch.stack([each(outputs, targets) for each in self._criteria])

    def _linearised(self, w: Tensor) -> tuple[Jacobian, Tensor, Tensor]:
        """The network at w, the losses [m] and their slopes ∂Lᵢ/∂outputs [m, n, ...]."""
        at = jacobian(self.objective, w)
        with torch.enable_grad():
            outputs = at.outputs.clone().requires_grad_()
            values = self._losses(outputs)
            slopes = [
                torch.autograd.grad(value, outputs, retain_graph=True, materialize_grads=True)[0]
                for value in values
            ]
        return at, values.detach(), torch.stack(slopes)
