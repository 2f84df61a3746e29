"""How flat the minima are that SGD and gradient descent come to, by learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from descentlab.meanings.flatness_by_rate import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems._lane_models import gauss_newton, squared_loss
from descentlab.processes.rate_ladder import LADDER, NAMES, Ladder
from descentlab.runs.point import Point
from descentlab.schedule import Every

KINDS = ("SGD", "gradient descent")
LANES = tuple(f"{kind}, {name}" for kind in ("SGD", "GD") for name in NAMES)
RATES = (("rate", len(LADDER)),)
BOTH = (("lane", len(LANES)),)
BESIDE = (("line", 3), *RATES)
PAIR = (("line", 2), *RATES)


class FlatnessByRate(Measurement):
    """Of each rate of the ladder, SGD as a mean of its four runs.

    `traces`, `fit_losses` [10]: tr H and the training loss. `bound_shares` [10]: the largest
    tr H/(2/η) of SGD's four runs, λ₁/(2/η) of gradient descent. Against log₁₀ η (`ladder` [5]):
    `trace_by_rate`, `top_by_rate` [3, 5] with 2/η, `error_by_rate`, `norm_by_rate` [2, 5].
    """

    name = "flatness_by_rate"
    schedule = Every(2, steered=True)
    series = explained(
        MEANINGS,
        SeriesSpec("traces", "tr H", "", BOTH, LANES, log=True),
        SeriesSpec("fit_losses", "training loss", "", BOTH, LANES, log=True),
        SeriesSpec("bound_shares", "share of 2/η", "", BOTH, LANES, log=True),
        SeriesSpec("ladder", "log₁₀ η", "", RATES, whole=True),
        SeriesSpec("trace_by_rate", "tr H", "", BESIDE, (*KINDS, "2/η"), log=True, whole=True),
        SeriesSpec("top_by_rate", "λ₁", "", BESIDE, (*KINDS, "2/η"), log=True, whole=True),
        SeriesSpec("error_by_rate", "error on fresh examples", "", PAIR, KINDS, whole=True),
        SeriesSpec("norm_by_rate", "‖w‖²", "", PAIR, KINDS, whole=True),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        ladder: Ladder = point.state.carried
        found, w = ladder.found, ladder.w
        rates = point.settings.lr * np.array(LADDER)
        half = torch.as_tensor(rates) / 2
        trace, top = (ladder.split(v) for v in gauss_newton(found.model, w, found.x))
        loss = ladder.split(squared_loss(found.model, w, found.x, found.y))
        error = ladder.split(2 * squared_loss(found.model, w, *found.fresh))
        norm = ladder.split(w.square().sum(1))
        shares = torch.cat([trace[0].amax(1) * half, top[1] * half])
        values = {
            "traces": _means(trace).flatten(),
            "fit_losses": _means(loss).clip(1e-30).flatten(),
            "bound_shares": shares.numpy(),
            "ladder": np.log10(rates),
            "trace_by_rate": np.vstack([_means(trace), 2 / rates]),
            "top_by_rate": np.vstack([_means(top), 2 / rates]),
            "error_by_rate": _means(error),
            "norm_by_rate": _means(norm),
        }
        return Reading({k: np.where(np.isfinite(v), v, np.nan) for k, v in values.items()})


def _means(both: tuple[Tensor, Tensor]) -> np.ndarray:
    """[2, 5]: SGD's mean over runs, gradient descent."""
    return torch.stack([both[0].mean(1), both[1]]).numpy()
