"""How steep the terms of a physics-informed loss are against each other."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import conflict

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.measurements._pinn_lanes import LANES, TASKS, evidences, finite, loss_weights
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class PinnGradients(Measurement):
    """Losses, lengths and angle of the terms' gradients at both networks, and the weights λ.

    `term_losses` [6] Lᵢ, unweighted. `steepness` [4] ‖λᵢ∇Lᵢ‖/‖∇L_r‖ of the boundary's and the
    initial term with the weights in force, those of the aggregator relative to the residual's (NaN
    where its update is no weighted sum). `term_weights` [3] these λ, and the one set by hand.
    `term_cosine` [2] the cosine between the residual's gradient and the boundary's.
    """

    name = "pinn_gradients"

    def __init__(self, schedule: Schedule = Every(2, steered=True)) -> None:  # noqa: B008
        self.schedule = schedule
        pairs = [(task, lane) for lane in LANES for task in TASKS]
        every = tuple(f"{task}, {lane}" for task, lane in pairs)
        others = tuple(f"{task}, {lane}" for task, lane in pairs if task != TASKS[0])
        self.series = (
            SeriesSpec("term_losses", "loss", "", (("term", 6),), every, log=True),
            SeriesSpec(
                "steepness", "‖λ∇L‖ over the residual's", "", (("term", 4),), others, log=True
            ),
            SeriesSpec(
                "term_weights", "λ", "", (("term", 3),), ("boundary", "initial", LANES[1]), log=True
            ),
            SeriesSpec("term_cosine", "cosine", "", (("network", 2),), LANES),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        losses, steepness, cosines = [], [], []
        weights = loss_weights(point)
        for found, factors in zip(evidences(point), weights, strict=True):
            norms = found.gramian.diagonal().sqrt()
            losses.append(padded(found.losses, 3))
            steepness.append(padded((factors * norms / norms[0])[1:], 2))
            cosines.append(conflict.measures.cosines(found.gramian)[0, 1])
        own, hand = weights
        return Reading(
            {
                "term_losses": _finite(losses),
                "steepness": _finite(steepness),
                "term_weights": np.append(padded(own[1:], 2), float(hand[1])),
                "term_cosine": finite(torch.stack(cosines)),
            }
        )


def _finite(parts: list[np.ndarray]) -> np.ndarray:
    joined = np.concatenate(parts)
    return np.where(np.isfinite(joined), joined, np.nan)
