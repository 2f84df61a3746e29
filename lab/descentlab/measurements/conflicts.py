"""What the gradients of several tasks do to each other, and what each aggregator makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import torch
from descentkernels import conflict
from descentkernels.conflict import cone, measures
from torch import Tensor

from descentlab.meanings.conflicts import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.processes.jacobian_descent import combined
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: A cosine below this is that of a right angle, as of an update on a face of the cone.
ROUNDING = 1e-12
#: Most weights with which the updates themselves are kept.
FEW = 3


@dataclass(frozen=True)
class Answers:
    """Every aggregator's answer at a step, after them that of the one in hand if it is another."""

    memories: tuple[tuple[str, Any], ...]  # of each aggregator that remembers
    before: tuple[Tensor, Tensor]  # w and the mean gradient
    rows: Tensor  # [m, m] float64, the gradients, isometrically
    updates: Tensor  # [A, m] float64, the parts of all updates in the span of the gradients
    lengths: Tensor  # [A] float64, of the updates in the whole space
    weights: Tensor  # [A, m] float64, NaN where an update is no weighted sum
    directions: Tensor | None  # [A, P] float64, the updates themselves where P is small


class TaskLosses(Measurement):
    """`task_losses` [m]: each task's loss under the scales in force."""

    name = "task_losses"

    def __init__(self, tasks: Sequence[str], *, log: bool = True) -> None:
        dims = (("task", len(tasks)),)
        self.series = explained(
            MEANINGS, SeriesSpec("task_losses", "loss", "", dims, tuple(tasks), log=log)
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        return Reading({"task_losses": point.evidence.losses.double().cpu().numpy()})


class Conflicts(Measurement):
    """Angles and lengths of the tasks' gradients, and the update of every aggregator.

    `task_cosines` [m(m−1)/2], `task_norms` [m] ‖gᵢ‖, `similarity` [m(m−1)/2] Ψᵢⱼ. Of the aggregator
    in hand: its weights λ [m] as shares of Σ|λ| (NaN where its update is no weighted sum) and
    `task_progress` [m] gᵢ·d/‖gᵢ‖², in units of what the task's own gradient would gain. Of every
    aggregator: `alignments` [A, m] cos(gᵢ, d), and the least of them, `leftover` [L], for those in
    `compared`. `step_curvature`: ∫ of ΔᵀHΔ/‖Δ‖² along the last step Δ, which times ‖g‖² is the
    multi-task curvature of Yu et al. (2020) where the step follows g. Aggregators that remember see
    every reading; the angle of a zero gradient or update is NaN.
    """

    name = "conflicts"

    def __init__(
        self,
        tasks: Sequence[str],
        aggregators: Sequence[str],
        compared: Sequence[str],
        schedule: Schedule = Every(1, steered=True),  # noqa: B008
    ) -> None:
        self.schedule, self._ids, self._tasks = schedule, tuple(aggregators), tuple(tasks)
        self._compared = [self._ids.index(name) for name in compared]
        self._pairs = list(combinations(range(len(tasks)), 2))
        titles = tuple(conflict.load_aggregator(name).title for name in aggregators)
        pairs = tuple(f"{tasks[i]} · {tasks[j]}" for i, j in self._pairs)
        each, between = (("task", len(tasks)),), (("pair", len(pairs)),)
        rows = (("aggregator", len(titles)), ("task", len(tasks)))
        some = tuple(titles[i] for i in self._compared)
        names = tuple(tasks)
        self.series = explained(
            MEANINGS,
            SeriesSpec("task_cosines", "cosine", "", between, pairs),
            SeriesSpec("task_norms", "gradient norm ‖gᵢ‖", "", each, names, log=True),
            SeriesSpec("similarity", "magnitude similarity Ψ", "", between, pairs),
            SeriesSpec("task_weights", "share of the weights", "", each, names),
            SeriesSpec("task_progress", "progress gᵢ·d/‖gᵢ‖²", "", each, names),
            SeriesSpec("leftover", "least cosine to a task", "", (("compared", len(some)),), some),
            SeriesSpec("alignments", "cos(gᵢ, d)", "", rows, titles, whole=True),
            SeriesSpec("step_curvature", "curvature along the last step"),
        )

    def measure(self, point: Point, artefact: Answers | None) -> Reading:
        gramian = point.evidence.gramian
        answers = self._answers(point, artefact)
        hand = self._asked(point).index(point.settings.aggregator)
        i, j = (list(side) for side in zip(*self._pairs, strict=True))
        norms = gramian.diagonal().sqrt()
        alignments = answers.updates @ answers.rows.T / (answers.lengths[:, None] * norms)
        alignments = torch.where(alignments.isfinite(), alignments, torch.nan).clamp(-1, 1)
        alignments = torch.where(alignments.abs() < ROUNDING, 0.0, alignments)
        known = torch.where(alignments.isnan(), torch.inf, alignments).amin(1)
        least = torch.where(known.isinf(), torch.nan, known)
        progress = answers.rows @ answers.updates[hand] / gramian.diagonal()
        weights = answers.weights[hand]
        values = {
            "task_cosines": measures.cosines(gramian)[i, j],
            "task_norms": norms,
            "similarity": measures.magnitude_similarity(gramian)[i, j],
            "task_weights": weights / weights.abs().sum(),
            "task_progress": torch.where(progress.isfinite(), progress, torch.nan),
            "leftover": least[self._compared],
            "alignments": alignments[: len(self._ids)],
        }
        known = {name: value.cpu().numpy() for name, value in values.items()}
        known["step_curvature"] = _bent(artefact, answers)
        broken = [n for n, ok in zip(self._tasks, norms.isfinite(), strict=True) if not ok]
        remarks = tuple(f"The gradient of the task {name} is not finite." for name in broken)
        return Reading(known, answers, remarks)

    def _asked(self, point: Point) -> tuple[str, ...]:
        hand = point.settings.aggregator
        return self._ids if hand in self._ids else (*self._ids, hand)

    def _answers(self, point: Point, artefact: Answers | None) -> Answers:
        gramian, gradients = point.evidence.gramian, point.evidence.gradients
        rows = cone.isometric(gramian)
        inverse = (
            torch.linalg.pinv(gramian, hermitian=True) if gramian.isfinite().all() else gramian
        )
        past = dict(artefact.memories) if artefact is not None else {}
        memories, updates, lengths, weights, directions = [], [], [], [], []
        for name in self._asked(point):
            found, direction = combined(point, name, past.get(name))
            if found.weights is not None:
                inside = rows.T @ found.weights
                length, shares = inside.norm(), found.weights
            else:  # the part of d in the span is Jᵀ G⁺ J d
                inside = rows.T @ (inverse @ (gradients.double() @ direction.double()))
                length, shares = direction.double().norm(), torch.full_like(inside, torch.nan)
            if found.memory is not None:
                memories.append((name, found.memory))
            updates.append(inside)
            lengths.append(length)
            weights.append(shares)
            directions.append(direction.double())
        return Answers(
            tuple(memories),
            (point.state.w, point.gradient),
            rows,
            torch.stack(updates),
            torch.stack(lengths),
            torch.stack(weights),
            torch.stack(directions) if len(point.state.w) <= FEW else None,
        )


def _bent(before: Answers | None, now: Answers) -> float:
    """(∇L(w + Δ) − ∇L(w))·Δ/‖Δ‖²; NaN at the first reading and where nothing moved."""
    if before is None:
        return float("nan")
    step, change = (b.double() - a.double() for a, b in zip(before.before, now.before, strict=True))
    square = float(step @ step)
    return float(change @ step) / square if square else float("nan")
