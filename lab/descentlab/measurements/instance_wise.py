"""The losses of single examples under two ways of training, and whom a step hurts."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.instance_wise import instance_wise_update
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: The two networks, the run's own first.
NETWORKS = ("by the aggregator", "by the mean")
#: A cosine below this is a conflict.
CONFLICT = -1e-6
_QUANTILES = 41
_PAIR = (("network", 2),)


class InstanceLosses(Measurement):
    """Of both networks [2]: `mean_loss`, `worst_loss` (the largest ℓᵢ), `worst_tenth` (the mean of
    the largest tenth), and the accuracies on the training examples, `trained_right`, and on fresh
    ones, `fresh_right`. `loss_shares` [41] and `loss_quantiles` [2, 41]: the share q of examples
    and the loss that so many are below."""

    name = "instance_losses"
    reads_settings = False
    series = (
        SeriesSpec("mean_loss", "mean loss", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("worst_loss", "worst example's loss", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("worst_tenth", "mean loss of the worst tenth", "", _PAIR, NETWORKS, log=True),
        SeriesSpec("trained_right", "training accuracy", "", _PAIR, NETWORKS),
        SeriesSpec("fresh_right", "accuracy on fresh digits", "", _PAIR, NETWORKS),
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

    `hurt_first_order` [2]: the share of examples with cos(gᵢ, d) below −1e-6, d the update of the
    aggregator in hand and the mean gradient. `hurt_truly` [2]: the share whose loss after that step
    is higher, ℓᵢ(w − ηd) > ℓᵢ(w). `least_cosines` [2] minᵢ cos(gᵢ, d). `class_cosines` [2]: the
    mean cosine of two examples of one class, and of two classes. `update_length`: ‖A(J)‖ over the
    mean gradient's length, before the settings change it.
    """

    name = "instance_conflicts"

    def __init__(self, schedule: Schedule = Every(5, steered=True)) -> None:  # noqa: B008
        self.schedule = schedule
        within = (("pair", 2),)
        self.series = (
            SeriesSpec("hurt_first_order", "share of examples", "", _PAIR, NETWORKS),
            SeriesSpec("hurt_truly", "share of examples", "", _PAIR, NETWORKS),
            SeriesSpec("least_cosines", "least cosine to an example", "", _PAIR, NETWORKS),
            SeriesSpec(
                "class_cosines", "mean cosine", "", within, ("within a class", "between classes")
            ),
            SeriesSpec("update_length", "length of the update over the mean gradient's", log=True),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        evidence, w, settings = point.evidence, point.state.w, point.settings
        gramian, losses = evidence.gramian, evidence.losses
        weights, _, direction = instance_wise_update(point)
        mean = torch.full_like(weights, 1 / len(weights))
        pair = ((weights, direction), (mean, point.gradient))
        first, truly, least = [], [], []
        for shares, update in pair:
            cosines = _cosines(gramian, shares)
            first.append(_share(cosines < CONFLICT, cosines))
            after = point.tasks.values(w - settings.lr * update)
            truly.append(_share(after > losses, after))
            least.append(float(conflict.leftover_conflict(gramian, shares)))
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
