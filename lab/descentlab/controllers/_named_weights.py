"""The weights an optimizer moves, as one vector and by their names in the model."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from descentlab.errors import LabError


class NamedWeights:
    """The parameters of all groups of `optimizer`, in its order, under the names `model` has.

    Raises LabError when one of them is not the model's: its part of a step would not be seen.
    """

    def __init__(self, optimizer: torch.optim.Optimizer, model: nn.Module) -> None:
        names = {id(p): name for name, p in model.named_parameters()}
        self.parameters = [p for group in optimizer.param_groups for p in group["params"]]
        strange = [list(p.shape) for p in self.parameters if id(p) not in names]
        if strange:
            raise LabError(
                "Expected an optimizer of the model's own parameters; found "
                f"{len(strange)} of {len(self.parameters)} that are none of them, of shapes "
                f"{strange[:3]}. Give the module that holds all of them and returns the logits."
            )
        self.names = [names[id(p)] for p in self.parameters]

    def copies(self) -> list[Tensor]:
        """What they are now."""
        return [p.detach().clone() for p in self.parameters]

    def gradient(self) -> Tensor:
        """[P]; zero where a parameter has none."""
        grads = [torch.zeros_like(p) if p.grad is None else p.grad for p in self.parameters]
        return self._joined([g.to_dense() if g.is_sparse else g for g in grads])

    def multiply_gradient(self, factor: float) -> None:
        """In place, where there is one."""
        for p in self.parameters:
            if p.grad is not None and factor != 1.0:
                p.grad.mul_(factor)

    def displacement(self, before: list[Tensor]) -> Tensor:
        """[P]: how far they are from `before`."""
        with torch.no_grad():
            return self._joined([p - b for p, b in zip(self.parameters, before, strict=True)])

    def named(self, tensors: list[Tensor]) -> dict[str, Tensor]:
        return dict(zip(self.names, tensors, strict=True))

    def split(self, vector: Tensor) -> list[Tensor]:
        """[P] -> the shape, dtype and device of each."""
        parts = vector.split([p.numel() for p in self.parameters])
        return [v.view_as(p).to(p) for v, p in zip(parts, self.parameters, strict=True)]

    def set_between(self, before: list[Tensor], share: float) -> None:
        """Move each to before + share · (now − before); exactly `before` for share 0."""
        with torch.no_grad():
            for p, b in zip(self.parameters, before, strict=True):
                p.copy_(torch.lerp(b, p, share) if share else b)

    def _joined(self, tensors: list[Tensor]) -> Tensor:
        home = self.parameters[0].device
        return torch.cat([t.detach().reshape(-1).to(home) for t in tensors])
