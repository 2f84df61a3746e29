"""How fast each flow of gradient descent's drift shrinks one direction of a quadratic."""

from typing import NamedTuple

import torch
from torch import Tensor


class Rates(NamedTuple):
    """Rates of change d(log c)/dt of the part c along an eigenvector, a step a unit of time."""

    gradient: Tensor  # [n]
    modified: Tensor  # [n]
    principal: Tensor  # [n] complex


def rates(scaled: Tensor) -> Rates:
    """By x = ηλ: −x of gradient flow, −x(1 + x/2) of the modified loss, log(1 − x) principal.

    A step multiplies c by 1 − x, so that the last is exact, and complex where the step changes
    sides: log|1 − x| + iπ for x > 1. Its real part is positive, and c grows, beyond the edge at
    x = 2; those of the other two never are (Rosca, Wu, Qin & Dherin, 2023). −∞ at x = 1, where one
    step ends at c = 0.

    Args:
        scaled: ηλ [n].
    """
    factor = torch.complex(1 - scaled, torch.zeros_like(scaled))
    return Rates(-scaled, -scaled * (1 + scaled / 2), factor.log())
