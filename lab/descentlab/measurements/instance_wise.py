"""The losses of single examples under two ways of training, and whom a step hurts."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.meanings.instance_wise import CONFLICTS, LOSSES
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.instance_wise import instance_wise_update
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: The two networks, the run's own first.
NETWORKS = ("by the aggregator", "by the mean")
#: Whose step: the first two from the run's weights, the last from the other network's own.
STEPS = ("aggregator's update", "mean gradient there", "mean gradient on its own way")
#: A cosine below this is a conflict.
CONFLICT = -1e-6
_QUANTILES = 41
_PAIR = (("network", 2),)


def _told(digits: str) -> tuple[str, ...]:
    return tuple(f"{name}, {digits}" for name in NETWORKS)


class InstanceLosses(Measurement):
    """Of both networks [2]: `mean_loss`, `worst_loss` (the largest ℓᵢ), `worst_tenth` (the mean of
    the largest tenth), and the accuracies on the training examples, `trained_right`, and on fresh
    ones, `fresh_right`. `loss_shares` [41] and `loss_quantiles` [2, 41]: the share q of examples
    and the loss that so many are below."""

    name = "instance_losses"
    reads_settings = False
    series = explained(
        LOSSES,
        SeriesSpec("mean_loss", "mean loss", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("worst_loss", "worst example's loss", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("worst_tenth", "mean loss of the worst tenth", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("trained_right", "training accuracy", "", _PAIR, _told("training")),
        SeriesSpec("fresh_right", "accuracy on fresh digits", "", _PAIR, _told("fresh")),
        SeriesSpec("loss_shares", "share of examples", "", (("q", _QUANTILES),), whole=True),
        SeriesSpec(
            "loss_quantiles",
            "loss",
            "",
            (*_PAIR, ("q", _QUANTILES)),
            NETWORKS,
            log=True,
            whole=True,
        ),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        problem, tasks = point.problem, point.tasks
        weights = (point.state.w, *(w for _, w in point.state.others))
        losses = torch.stack([point.evidence.losses, *(tasks.values(w) for w in weights[1:])])
        losses = losses.double()
        tenth = losses.topk(max(1, tasks.count // 10)).values.mean(1)
        shares = torch.linspace(0, 1, _QUANTILES, dtype=torch.float64)
        values = {
            "mean_loss": losses.mean(1),
            "worst_loss": losses.amax(1),
            "worst_tenth": tenth,
            "loss_shares": shares,
            "loss_quantiles": losses.quantile(shares, dim=1).T,
        }
        known = {name: _finite(value) for name, value in values.items()}
        for name, metric in (("trained_right", "accuracy"), ("fresh_right", "held_out")):
            known[name] = np.array([problem.metrics[metric](w, None) for w in weights])
        return Reading(known)


class InstanceConflicts(Measurement):
    """Whom a step from the run's weights hurts.

    `hurt_first_order` [3]: the share of examples with cos(gᵢ, d) below −1e-6, d the update of the
    aggregator in hand, the mean gradient at the same weights, and the mean gradient where training
    by the mean is now. `hurt_truly` [3]: the share whose loss after that step is higher,
    ℓᵢ(w − ηd) > ℓᵢ(w). `least_cosines` [3] minᵢ cos(gᵢ, d). `class_cosines` [2]: the
    mean cosine of two examples of one class, and of two classes. `update_length`: ‖A(J)‖ over the
    mean gradient's length, before the settings change it.
    """

    name = "instance_conflicts"

    def __init__(self, schedule: Schedule = Every(5, steered=True)) -> None:  # noqa: B008
        self.schedule = schedule
        within, steps = (("pair", 2),), (("of", 3),)
        self.series = explained(
            CONFLICTS,
            SeriesSpec("hurt_first_order", "share of examples", "", steps, STEPS),
            SeriesSpec("hurt_truly", "share of examples", "", steps, STEPS),
            SeriesSpec("least_cosines", "least cosine to an example", "", steps, STEPS),
            SeriesSpec(
                "class_cosines", "mean cosine", "", within, ("within a class", "between classes")
            ),
            SeriesSpec("update_length", "length of the update over the mean gradient's", log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        here, w, tasks = point.evidence, point.state.w, point.tasks
        (other,) = (each for _, each in point.state.others)
        there, gramian = tasks.evidence(other), here.gramian
        weights, _, direction = instance_wise_update(point)
        mean = torch.full_like(weights, 1 / len(weights))
        steps = (
            (w, here, weights, direction),
            (w, here, mean, point.gradient),
            (other, there, mean, point.problem.objective.gradient(other)),
        )
        first, truly, least = [], [], []
        for at, evidence, shares, update in steps:
            cosines = _cosines(evidence.gramian, shares)
            first.append(_share(cosines < CONFLICT, cosines))
            after = tasks.values(at - point.settings.lr * update)
            truly.append(_share(after > evidence.losses, after))
            least.append(float(conflict.leftover_conflict(evidence.gramian, shares)))
        between = conflict.cosines(gramian)
        classes = point.problem.classes
        same = classes[:, None] == classes[None, :]
        apart = ~torch.eye(len(classes), dtype=torch.bool)
        squares = torch.stack([weights @ gramian @ weights, gramian.mean()]).clamp(min=0)
        values = {
            "hurt_first_order": np.array(first),
            "hurt_truly": np.array(truly),
            "least_cosines": np.array(least),
            "class_cosines": _finite(
                torch.stack([between[same & apart].nanmean(), between[~same].nanmean()])
            ),
            "update_length": float(_finite((squares[0] / squares[1]).sqrt())),
        }
        return Reading(values)


def _cosines(gramian: Tensor, weights: Tensor) -> Tensor:
    """cos(gᵢ, Σλⱼgⱼ) [n]; NaN where one of both is zero."""
    along = gramian @ weights
    return along / (gramian.diagonal() * (weights @ along)).clamp(min=0).sqrt()


def _share(hits: Tensor, of: Tensor) -> float:
    return float(hits.double().mean()) if of.isfinite().any() else float("nan")


def _finite(values: Tensor) -> np.ndarray:
    values = values.double()
    return torch.where(values.isfinite(), values, torch.nan).cpu().numpy()
