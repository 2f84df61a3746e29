"""Does the drift-adjusted step do as well as a learning rate tuned by hand?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.runs.run import Run

ADJUSTED = "adjusted"
#: A Hessian-vector product costs about two gradients, so that an adjusted step costs three.
COST = 3


def no_tuning(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """The run `adjusted` against all others, of gradient descent with a fixed η each.

    Losses are the least of the last five steps (a swing is no one's fault); the worst fixed η is
    the worst of those that did not diverge, which are counted beside.
    """
    losses = {name: run.trace.series("loss").values for name, run in runs.items()}
    adjusted = losses.pop(ADJUSTED)
    length = len(adjusted)
    fixed = sorted(_end(loss, length) for loss in losses.values())
    own = _end(adjusted, length)
    return {
        "loss over the best fixed η's": own / fixed[0],
        "loss over the best fixed η's, for equal work": _end(adjusted[: length // COST]) / fixed[0],
        "largest loss over the first": float(np.max(adjusted) / adjusted[0]),
        "worst fixed η's loss over the best's": max(f for f in fixed if f < np.inf) / fixed[0],
        "fixed η that diverged": float(np.isinf(fixed).sum()),
    }


def _end(loss: np.ndarray, length: int = 0) -> float:
    whole = len(loss) >= length and np.isfinite(loss).all()
    return float(loss[-5:].min()) if whole else float("inf")
