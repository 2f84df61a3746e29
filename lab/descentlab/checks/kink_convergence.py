"""How far from the minimum a constant step ends, with a kink and without."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from descentlab.measurements.penalty_norms import WINDOW
from descentlab.runs.run import Run

#: Below this a gap is rounding.
ROUNDING = 1e-14


def kink_convergence(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of runs called "kink, ..." at several rates and of "smooth": late gaps, and how they go.

    The exponent is the slope of log gap against log η, by least squares: 1 for a floor ∝ η. The
    smooth fall is the factor from the gap after a quarter of the steps to that at the end.
    """
    found, points = {}, []
    for name, run in runs.items():
        gaps = run.trace.series("gap").values
        late = float(gaps[-WINDOW:].mean())
        found[f"{name}: late gap"] = late
        quarter = float(gaps[len(gaps) // 4])
        found[f"{name}: gap at the end over a quarter"] = max(late, ROUNDING) / quarter
        if name.startswith("kink"):
            points.append((np.log(run.settings.lr), np.log(max(late, ROUNDING))))
    rates, logs = np.array(points).T
    found["exponent of the kink's floor"] = float(np.polyfit(rates, logs, 1)[0])
    return found
