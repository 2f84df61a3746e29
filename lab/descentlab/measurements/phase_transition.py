"""What a step of r times ρ_a does to the accuracy of each of several networks."""

from __future__ import annotations

import math
from typing import Any

import torch

from descentlab.meanings.meaning import explained
from descentlab.meanings.phase_transition import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._rays import Rays, onsets, rays
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.processes.each_by_itself import EachByItself
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: log₁₀ r of the steps along the chosen direction: r from 0.1 to 30.
LOG_R = torch.linspace(-1, 1.5, 26, dtype=torch.float64)
#: r below 1 that every direction is tried at.
BELOW = (0.5, 0.75, 0.99)


class PhaseTransition(Measurement):
    """Steps of r ρ_a from each network, ρ_a = π/Δ_a the smallest of its examples (Sao, 2026).

    Along the direction the settings name: `walk_accuracy` [m, 26] after steps of r from 0.1 to 30
    (`walk_r` is log₁₀ r, `walk_tau` log₁₀ of the step's length); `onset` is the first r that costs
    five points, NaN where none does, `onset_place` its logarithm.

    Along every direction, at r = 0.5, 0.75 and 0.99: `drops` [m, directions] is the most accuracy
    lost, `loss_ratio` the largest loss afterwards over the loss before.

    `step_r` is τ/ρ_a of the optimizer's own next step.
    """

    name = "phase_transition"

    def __init__(
        self,
        process: EachByItself,
        networks: tuple[str, ...],
        schedule: Schedule = Every(6, steered=True),  # noqa: B008 (frozen)
    ) -> None:
        self._process, self.schedule = process, schedule
        m, r = ("network", len(networks)), ("r", len(LOG_R))
        d = ("direction", len(DIRECTIONS))
        self.series = explained(
            MEANINGS,
            SeriesSpec("walk_r", "log₁₀ r", "", (r,), whole=True),
            SeriesSpec("walk_tau", "log₁₀ τ", "", (m, r), networks, whole=True),
            SeriesSpec("walk_accuracy", "training accuracy", "", (m, r), networks, whole=True),
            SeriesSpec("onset_place", "log₁₀ r of the onset", "", (m,), networks, whole=True),
            SeriesSpec("onset", "onset r", "", (m,), networks, log=True),
            SeriesSpec("drops", "accuracy lost", "", (m, d), networks, whole=True),
            SeriesSpec("loss_ratio", "loss after over loss before", "", (m,), networks, log=True),
            SeriesSpec("step_r", "r of the optimizer's step", "", (m,), networks, log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        found = rays(point, self._process)
        chosen = list(DIRECTIONS).index(point.settings.direction)
        radii = found.radii
        accuracy, _ = found.walk(chosen, 10.0 ** LOG_R[:, None] * radii[chosen])
        place = onsets(LOG_R, accuracy, found.accuracy)
        lost, ratios = _below(found)
        values = {
            "walk_r": LOG_R,
            "walk_tau": LOG_R + radii[chosen].log10()[:, None],
            "walk_accuracy": accuracy.T,
            "onset_place": place,
            "onset": 10**place,
            "drops": lost.T,
            "loss_ratio": ratios.amax(0),
            "step_r": found.step / radii[list(DIRECTIONS).index("step")],
        }
        # infinite is nothing a screen could show
        return Reading({k: v.where(v.isfinite(), math.nan).numpy() for k, v in values.items()})


def _below(found: Rays) -> tuple[torch.Tensor, torch.Tensor]:
    """Accuracy lost at most, and loss over the loss before at most, for r in `BELOW`: [d, m]."""
    lost, ratios = [], []
    for which, radius in enumerate(found.radii):
        accuracy, loss = found.walk(which, torch.tensor(BELOW)[:, None] * radius)
        lost.append((found.accuracy - accuracy).amax(0).clamp(min=0))
        ratios.append((loss / found.losses).amax(0))
    return torch.stack(lost), torch.stack(ratios)
