"""Second-order midpoints of an oscillating sequence."""

from torch import Tensor


def midpoint(before: Tensor, now: Tensor, after: Tensor) -> Tensor:
    """¼(w_{t−1} + 2w_t + w_{t+1}): [P] each -> [P].

    Takes an oscillation of period two out exactly if its amplitude changes linearly, and leaves
    what moves evenly where it is: with w_t = a + bt + (−1)^t(c + dt) it is a + bt. (Cohen et al.,
    2025.)
    """
    return (before + 2 * now + after) / 4
