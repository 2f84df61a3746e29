"""Where each start's run stands, how far from the Pareto set, and which starts arrive where."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from descentlab.meanings.basins import MEANINGS
from descentlab.meanings.meaning import explained
from descentlab.measurement import Measurement, Reading, SeriesSpec
from descentlab.problems.two_task_toy import MOST, TwoTaskSettings, toy_of
from descentlab.processes.many_starts import COMPARED, REACH, SIDE, steered
from descentlab.runs.point import Point
from descentlab.schedule import Every

#: Nearer to the Pareto set than this counts as there. At the defaults a lane that has arrived
#: swings by a few hundredths, and one that has not stands farther off than 0.5.
NEAR = 0.3
OWN = "yours"
LANES = (*(f"start {k + 1}" for k in range(MOST)), OWN)
#: What becomes of a start, numbered from 0 on.
ENDS = ("not there", "there, f₂'s end", "there, between", "there, f₁'s end", "left")
#: Rows of the board: the first are the aggregators compared, in their order.
ROWS = len(COMPARED["all"])


class Basins(Measurement):
    """The lanes in hand, the board of all aggregators, and the basin map of the one in hand."""

    name = "basins"
    schedule = Every(1, steered=True)
    lane = (("lane", len(LANES)),)
    board = (("aggregator", ROWS), ("start", MOST))
    series = explained(
        MEANINGS,
        SeriesSpec(
            "lane_places",
            "weights",
            "",
            (*lane, ("axis", 2)),
            tuple(f"{name} {axis}" for name in LANES for axis in "xy"),
        ),
        SeriesSpec("front_distance", "distance to the Pareto set", "", lane, LANES, log=True),
        SeriesSpec(
            "lane_losses",
            "losses above their least, as a share of its size",
            "",
            (*lane, ("task", 2)),
            tuple(f"{name} {task}" for name in LANES for task in ("f₁", "f₂")),
        ),
        SeriesSpec("arrivals", "distance to the Pareto set", "", board, whole=True),
        SeriesSpec("basin", "end of a start here", "", (("y", SIDE), ("x", SIDE)), whole=True),
    )

    def measure(self, point: Point, artefact: Any) -> Reading:
        settings, fleet = point.settings, steered(point).fleet
        own, hand, *compared = fleet.parts()
        count = len(toy_of(settings).starts)
        lanes = torch.full((len(LANES), 2), torch.nan, dtype=torch.float64)
        lanes[:count], lanes[-1] = hand[:count], own[0]
        board = np.full((ROWS, MOST), np.nan)
        for row, places in zip(board, compared, strict=False):
            row[:count] = to_front(settings, places)[0]
        distances = to_front(settings, lanes)[0]
        return Reading(
            {
                "lane_places": lanes.numpy(),
                "front_distance": distances.clamp(min=1e-9).numpy(),
                "lane_losses": normalised_losses(settings, lanes).numpy(),
                "arrivals": board,
                "basin": ends(settings, hand[count:]).reshape(SIDE, SIDE).numpy(),
            }
        )


def to_front(settings: TwoTaskSettings, places: Tensor) -> tuple[Tensor, Tensor]:
    """How far each of `places` [L, 2] is from the Pareto set [L], and beside which of its places
    [L], as a share of the way from the first end to the last. NaN for what is not finite."""
    front = toy_of(settings).front(257)
    known = places.isfinite().all(-1)
    found = torch.cdist(torch.where(known[:, None], places, 0.0), front).min(-1)
    share = found.indices / (len(front) - 1)
    return found.values.where(known, torch.nan), share.where(known, torch.nan)


def ends(settings: TwoTaskSettings, places: Tensor) -> Tensor:
    """The number in `ENDS` of what became of each of `places` [L, 2]."""
    distance, share = to_front(settings, places)
    third = 1.0 + (share > 1 / 3).to(share) + (share > 2 / 3).to(share)
    found = torch.where(distance < NEAR, third, 0.0)
    return torch.where((places.abs() <= 2 * REACH).all(-1), found, 4.0)


def normalised_losses(settings: TwoTaskSettings, places: Tensor) -> Tensor:
    """(fᵢ − inf fᵢ)/|inf fᵢ| [L, 2]: 0 is the least, whatever the losses' scales."""
    toy = toy_of(settings)
    floor = toy.losses(toy.front(33))[0].amin(0)
    return (toy.losses(places)[0] - floor) / floor.abs()
