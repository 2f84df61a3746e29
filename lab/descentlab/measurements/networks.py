"""Networks side by side: how far each has come, and how little it would take to undo it."""

from __future__ import annotations

import math
from typing import Any

import torch

from descentlab.meanings.meaning import explained
from descentlab.meanings.networks import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._head_bias import accuracies, worst_head_bias
from descentlab.processes.each_by_itself import logits_at, network_losses
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class Networks(Measurement):
    """Loss and accuracy of each network over all training examples, from its logits.

    `at_risk` is the share of examples whose two largest logits lie less than π apart: to first
    order, a step of length ρ_a moves no gap between two logits by more than π. `bias_drop` is
    what a step of r = 0.99 along the bias of one logit costs of the accuracy, at most.
    """

    name = "networks"
    reads_settings = False

    def __init__(self, names: tuple[str, ...], schedule: Schedule = Every()) -> None:  # noqa: B008
        self.schedule = schedule
        dims = (("network", len(names)),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("network_loss", "training loss", "", dims, names, log=True),
            SeriesSpec("network_accuracy", "training accuracy", "", dims, names),
            SeriesSpec("bias_drop", "accuracy lost", "", dims, names),
            SeriesSpec("at_risk", "share with a margin below π", "", dims, names),
        )

    def measure(self, point: Point, artefact: Any) -> Reading:
        logits, classes = logits_at(point), point.problem.classes
        first, second = logits.topk(2, 1).values.unbind(1)
        margins = first - second
        risk = torch.where(margins.isnan(), math.nan, (margins < math.pi).double()).mean(0)
        accuracy = accuracies(logits, classes)
        return Reading(
            {
                "network_loss": network_losses(logits, classes).numpy(),
                "network_accuracy": accuracy.numpy(),
                "bias_drop": (accuracy - worst_head_bias(logits, classes)[1]).numpy(),
                "at_risk": risk.numpy(),
            }
        )
