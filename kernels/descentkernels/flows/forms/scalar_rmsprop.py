"""RMSProp with one moving average for all weights: ν⁺ = βν + (1−β)‖g‖², w⁺ = w − ηg/√ν⁺."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from torch import Tensor

from ..form import Form, Rates, Slots


@final
@dataclass(frozen=True, kw_only=True)
class ScalarRMSProp(Form):
    """dw/dt = −(η/√ν)F − ηδw,   dν/dt = ((1−β)/β)(ΣQ − ν),   P = (1 − ηδ/2)√ν/η.

    ν is the moving average of the *sum* of squares; ν at w_t holds g_t already, so that the
    update's ν_t − ν_{t−1} = ((1−β)/β)(‖g_t‖² − ν_t) (Cohen et al., 2025).

    Args:
        beta: β₂ of the moving average, in (0, 1).
    """

    beta: float = 0.99

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_share("beta", self.beta)

    def initial(self, gradient: Tensor, slots: Slots | None = None) -> dict[str, Tensor]:
        square = gradient.square().sum()
        before = 0.0 if slots is None else slots["second_moment"]
        return {"second_moment": self.beta * before + (1 - self.beta) * square}

    def preconditioner(self, slots: Slots, lr: float) -> Tensor:
        return (1 - lr * self.weight_decay / 2) / lr * slots["second_moment"].sqrt()

    def preconditioner_change(
        self, slots: Slots, changes: Mapping[str, Tensor], lr: float
    ) -> Tensor | None:
        relative = changes["second_moment"] / (2 * slots["second_moment"])
        return self.preconditioner(slots, lr) * relative

    def rates(self, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float) -> Rates:
        moment = slots["second_moment"]
        velocity = -lr * (force / moment.sqrt() + self.weight_decay * w)
        return Rates(
            velocity, {"second_moment": (1 - self.beta) / self.beta * (squares.sum(-1) - moment)}
        )
