"""The few numbers that tell how a run is doing, wherever it measures them."""

from __future__ import annotations

import numpy as np

from descentlab.runs.run import Run


def readings(run: Run) -> str:
    """Loss, λ₁ and λ₁'s share of the stability threshold now, those that the run measures."""
    rows, parts = run.now.rows, []
    if "loss" in rows:
        parts.append(f"loss {float(rows['loss']):.4g}")
    if "eigenvalues" in rows:
        top = float(np.ravel(rows["eigenvalues"])[0])
        parts.append(f"λ₁ {top:.4g}")
        if "threshold" in rows:
            formula = (run.trace.specs["threshold"].columns or ("threshold",))[0]
            parts.append(f"λ₁/({formula}) {top / float(rows['threshold']):.3f}")
    return "  ".join(parts)
