"""Does the mean of the tasks' gradients make some task pay, and UPGrad none?"""

from __future__ import annotations

import numpy as np

from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Cosines above this count as none: rounding.
NONE = -1e-6


def three_tasks(trace: Trace, settings: Settings) -> Verdict:
    """Over the whole run, at every step measured (Quinton & Rey, 2024; Yu et al., 2020).

    1. Some pair of the tasks' gradients has a negative cosine at most steps.
    2. The mean conflicts with some task (a cosine below −1e-6) at one step in twenty or more, or
       never, which is told: then the tasks are not at odds enough for these settings.
    3. The updates of UPGrad, DualProj and MGDA conflict with no task at any step.
    """
    expected = (
        "some pair of tasks in conflict at most steps; the mean's update against some task at 5 % "
        "of the steps or more; UPGrad's, DualProj's and MGDA's at none"
    )
    alignments = trace.series("alignments")
    rows = dict(zip(alignments.spec.columns, np.moveaxis(alignments.values, 1, 0), strict=True))
    least = {title: np.nanmin(row, axis=1) for title, row in rows.items()}
    shares = {title: float((row < NONE).mean()) for title, row in least.items()}
    cosines = trace.series("task_cosines").values
    odds = float((cosines.min(1) < 0).mean())
    losses = trace.series("task_losses")
    paid = (np.diff(losses.values, axis=0) > 0).mean(0)
    names = losses.spec.columns
    measured = {
        "share of steps with a pair of tasks in conflict": odds,
        **{f"share of steps at which {title} conflicts": share for title, share in shares.items()},
        "largest conflict of the mean, cosine": float(least["mean"].min()),
        "least cosine of UPGrad": float(least["UPGrad"].min()),
        **{
            f"share of steps that raised the loss of {n}": float(p)
            for n, p in zip(names, paid, strict=True)
        },
    }
    faults = []
    if not odds > 0.5:
        faults.append(f"the tasks conflict at {odds:.0%} of the steps only")
    if not shares["mean"] >= 0.05:
        faults.append(f"the mean conflicts with a task at {shares['mean']:.0%} of the steps only")
    faults += [
        f"{title} conflicts at {shares[title]:.0%} of the steps (cosine {least[title].min():.1e})"
        for title in ("UPGrad", "DualProj", "MGDA")
        if shares[title] > 0
    ]
    why = "; ".join(faults) or (
        f"some pair of tasks is in conflict at {odds:.0%} of the steps; the mean's update is "
        f"against some task at {shares['mean']:.0%}, PCGrad's at {shares['PCGrad']:.0%}, "
        f"UPGrad's, DualProj's and MGDA's at none"
    )
    return Verdict(not faults, measured, expected, why)
