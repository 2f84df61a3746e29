"""A two-player game: the run's update, the others' beside it, and the flows of the run's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated

from descentkernels.flows import drift, games
from torch import Tensor

from descentlab.problem import Problem
from descentlab.problems.two_player_game import game
from descentlab.processes.base import Process
from descentlab.runs.point import Point
from descentlab.runs.state import State
from descentlab.settings import Choice, Info, Range, Settings

METHODS: dict[str, games.Method] = {
    "simultaneous": games.Simultaneous(),
    "alternating": games.Alternating(),
    "extragradient": games.Extragradient(),
    "optimistic": games.Optimistic(),
}
FLOW, MODIFIED = "flow of V", "modified flow"
ORBITS = (*METHODS, FLOW, MODIFIED)


@dataclass(frozen=True)
class PlaySettings(Settings):
    """How the players move."""

    method: Annotated[
        str,
        Choice(*METHODS),
        Info("the run's update", "The modified flow beside it is that of this update.", True),
    ] = "simultaneous"
    lr: Annotated[
        float,
        Range(1e-3, 2.0, log=True),
        Info("step η", "Of every update; the flows take η units of time a step.", True),
    ] = 0.2


@dataclass(frozen=True)
class GamePlay(Process):
    """z⁺ by the update that the settings name; all four updates and two flows beside it.

    The flows: dz/dt = ηV(z), and the modified one dz/dt = η(V + ηV₁(z)) that the run's update
    follows to second order (Rosca, Wu, Dherin & Barrett, 2021). Optimistic play remembers the
    point before; the orbits beside start where the run does.
    """

    def start(self, problem: Problem, settings: Settings) -> State:
        z = problem.start
        others = tuple((name, z) for name in ORBITS)
        return State(0, z, others=others, carried=(z, *(z for _ in METHODS)))

    def step(self, point: Point) -> State:
        state, settings = point.state, point.settings
        players, lr = game(settings), settings.lr
        places = dict(state.others)
        own, *last = state.carried
        moved = METHODS[settings.method].step(players, state.w, own, lr)
        following = {
            name: method.step(players, places[name], before, lr)
            for (name, method), before in zip(METHODS.items(), last, strict=True)
        }
        method = METHODS[settings.method]
        following[FLOW] = _flow(lambda z: lr * players.field(z), places[FLOW])
        following[MODIFIED] = _flow(
            lambda z: games.modified_velocity(method, players, z, lr), places[MODIFIED]
        )
        carried = (state.w, *(places[name] for name in METHODS))
        return replace(
            state,
            step=state.step + 1,
            w=moved,
            others=tuple((name, following[name]) for name in ORBITS),
            carried=carried,
        )


def _flow(velocity: Callable[[Tensor], Tensor], z: Tensor) -> Tensor:
    return drift.integrate(velocity, z, tol=1e-6).w
