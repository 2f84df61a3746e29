"""Where the sharpness of a convex loss stands beside 2/η."""

from __future__ import annotations

import numpy as np
import torch

from descentlab.meanings.convex_edge import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.edge_ratios import RATIOS, EdgeLanes, moved
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Steps that "late" goes over.
WINDOW = 200
LINES = ("λ₁ at the iterate", "λ₁ midway to the next", "curvature across the step")
NAMES = tuple(f"{ratio:g} · 2/λ₁(x*)" for ratio in RATIOS)
#: A step shorter than this, over the distance of the origin, is none: the run has come to rest.
REST = 1e-9


class ConvexEdge(Measurement):
    """λ₁ of the Hessian at x and at (x + x⁺)/2, and the curvature across the step between them,
    ΔᵀΔg/‖Δ‖², Δ = x⁺ − x.

    `convex_edge` [4]: of the run in hand, beside 2/η; the last is NaN where it has come to rest.
    `swings` [9]: ‖x⁺ − x‖ at each of `RATIOS`.
    `late_by_ratio` [3, 9]: the three times η/2, their mean over the last 200 steps.
    """

    name = "convex_edge"
    schedule = Every(1, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec("convex_edge", "curvature", "", (("line", 4),), (*LINES, "2/η"), log=True),
        SeriesSpec("ratios", "log₂ of η over 2/λ₁(x*)", "", (("ratio", len(RATIOS)),), whole=True),
        SeriesSpec(
            "late_by_ratio",
            "times η/2",
            "",
            (("line", len(LINES)), ("ratio", len(RATIOS))),
            LINES,
            log=True,
            whole=True,
        ),
        SeriesSpec("swings", "‖x⁺ − x‖", "", (("ratio", len(RATIOS)),), NAMES, log=True),
        SeriesSpec("two_entries", "two entries of x", "", (("axis", 2),), ("x₁", "x₂")),
    )

    def measure(self, point: Point, artefact: tuple | None) -> Reading:
        """The artefact: (step, what is averaged) of the last steps."""
        lanes: EdgeLanes = point.state.carried
        settings, loss, x = point.settings, lanes.loss, lanes.x
        after, rates = moved(lanes, settings.ratio), lanes.rates(settings.ratio)
        step = after - x
        length = step.square().sum(1)
        across = (step * (loss.gradient(after) - loss.gradient(x))).sum(1) / length
        across = torch.where(length > (REST * (1 + x.norm(dim=1))) ** 2, across, torch.nan)
        lines = torch.stack([loss.sharpness(x), loss.sharpness((x + after) / 2), across])
        shares = (lines * rates / 2)[:, 1:].numpy()
        past = [row for row in artefact or () if row[0] < point.state.step]
        kept = (*past, (point.state.step, shares))[-WINDOW:]
        two = np.full(2, np.nan)
        two[: x.shape[1]] = x[0, :2].numpy()
        return Reading(
            {
                "convex_edge": [*lines[:, 0].tolist(), float(2 / rates[0])],
                "ratios": np.log2(RATIOS),
                "late_by_ratio": _mean(np.stack([row for _, row in kept])),
                "swings": length[1:].sqrt().clamp(min=1e-16).numpy(),
                "two_entries": two,
            },
            kept,
        )


def _mean(rows: np.ndarray) -> np.ndarray:
    """Over the first axis, of what is known."""
    count = np.isfinite(rows).sum(0)
    return np.where(count > 0, np.nansum(rows, axis=0) / np.maximum(count, 1), np.nan)
