"""Commands from other packages, found by the entry-point group `descentlab.commands`.

The lab may not import what stands above it, such as the server; and a package that is broken must
not take the rest of the command line with it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from importlib.metadata import EntryPoint, entry_points

import typer

GROUP = "descentlab.commands"

Command = Callable[..., None]


def plugins(taken: Collection[str] = ()) -> dict[str, Command]:
    """Command functions by name. One that cannot be loaded says so when it is called."""
    found = {}
    for point in entry_points(group=GROUP):
        if point.name in taken:
            typer.echo(
                f"descentlab: {point.value} offers a command {point.name!r}, which the lab has "
                "already; it is left out.",
                err=True,
            )
            continue
        found[point.name] = _load(point)
    return found


def _load(point: EntryPoint) -> Command:
    try:
        return point.load()
    except Exception as error:  # whatever a foreign package may raise while it is imported
        return _unavailable(point, f"{type(error).__name__}: {error}")


def _unavailable(point: EntryPoint, reason: str) -> Command:
    def unavailable() -> None:
        typer.echo(
            f"descentlab: expected the command {point.name!r} from {point.value}; it could not be "
            f"loaded ({reason}). Install what it needs, or reinstall it.",
            err=True,
        )
        raise typer.Exit(2)

    unavailable.__doc__ = f"(cannot be loaded: {reason})"
    return unavailable
