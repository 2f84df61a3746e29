"""Does training make progress at the very steps at which the loss rises?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.runs.run import Run


def progress(runs: Mapping[str, Run]) -> Mapping[str, float]:
    """From where the flows leave the run: how often the losses of run and flow rise, and fall."""
    (run,) = runs.values()
    losses = run.trace.series("flow_losses").values
    begun = np.flatnonzero(np.isfinite(losses[:, 2]))
    losses = losses[int(begun[0]) if len(begun) else 0 :]
    change = np.diff(losses, axis=0)
    rises = change[:, 0] > 0
    return {
        "share of steps on which the loss rose": float(rises.mean()),
        "share of steps on which the central flow's loss rose": float((change[:, 2] > 0).mean()),
        "share of those on which the central flow's loss fell": float(
            (change[rises, 2] < 0).mean() if rises.any() else np.nan
        ),
        "midpoint's loss, last over first": float(losses[-1, 1] / losses[0, 1]),
    }
