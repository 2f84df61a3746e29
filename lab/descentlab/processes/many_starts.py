"""Descent on two losses from many starts at once, by several aggregators side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.problem import Problem
from descentlab.problems.two_task_toy import least, own_start, scaled, starts, toy_of
from descentlab.processes._fleet import Fleet, FleetSettings, Group
from descentlab.processes.base import Process
from descentlab.processes.jacobian_descent import AggregatorSettings
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings

#: Starts of the basin map along each side, and the stretch they cover.
SIDE, REACH = 30, 11.0
FEW = ("mean", "pcgrad", "mgda", "cagrad", "upgrad", "nash_mtl", "sam_gs")
#: The sum is the mean to Adam, and PINN annealing asks which task is the residual.
APART = ("sum", "pinn_annealing")
COMPARED = {
    "a few": FEW,
    "all": tuple(name for name in conflict.aggregator_ids() if name not in APART),
    "none": (),
}


@dataclass(frozen=True)
class ManyStartsSettings(FleetSettings, AggregatorSettings):
    """How the starts move."""

    aggregator: Annotated[
        str,
        Choice(*conflict.aggregator_ids()),
        Info("aggregator in hand", "What moves the lanes and makes the map.", True),
    ] = "mean"
    updates: Annotated[
        int,
        Range(1, 500),
        Info("updates a step", "How many the optimizer takes in a step of this run.", True),
    ] = 10
    compared: Annotated[
        str,
        Choice(*COMPARED),
        Info("also run", "Aggregators on the board, each from every published start."),
    ] = "a few"


@dataclass(frozen=True)
class Started:
    """The lanes of the own start, of the aggregator in hand, and of each aggregator compared.

    Those in hand are the published starts, then those of the basin map. The place of the own
    start's lane is the run's w.
    """

    fleet: Fleet
    own_start: Tensor  # [2] where the settings put it


@dataclass(frozen=True)
class ManyStarts(Process):
    """θ⁺ = Adam(θ, A(J(θ))) on every lane, `updates` times a unit of time (or plain descent).

    Where another aggregator takes over, published lanes go on from where they stand and the basin
    map begins anew. Dragging the own start takes that lane there.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        own, places, grid = own_start(settings), starts(settings), nodes(SIDE)
        name = settings.aggregator
        groups = [(name, own[None]), (name, torch.cat([places, grid]))]
        groups += [(other, places) for other in COMPARED[settings.compared]]
        return State(0, own, carried=Started(Fleet.of(groups), own))

    def step(self, point: Point) -> State:
        begun, settings = steered(point), point.settings
        fleet = begun.fleet
        drawn = [point.generator(f"{k} {g.aggregator}") for k, g in enumerate(fleet.groups)]
        floor = least(settings)
        for _ in range(settings.updates):
            fleet = fleet.updated(lambda w: evidence_at(settings, w, floor), settings, drawn)
        after = replace(begun, fleet=fleet)
        return replace(point.state, step=point.state.step + 1, w=fleet.places[0], carried=after)


def steered(point: Point) -> Started:
    """The fleet of `point` after what the settings in force change of it."""
    begun, settings = point.state.carried, point.settings
    fleet = begun.fleet
    own, hand, *others = fleet.groups
    places, moments = fleet.places.clone(), fleet.moments
    if (name := settings.aggregator) != hand.aggregator:
        grid = slice(1 + len(toy_of(settings).starts), 1 + hand.lanes)
        places[grid] = nodes(SIDE)
        moments = moments.without(grid)
        own, hand = Group(name, 1), Group(name, hand.lanes)
    if not torch.equal(start := own_start(settings), begun.own_start):
        places[0] = start
        moments = moments.without(slice(0, 1))
        own = Group(name, 1)
    return Started(Fleet(places, moments, (own, hand, *others)), start)


def nodes(side: int, reach: float = REACH) -> Tensor:
    """The nodes [side², 2] of a square grid over |x|, |y| ≤ reach, row by row from below."""
    line = torch.linspace(-reach, reach, side, dtype=torch.float64)
    y, x = torch.meshgrid(line, line, indexing="ij")
    return torch.stack([x, y], -1).reshape(-1, 2)


def evidence_at(settings: Settings, places: Tensor, floor: Tensor) -> conflict.Evidence:
    """What the tasks say at `places` [L, 2]; the losses above `floor`, for rules that take logs."""
    losses, rows = scaled(settings, places)
    return conflict.Evidence(rows @ rows.mT, rows, losses - floor)
