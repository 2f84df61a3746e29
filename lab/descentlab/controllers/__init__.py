"""Controllers: how much of an optimizer's own step to take, one rule a file.

In a loop of one's own: `ControlledOptimizer(optimizer, model, "radius")`.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import fields, replace
from functools import cache
from typing import Any

from descentlab.controllers.base import Controller, Taken
from descentlab.controllers.controlled_optimizer import ControlledOptimizer
from descentlab.controllers.move import Move
from descentlab.errors import LabError

__all__ = [
    "ControlledOptimizer",
    "Controller",
    "Move",
    "Taken",
    "controller_ids",
    "load_controller",
]

_NO_CONTROLLERS = ("base", "controlled_optimizer", "move")


@cache
def controller_ids() -> tuple[str, ...]:
    """The names of the files here, in alphabetical order."""
    names = (m.name for m in pkgutil.iter_modules(__path__))
    return tuple(sorted(n for n in names if not n.startswith("_") and n not in _NO_CONTROLLERS))


def load_controller(name: str, **parameters: Any) -> Controller:
    """The controller declared in `controllers/<name>.py`, with `parameters` in place of defaults.

    Raises LabError, naming those there are, when it has no such name or no such parameter.
    """
    if name not in controller_ids():
        raise LabError(
            f"Expected a controller among {', '.join(controller_ids())}; found {name!r}."
        )
    controller: Controller = importlib.import_module(f"{__name__}.{name}").controller
    known = {f.name for f in fields(controller)}
    if unknown := parameters.keys() - known:
        raise LabError(
            f"{name}: expected parameters among {', '.join(sorted(known)) or 'none at all'}; found "
            f"{', '.join(sorted(unknown))}."
        )
    return replace(controller, **parameters)
