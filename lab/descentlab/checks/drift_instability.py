"""Do the flows of the drift tell when training becomes unstable?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.runs.run import Run


def instability(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """The principal flow's rate log(1 − ηλ₁) at each step, against what that step did.

    Its real part is positive where ηλ₁ > 2, and what lies along u₁ should grow; it is complex
    where ηλ₁ > 1, and that should change sides. The steps are those whose loss is finite.
    """
    (run,) = runs.values()
    trace = run.trace
    loss, along = trace.series("loss").values, trace.series("oscillation").values
    scaled = trace.series("scaled_eigenvalues").values[:, 0]
    last = int(np.argmin(np.isfinite(loss))) if not np.isfinite(loss).all() else len(loss)
    loss, along, x = loss[:last], along[:last], scaled[: last - 1]
    rises, grows = np.diff(loss) > 0, np.abs(along[1:]) > np.abs(along[:-1])
    turns, unstable = along[1:] * along[:-1] < 0, x > 2
    return {
        "rises of the loss, a step, ηλ₁ < 2": _share(rises, ~unstable),
        "rises of the loss, a step, ηλ₁ > 2": _share(rises, unstable),
        "growth along u₁ as the flow has it": _share(grows == unstable, x > -np.inf),
        "changes of side, a step, ηλ₁ > 1": _share(turns, x > 1),
        "share of steps with ηλ₁ > 2": float(unstable.mean()),
    }


def _share(what: np.ndarray, where: np.ndarray) -> float:
    return float(what[where].mean()) if where.any() else float("nan")
