"""The commands, put together."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from descentlab.cli.check import check
from descentlab.cli.cite import cite
from descentlab.cli.list import list_
from descentlab.cli.new_exhibit import new_exhibit
from descentlab.cli.plugins import plugins
from descentlab.cli.run import run
from descentlab.cli.runs import runs
from descentlab.cli.sweep import sweep
from descentlab.cli.try_exhibit import try_exhibit

#: The lab's own commands by name: a function, or a Typer application with commands of its own.
COMMANDS: dict[str, Callable[..., None] | typer.Typer] = {
    "list": list_,
    "run": run,
    "check": check,
    "cite": cite,
    "runs": runs,
    "sweep": sweep,
    "new-exhibit": new_exhibit,
    "try-exhibit": try_exhibit,
}


def application() -> typer.Typer:
    """The lab's commands and those other packages bring."""
    app = typer.Typer(
        name="descentlab",
        no_args_is_help=True,
        pretty_exceptions_enable=False,  # errors a user can cause are one line, see `main`
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(descentlab)
    for name, command in {**COMMANDS, **plugins(COMMANDS)}.items():
        if isinstance(command, typer.Typer):
            app.add_typer(command, name=name)
        else:
            app.command(name)(command)
    return app


def descentlab(
    show_version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True)
    ] = False,
    exhibits: Annotated[
        list[Path] | None,
        typer.Option("--exhibits", help="A folder of exhibits of your own; may be repeated."),
    ] = None,
) -> None:
    """Descent Lab: steer real networks while they train, and check what papers say of them."""
    if exhibits:
        from descentlab import own

        for place in exhibits:
            own.add(place)
    if show_version:
        typer.echo(f"descentlab {version('descentlab')}")
        raise typer.Exit
