"""RMSProp: ν⁺ = βν + (1−β)g², w⁺ = w − ηg/(√ν⁺ + ε), weight by weight."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import final

from torch import Tensor

from ..form import Form, Rates, Slots


@final
@dataclass(frozen=True, kw_only=True)
class RMSProp(Form):
    """dw/dt = −ηF/(√ν̂ + ε) − ηδw,   dν/dt = ((1−β)/β)(Q − ν),   P = (1 − ηδ/2) diag(√ν̂ + ε)/η.

    ν̂ = ν, or ν/(1 − βⁿ) after n updates with bias correction. ν at w_t holds g_t already
    (Cohen et al., 2025). Without bias correction ν starts far too small: effective sharpness is
    then √(1/(1−β)) times too large, and no flow follows.

    Args:
        beta: β₂ of the moving average, in (0, 1).
        eps: ε, outside the root.
        bias_correction: the slot "updates" [] counts n.
    """

    beta: float = 0.99
    eps: float = 1e-8
    bias_correction: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.check_share("beta", self.beta)

    def initial(self, gradient: Tensor, slots: Slots | None = None) -> dict[str, Tensor]:
        before = gradient * 0 if slots is None else slots["second_moment"]
        moment = self.beta * before + (1 - self.beta) * gradient.square()
        if not self.bias_correction:
            return {"second_moment": moment}
        count = gradient.new_zeros(()) if slots is None else slots["updates"]
        return {"second_moment": moment, "updates": count + 1}

    def preconditioner(self, slots: Slots, lr: float) -> Tensor:
        return (1 - lr * self.weight_decay / 2) / lr * self._scale(slots)

    def preconditioner_change(
        self, slots: Slots, changes: Mapping[str, Tensor], lr: float
    ) -> Tensor | None:
        """d√ν̂ = (dν/c − ν̂ dc/c)/2√ν̂, c = 1 − βⁿ. Under ε a root changes P no more: there the
        slope, infinite at 0, is that at ε, lest rounding in weights without a gradient be all."""
        share, moment = self._share(slots), slots["second_moment"]
        change = changes["second_moment"] / share
        if self.bias_correction:
            left = (1 - share) * -math.log(self.beta)  # dc/dn
            change = change - moment / share * (left / share) * changes["updates"][..., None]
        root = (moment / share).sqrt().clamp(min=self.eps)
        return (1 - lr * self.weight_decay / 2) / lr * change / (2 * root)

    def rates(self, w: Tensor, slots: Slots, force: Tensor, squares: Tensor, lr: float) -> Rates:
        moment = slots["second_moment"]
        velocity = -lr * (force / self._scale(slots) + self.weight_decay * w)
        rates = {"second_moment": (1 - self.beta) / self.beta * (squares - moment)}
        if self.bias_correction:
            rates["updates"] = slots["updates"] * 0 + 1
        return Rates(velocity, rates)

    def _share(self, slots: Slots) -> Tensor | float:
        """c, the part of a full average that ν holds."""
        return 1 - self.beta ** slots["updates"] if self.bias_correction else 1.0

    def _scale(self, slots: Slots) -> Tensor:
        return (slots["second_moment"] / self._share(slots)).sqrt() + self.eps
