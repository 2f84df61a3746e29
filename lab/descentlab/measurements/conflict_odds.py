"""How often each aggregator's update conflicts with some task, over random Jacobians."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.meanings.conflict_odds import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.random_jacobians import TASKS, jacobians
from descentlab.runs.point import Point

#: A least cosine below this is a conflict: solvers are exact to less.
CONFLICT = -1e-6
#: Normal quantile of a 95 % interval.
_Z = 1.96


@dataclass(frozen=True)
class Counts:
    """What has been seen under one choice of gradients. Tensors so that checkpoints hold them."""

    chosen: tuple[str, float, float]  # ensemble, spread, agreement
    step: int  # of the last draw
    odds: Tensor  # [A] Jacobians with a conflict
    seen: Tensor  # [A] Jacobians with an update that is not zero
    drawn: int
    below: Tensor  # [A, bins] Jacobians whose least cosine is at most the bin's
    by_tasks: Tensor  # [2, A, len(TASKS)] the same two counts for other numbers of tasks
    before: Counts | None = None  # as it was before `step`, should that step be measured again


class ConflictOdds(Measurement):
    """Of 50 Jacobians a step, and of all so far:

    `odds` [A]: share of the Jacobians for which −d raises some task's loss to first order.
    `odds_interval` [A, 3]: the same with the ends of its 95 % interval (Wilson, 1927).
    `leftover_below` [C, 81] at `leftover_at` [81]: for those in `compared`, the share whose least
    cosine minᵢ cos(gᵢ, d) is at most so much. `odds_by_tasks` [A, 7]: the odds
    for 2 to 8 tasks in as many dimensions; one number of tasks a step, in turn. Jacobians for which
    an update is zero count as no conflict, and have no least cosine.
    """

    name = "conflict_odds"

    def __init__(self, aggregators: Sequence[str], compared: Sequence[str], bins: int = 81) -> None:
        self._rules = [conflict.load_aggregator(name) for name in aggregators]
        titles = tuple(rule.title for rule in self._rules)
        every = ("aggregator", len(titles))
        self._compared = [list(aggregators).index(name) for name in compared]
        some = tuple(titles[i] for i in self._compared)
        self._at = torch.linspace(-1, 1, bins, dtype=torch.float64)
        self.series = explained(
            MEANINGS,
            SeriesSpec("odds", "share in conflict", "", (every,), titles),
            SeriesSpec("odds_interval", "share", "", (every, ("estimate", 3)), titles, whole=True),
            SeriesSpec("leftover_at", "least cosine", "", (("bin", bins),), whole=True),
            SeriesSpec(
                "leftover_below",
                "share below",
                "",
                (("compared", len(some)), ("bin", bins)),
                some,
                whole=True,
            ),
            SeriesSpec(
                "odds_by_tasks", "share", "", (every, ("tasks", len(TASKS))), titles, whole=True
            ),
            SeriesSpec("drawn", "Jacobians drawn"),
        )

    def measure(self, point: Point, artefact: Counts | None) -> Reading:
        counts = self._counted(point, artefact)
        values = {
            "odds": counts.odds / counts.drawn,
            "odds_interval": _interval(counts.odds, counts.drawn),
            "leftover_at": self._at,
            "leftover_below": (counts.below / counts.seen[:, None])[self._compared],
            "odds_by_tasks": counts.by_tasks[0] / counts.by_tasks[1],  # 0/0 is not known
        }
        known: dict[str, np.ndarray | float] = {n: v.numpy() for n, v in values.items()}
        return Reading({**known, "drawn": float(counts.drawn)}, counts)

    def _counted(self, point: Point, known: Counts | None) -> Counts:
        settings, step = point.settings, point.state.step
        chosen = (settings.ensemble, settings.spread, settings.agreement)
        if known is not None and known.step == step:  # measured again, after a command
            known = known.before
        if known is None or known.chosen != chosen:
            known = self._none(chosen)
        least = self._least(point, settings.tasks)
        by_tasks, place = known.by_tasks.clone(), step % len(TASKS)
        other = self._least(point, TASKS[place])
        by_tasks[0, :, place] += (other < CONFLICT).sum(1)
        by_tasks[1, :, place] += other.shape[1]
        past = None if known.drawn == 0 else known
        return Counts(
            chosen,
            step,
            known.odds + (least < CONFLICT).sum(1),
            known.seen + least.isfinite().sum(1),
            known.drawn + least.shape[1],
            known.below + (least[..., None] <= self._at).sum(1),
            by_tasks,
            past and Counts(**{**vars(past), "before": None}),
        )

    def _none(self, chosen: tuple[str, float, float]) -> Counts:
        zero = torch.zeros(len(self._rules), dtype=torch.float64)
        bins = zero[:, None].repeat(1, len(self._at))
        return Counts(chosen, -1, zero, zero, 0, bins, torch.zeros(2, len(zero), len(TASKS)))

    def _least(self, point: Point, tasks: int) -> Tensor:
        """minᵢ cos(gᵢ, d) [A, 50]."""
        rows = jacobians(point.settings, point.state.step, tasks)
        gramians = rows @ rows.mT
        rng = point.generator("aggregator")
        return torch.stack(
            [
                conflict.leftover_conflict(gramians, rule.weights(gramians, generator=rng))
                for rule in self._rules
            ]
        )


def _interval(hits: Tensor, count: int) -> Tensor:
    """Share, lower and upper end: [..., 3]."""
    share, spread = hits / count, _Z**2 / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * (share * (1 - share) / count + spread / (4 * count)).sqrt()
    return torch.stack([share, (middle - half).clamp(min=0), (middle + half).clamp(max=1)], -1)
