"""How far down a convex cross-entropy goes."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import ModuleObjective
from scipy.optimize import OptimizeResult, minimize
from torch import Tensor

#: Quasi-Newton steps at most, and Newton steps after them; each of these squares the error.
SEARCH, POLISH = 200, 20


def infimum(objective: ModuleObjective, start: Tensor, classes: Tensor) -> float:
    """inf L of softmax regression: 0 where the examples can be told apart, else the minimum.

    Where all have the right answer the loss goes to zero as the weights grow, since a margin grows
    with them. Otherwise by L-BFGS (Liu & Nocedal, 1989), and from there by Newton's steps within
    the curved directions (halved where they overshoot), as the loss is flat along a weight column
    added to all classes.

    Args:
        objective: convex, float64.
        start: [P].
        classes: [n] the right answers.
    """

    def told(x: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = objective.value_and_gradient(torch.from_numpy(x))
        return float(value), gradient.numpy()

    def all_right(w: Tensor) -> bool:
        return bool((objective.outputs(w).argmax(1) == classes).all())

    def stop(intermediate_result: OptimizeResult) -> None:
        if all_right(torch.from_numpy(intermediate_result.x)):
            raise StopIteration

    options = {"maxiter": SEARCH, "gtol": 1e-9, "ftol": 0.0, "maxcor": 30}
    found = minimize(
        told, start.numpy(), jac=True, method="L-BFGS-B", options=options, callback=stop
    )
    w = torch.from_numpy(found.x)
    if all_right(w):
        return 0.0
    for _ in range(POLISH):
        here = objective.linearize(w)
        if float(here.gradient.norm()) < 1e-13:
            break
        dense = here.hvp(torch.eye(len(w), dtype=w.dtype))
        step = torch.linalg.pinv(dense, rtol=1e-13, hermitian=True) @ here.gradient
        tried = [w - step / 2**j for j in range(6)]
        w = min(tried, key=lambda there: float(objective.value(there)))
    return min(float(objective.value(w)), float(found.fun))
