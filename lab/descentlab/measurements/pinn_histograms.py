"""The sizes of the single entries of each term's gradient, over the network and by layer."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels.curvature import parameter_groups
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.pinn_histograms import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.measurements._pinn_lanes import LANES, TASKS, evidences, finite, loss_weights
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Of log₁₀ of an entry's size; what lies outside counts for the nearest.
EDGES = np.arange(-8.0, 4.01, 0.5)
LAYERS = 4


class PinnHistograms(Measurement):
    """How large the entries of λᵢ∇Lᵢ are at both networks.

    `entry_shares` and `hand_shares` [3, bins]: the share of the entries in each half decade of
    `entry_sizes` [bins], log₁₀; entries that are 0 are left out. `layer_balance` [2, 4]: log₁₀ of
    the boundary's median entry over the residual's, by network and layer. The weights are those in
    force, 1 where the aggregator has none.
    """

    name = "pinn_histograms"

    def __init__(self, schedule: Schedule = Every(5, steered=True)) -> None:  # noqa: B008
        self.schedule = schedule
        bins = ("size", len(EDGES) - 1)
        shares = (("task", 3), bins)
        self.series = explained(
            MEANINGS,
            SeriesSpec("entry_sizes", "log₁₀ of an entry's size", "", (bins,), whole=True),
            SeriesSpec("entry_shares", "share of the entries", "", shares, TASKS, whole=True),
            SeriesSpec("hand_shares", "share of the entries", "", shares, TASKS, whole=True),
            SeriesSpec(
                "layer_balance",
                "log₁₀ of boundary over residual",
                "",
                (("network", 2), ("layer", LAYERS)),
                LANES,
                whole=True,
            ),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        groups = [g.where for g in parameter_groups(point.problem.layout)][:LAYERS]
        shares, medians = [], []
        for found, factors in zip(evidences(point), loss_weights(point), strict=True):
            rows = (factors.nan_to_num(1.0)[:, None] * found.gradients).abs()
            sizes = torch.where(rows > 0, rows, torch.nan).log10()
            shares.append(np.stack([_shares(row) for row in finite(sizes)]))
            medians.append(torch.stack([_balance(rows[:, where]) for where in groups]))
        values = {
            "entry_sizes": (EDGES[1:] + EDGES[:-1]) / 2,
            "entry_shares": padded(torch.from_numpy(shares[0]), *self.series[1].shape),
            "hand_shares": padded(torch.from_numpy(shares[1]), *self.series[2].shape),
            "layer_balance": padded(torch.stack(medians), *self.series[3].shape),
        }
        return Reading(values)


def _shares(sizes: np.ndarray) -> np.ndarray:
    """The share of the known `sizes` in each bin; NaN where none is known."""
    known = np.clip(sizes[~np.isnan(sizes)], EDGES[0], EDGES[-1])
    counts = np.histogram(known, EDGES)[0]
    return counts / len(known) if len(known) else np.full(len(counts), np.nan)


def _balance(rows: Tensor) -> Tensor:
    """log₁₀ of the median of row 1 over that of row 0; NaN where it is not finite."""
    residual, boundary = rows[:2].median(1).values
    found = (boundary / residual).log10()
    return found if bool(found.isfinite()) else torch.full_like(found, torch.nan)
