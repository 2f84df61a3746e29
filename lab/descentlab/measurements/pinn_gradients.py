"""How steep the terms of a physics-informed loss are against each other."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import conflict

from descentlab.meanings.meaning import explained
from descentlab.meanings.pinn_gradients import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._padding import padded
from descentlab.measurements._pinn_lanes import LANES, evidences, finite, loss_weights
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class PinnGradients(Measurement):
    """Losses, lengths and angle of the terms' gradients at both networks, and the weights λ.

    All terms but the residual's, the boundary's and the initial one, are taken together as the
    conditions, each with its weight in force; an aggregator's weights are those relative to the
    residual's. `term_losses` [4]: L_r and Σ Lᵢ of the conditions, unweighted. `steepness` [2]:
    ‖Σ λᵢ∇Lᵢ‖/‖∇L_r‖, and `term_cosine` [2] the cosine of these two; NaN where the update is no
    weighted sum. `term_weights` [3]: the aggregator's λ, and the one set by hand.
    """

    name = "pinn_gradients"

    def __init__(self, schedule: Schedule = Every(2, steered=True)) -> None:  # noqa: B008
        self.schedule = schedule
        terms = tuple(f"{term}, {lane}" for lane in LANES for term in ("residual", "boundary"))
        weights = ("boundary", "initial", LANES[1])
        lanes = (("network", 2),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("term_losses", "loss", "", (("term", 4),), terms, log=True),
            SeriesSpec("steepness", "‖λ∇L_b‖/‖∇L_r‖", "", lanes, LANES, log=True),
            SeriesSpec("term_weights", "λ", "", (("term", 3),), weights, log=True),
            SeriesSpec("term_cosine", "cosine", "", lanes, LANES),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        losses, steepness, cosines = [], [], []
        weights = loss_weights(point)
        for found, factors in zip(evidences(point), weights, strict=True):
            chosen = torch.stack((torch.eye(len(factors)).double()[0], factors))
            chosen[1, 0] = 0.0
            joined = chosen @ found.gramian @ chosen.T  # of ∇L_r and Σ λᵢ∇Lᵢ
            losses += [found.losses[0], found.losses[1:].sum()]
            steepness.append((joined[1, 1] / joined[0, 0]).sqrt())
            cosines.append(conflict.measures.cosines(joined)[0, 1])
        own, hand = weights
        return Reading(
            {
                "term_losses": finite(torch.stack(losses)),
                "steepness": finite(torch.stack(steepness)),
                "term_weights": np.append(padded(own[1:], 2), float(hand[1])),
                "term_cosine": finite(torch.stack(cosines)),
            }
        )
