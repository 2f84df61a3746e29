"""What the two networks make of the equation, beside its solution."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from descentlab.meanings.meaning import explained
from descentlab.meanings.pinn_solution import MEANINGS
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.measurements._pinn_lanes import LANES, finite, tasks_of, weights_of
from descentlab.problems._pinn_equations import Equation
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule

#: Points a side of the pictures, and along the line through them.
SIDE, LINE = 32, 129
#: Pictures are cut at so many times the solution's largest value.
CUT = 1.5


class PinnError(Measurement):
    """`solution_error` [2]: ‖u − u*‖/‖u*‖ of both networks over an even grid."""

    name = "pinn_error"
    reads_settings = False

    def __init__(self, schedule: Schedule = Every(1)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        dims = (("network", 2),)
        self.series = explained(
            MEANINGS,
            SeriesSpec("solution_error", "relative L² error of u", "", dims, LANES, log=True),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        equation = tasks_of(point).equation
        grid = equation.grid(LINE if len(equation.low) == 1 else SIDE)
        return Reading({"solution_error": finite(_errors(point, grid))})


class PinnSolution(Measurement):
    """u* and u of both networks along a line, and as pictures.

    `solution` [3, LINE], u* last, against `solution_at` [LINE]: over x in one dimension; in two
    over the last coordinate, where the first makes |u*| largest. `solution_images` [2, 3, SIDE,
    SIDE]: the first row u* and u, the second u − u*, cut at 1.5 max|u*|; of one dimension as
    upright stripes; of two the first coordinate runs to the right, the second upwards.
    `solution_scores` [2, 3]: ‖u‖/‖u*‖ and ‖u − u*‖/‖u*‖.
    """

    name = "pinn_solution"
    reads_settings = False

    def __init__(self, schedule: Schedule = Every(5)) -> None:  # noqa: B008 (frozen)
        self.schedule = schedule
        names = (*LANES, "solution")
        lines, rows, shown = ("network", 3), ("row", 2), ("picture", 3)
        self.series = explained(
            MEANINGS,
            SeriesSpec("solution_at", "place", "", (("place", LINE),), whole=True),
            SeriesSpec("solution", "u", "", (lines, ("place", LINE)), names, whole=True),
            SeriesSpec(
                "solution_images",
                "u, and its error",
                "",
                (rows, shown, ("row_of", SIDE), ("column", SIDE)),
                whole=True,
            ),
            SeriesSpec("solution_scores", "relative size", "", (rows, shown), whole=True),
        )

    def measure(self, point: Point, artefact: None) -> Reading:
        equation = tasks_of(point).equation
        line = _line(equation)
        grid = equation.grid(SIDE)
        exact = equation.solution(grid)
        fields = torch.stack([exact, *_solutions(point, grid)])
        off = fields - exact
        pictures = torch.stack([_pictures(fields), _pictures(off)])
        most = CUT * float(exact.abs().max())
        along = torch.stack([*_solutions(point, line), equation.solution(line)])
        sizes = torch.stack([fields.norm(dim=1), off.norm(dim=1)]) / exact.norm()
        return Reading(
            {
                "solution_at": line[:, -1].numpy(),
                "solution": finite(along),
                "solution_images": np.clip(finite(pictures), -most, most),
                "solution_scores": finite(sizes),
            }
        )


def _solutions(point: Point, grid: Tensor) -> list[Tensor]:
    """u [n] of both networks."""
    network = tasks_of(point).network
    with torch.no_grad():
        return [network.values(w, grid) for w in weights_of(point)]


def _errors(point: Point, grid: Tensor) -> Tensor:
    """‖u − u*‖/‖u*‖ [2]."""
    exact = tasks_of(point).equation.solution(grid)
    return torch.stack([(u - exact).norm() / exact.norm() for u in _solutions(point, grid)])


def _line(equation: Equation) -> Tensor:
    """The points [LINE, D] of the line that is drawn."""
    if len(equation.low) == 1:
        return equation.grid(LINE)
    exact = equation.solution(equation.grid(SIDE)).view(SIDE, SIDE)
    place = int(exact.abs().amax(1).argmax())
    first = torch.linspace(equation.low[0], equation.high[0], SIDE, dtype=torch.float64)[place]
    last = torch.linspace(equation.low[1], equation.high[1], LINE, dtype=torch.float64)
    return torch.stack((first.expand(LINE), last), 1)


def _pictures(fields: Tensor) -> Tensor:
    """[k, n] on the grid -> [k, SIDE, SIDE] with the first coordinate to the right."""
    if fields.shape[1] == SIDE:
        return fields[:, None, :].expand(-1, SIDE, -1)
    return fields.view(-1, SIDE, SIDE).mT.flip(1)
