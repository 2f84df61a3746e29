"""How sharply each term of a physics-informed loss bends at both networks."""

from __future__ import annotations

import numpy as np
import torch
from descentkernels import FunctionObjective, top_eigenpairs
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.pinn_stiffness import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._pinn_lanes import LANES, tasks_of, weights_of
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


class PinnStiffness(Measurement):
    """`stiffness` [4]: λ₁ of the Hessians of L_r and L_b at both networks, to 3 %.

    Unweighted: a weight λᵢ multiplies its term's. Gradient descent on Σλᵢ Lᵢ with a step η is
    stable only where η times the sum's λ₁ is below 2.
    """

    name = "pinn_stiffness"
    reads_settings = False

    def __init__(self, schedule: Schedule = Every(20)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        names = tuple(f"{term}, {lane}" for lane in LANES for term in ("residual", "boundary"))
        self.series = explained(
            MEANINGS,
            SeriesSpec("stiffness", "λ₁ of a term's Hessian", "", (("term", 4),), names, log=True),
        )

    def measure(self, point: Point, artefact: tuple[Tensor | None, ...] | None) -> Reading:
        values, blocks = [], []
        for place, w in enumerate(weights_of(point)):
            if place and torch.equal(w, point.state.w):  # as at the start
                values, blocks = 2 * values, 2 * blocks
                break
            for task in (0, 1):
                start = None if artefact is None else artefact[2 * place + task]
                value, block = self._sharpness(point, w, task, start)
                values.append(value)
                blocks.append(block)
        return Reading({"stiffness": np.asarray(values)}, tuple(blocks))

    def _sharpness(
        self, point: Point, w: Tensor, task: int, start: Tensor | None
    ) -> tuple[float, Tensor | None]:
        """λ₁ of one term at w [P], and what the next search starts from; NaN where w diverged."""
        if not bool(torch.isfinite(w).all()):
            return np.nan, None
        tasks = tasks_of(point)
        term = FunctionObjective(lambda v: tasks.loss(v, task), len(w), "cpu", torch.float64)
        pairs = top_eigenpairs(
            term.linearize(w).hvp,
            len(w),
            1,
            start=start,
            accuracy=3e-2,
            max_hvps=40,
            generator=point.generator(f"{self.name} {task}"),
            device="cpu",
            dtype=torch.float64,
        )
        return float(pairs.values[0]), pairs.block
