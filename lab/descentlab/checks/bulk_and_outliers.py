"""What width and data do to the two parts of a spectrum, and where its outliers come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from descentlab.runs.run import Run

#: Readings at the end over which the number of outliers is taken.
LAST = 10


def width_and_bulk(runs: Mapping[str, Run]) -> dict[str, float]:
    """Over networks of several widths on the same data, at the runs' end.

    The number of outliers is the median of the last ten places of the widest gap. The spread of
    the bulk is the root mean square of all eigenvalues below them, √((‖H‖_F² − Σ outliers²)/(P−k)).
    """
    counts = [_count(run) for run in runs.values()]
    gaps = [float(run.trace.series("outlier_gap").values[-LAST:].mean()) for run in runs.values()]
    return {
        "outliers, most less fewest": float(max(counts) - min(counts)),
        "least gap below the outliers": min(gaps),
        "mean outlier, largest over smallest": _factor(runs, _mean_outlier),
        "spread of the bulk, largest over smallest": _factor(runs, _spread),
        "number of weights, largest over smallest": _factor(runs, lambda run: len(run.w)),
    }


def data_and_outliers(runs: Mapping[str, Run]) -> dict[str, float]:
    """Over several clouds of points told apart with cross-entropy by the same hidden layers."""
    missed = [abs(_count(run) - (run.settings.classes - 1)) for run in runs.values()]
    return {
        "largest miss of classes − 1 outliers": float(max(missed)),
        "mean outlier, largest over smallest": _factor(runs, _mean_outlier),
        "spread of the bulk, largest over smallest": _factor(runs, _spread),
    }


def outliers_of_gauss_newton(runs: Mapping[str, Run]) -> dict[str, float]:
    """H = G + R at the last reading: how far G's outliers are from H's, and how high R reaches."""
    (run,) = runs.values()
    whole, gauss_newton, rest = run.trace.series("split").values[-1]
    count = _count(run)
    return {
        "largest |λ(G)/λ(H) − 1| of the outliers": float(
            np.abs(gauss_newton[:count] / whole[:count] - 1).max()
        ),
        "largest eigenvalue of R over the last outlier": float(rest[0] / whole[count - 1]),
        "outliers": float(count),
    }


def _count(run: Run) -> int:
    return int(np.median(run.trace.series("outlier_count").values[-LAST:]))


def _outliers(run: Run) -> np.ndarray:
    top = run.trace.series("eigenvalues")
    return top.values[top.steps == run.trace.series("frobenius_norm").steps[-1]][0][: _count(run)]


def _mean_outlier(run: Run) -> float:
    return float(_outliers(run).mean())


def _spread(run: Run) -> float:
    frobenius, outliers = run.trace.series("frobenius_norm").values[-1, 0], _outliers(run)
    rest = frobenius**2 - (outliers**2).sum()
    return float(np.sqrt(max(rest, 0.0) / (len(run.w) - len(outliers))))


def _factor(runs: Mapping[str, Run], number: Callable[[Run], float]) -> float:
    values = [number(run) for run in runs.values()]
    return max(values) / min(values)
