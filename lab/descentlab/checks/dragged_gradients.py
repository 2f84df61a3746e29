"""Does the update of the rule in hand keep every loss from rising, where the mean does not?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings


def dragged_gradients(trace: Trace, settings: Settings) -> Verdict:
    """For three losses with constant gradients (Quinton & Rey, 2024).

    1. The mean of the gradients has a negative cosine with one of them.
    2. UPGrad's, DualProj's and MGDA's updates have none below −1e-6.
    3. No loss rose in any step, the run being under one of the three.
    """
    expected = "the mean conflicts with a loss; UPGrad, DualProj and MGDA with none; no loss rises"
    alignments = trace.series("alignments")
    rows = dict(zip(alignments.spec.columns, np.moveaxis(alignments.values, 1, 0), strict=True))
    least = {title: float(np.nanmin(row)) for title, row in rows.items()}
    losses = trace.series("task_losses").values
    rise = float(np.diff(losses, axis=0).max()) if len(losses) > 1 else np.nan
    measured = {f"least cosine of {title}": value for title, value in least.items()}
    measured["largest rise of a loss in a step"] = rise
    faults = []
    if not least["mean"] < -1e-6:
        faults.append(f"the mean conflicts with no loss (least cosine {least['mean']:.2f})")
    faults += [
        f"{title} conflicts with a loss (cosine {least[title]:.1e})"
        for title in ("UPGrad", "DualProj", "MGDA")
        if not least[title] >= -1e-6
    ]
    if not rise <= 1e-9:
        faults.append(f"a loss rose by {rise:.3g} in a step under {settings.aggregator}")
    why = "; ".join(faults) or (
        f"the mean has a cosine of {least['mean']:.2f} with a gradient, UPGrad "
        f"{least['UPGrad']:.2f} at least; under {settings.aggregator} no loss rose"
    )
    return Verdict(not faults, measured, expected, why)
