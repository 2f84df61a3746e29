"""What each command does to the moment it is given at."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from descentlab.errors import LabError
from descentlab.runs.checkpoints import Snapshot
from descentlab.runs.command import Command
from descentlab.runs.state import State
from descentlab.settings import Settings, find

Moved = tuple[State, Settings]


def act(command: Command, moment: Snapshot) -> Moved:
    """The state and settings after `command`; LabError when it is not valid at `moment`."""
    if moment.status == "diverged":
        raise LabError(
            f"The run diverged at step {moment.step} and has no state left to steer. "
            "Fork it from an earlier step, or reset it."
        )
    return _ACTIONS[command.kind](command.args, moment)


def _set(args: Mapping[str, Any], moment: Snapshot) -> Moved:
    """A live setting takes a new value from this step on."""
    return moment.state, _changed(moment.settings, {args["name"]: args["value"]})


def _place(args: Mapping[str, Any], moment: Snapshot) -> Moved:
    """Several live settings take new values at once: the coordinates of something dragged."""
    return moment.state, _changed(moment.settings, args["values"])


def _changed(settings: Settings, values: Mapping[str, Any]) -> Settings:
    for name in values:
        if not find(type(settings), name).info.live:
            raise LabError(
                f"{name} shapes the problem itself and cannot change mid-run. "
                "Start a new run with it."
            )
    return settings.with_(**values)


def _kick(args: Mapping[str, Any], moment: Snapshot) -> Moved:
    """w⁺ = w + a·u₁ with u₁ the unit top eigenvector of the Hessian, a in weight distance."""
    amount = _finite("kick", "amount", args["amount"])
    tracked = moment.artefacts.get("eigenvalues")
    if tracked is None:
        raise LabError("kick: expected a run that measures eigenvalues; found none.")
    return moment.state.at(moment.state.w + amount * tracked.top), moment.settings


def _move(args: Mapping[str, Any], moment: Snapshot) -> Moved:
    """The weights move within the landscape's plane to (x, y); their part outside it stays."""
    x, y = (_finite("move", name, args[name]) for name in ("x", "y"))
    landscape = moment.artefacts.get("landscape")
    if landscape is None:
        raise LabError("move: expected a run with a landscape; found none.")
    if args["plane"] != landscape.base_step:
        raise LabError(
            f"move: expected coordinates in the plane laid at step {landscape.base_step}; found "
            f"ones of the plane of step {args['plane']}. Drag again in the plane now shown."
        )
    return moment.state.at(landscape.plane.displaced(moment.state.w, x, y)), moment.settings


def _finite(kind: str, name: str, value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    raise LabError(f"{kind}: expected a finite number for {name}; found {value!r}.")


_ACTIONS: dict[str, Callable[[Mapping[str, Any], Snapshot], Moved]] = {
    "set": _set,
    "place": _place,
    "kick": _kick,
    "move": _move,
}
