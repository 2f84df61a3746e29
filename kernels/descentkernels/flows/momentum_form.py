"""An optimizer with momentum as its mean recursion sees it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from ..errors import DescentError

Slots = Mapping[str, Tensor]


@dataclass(frozen=True, kw_only=True)
class MomentumForm(ABC):
    """An update that keeps a moving average of gradients. Abstract; one optimizer a file.

    Cut in two, as `MomentumFlow` needs it: the slots *meet* the mean gradient F and the mean
    squares Q at w, then the weights move by what the slots that have met them say. P is normalised
    so that the update is critical along an eigenvector of P⁻¹H with eigenvalue 2, as in `Form`.

    Args:
        lr: learning rate of the update, positive.
        lr_end: of the one after it; None for the same.
        beta: share of the moving average that is kept, in (0, 1).
        weight_decay: decoupled rate δ, w ← (1 − ηδ)w beside the update. It moves the edge to
            (1 − ηδ/2) times where it is.

    Raises:
        DescentError: if a number is out of range.
    """

    lr: float
    lr_end: float | None = None
    beta: float = 0.9
    weight_decay: float = 0.0

    def __post_init__(self) -> None:
        rates, decay = (self.rate(0.0), self.rate(1.0)), self.weight_decay
        if not (min(rates) > 0 and 0 <= decay * max(rates) < 2 and 0 < self.beta < 1):
            raise DescentError(
                "expected positive learning rates, beta in (0, 1) and 0 ≤ lr · weight_decay < 2, "
                f"found lr = {self.lr}, lr_end = {self.lr_end}, beta = {self.beta}, weight_decay "
                f"= {self.weight_decay}."
            )

    def rate(self, fraction: float) -> float:
        """The learning rate at a fraction 0 … 1 of the unit."""
        end = self.lr if self.lr_end is None else self.lr_end
        return self.lr + fraction * (end - self.lr)

    @property
    @abstractmethod
    def gain(self) -> float:
        """γ: once the momentum has settled, the weights follow dw/dt = −γ P⁻¹F."""

    @abstractmethod
    def initial(self, w: Tensor) -> dict[str, Tensor]:
        """What the optimizer keeps before its first update."""

    @abstractmethod
    def met(self, slots: Slots, force: Tensor, squares: Tensor) -> dict[str, Tensor]:
        """The slots kept after an update that met F [P] and Q [P]."""

    @abstractmethod
    def displacement(self, met: Slots, force: Tensor, lr: float) -> Tensor:
        """w⁺ − w [P] but for weight decay."""

    @abstractmethod
    def response(self, met: Slots, forces: Tensor, lr: float) -> Tensor:
        """How the displacement changes with F, at given squares: [n, P] -> [n, P]."""

    @abstractmethod
    def corrected(self, met: Slots, change: Tensor, lr: float) -> dict[str, Tensor]:
        """The slots whose displacement is `change` [P] more, by their momentum alone."""

    @abstractmethod
    def preconditioner(self, met: Slots, lr: float) -> Tensor:
        """P > 0: [] or [P]."""

    @abstractmethod
    def preconditioner_change(self, met: Slots, squares: Tensor, lr: float) -> Tensor | None:
        """First-order change [n, P] of P with the squares met [n, P]; None if there is none."""

    def halved(self, lr: float) -> float:
        """1 − ηδ/2, by which weight decay lowers the edge."""
        return 1 - lr * self.weight_decay / 2

    def scalar(self, value: float, w: Tensor) -> Tensor:
        """A multiple of the identity, where w lives."""
        return torch.as_tensor(value, dtype=w.dtype, device=w.device)
