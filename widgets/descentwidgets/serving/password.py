"""`descentlab password`: a line for the file of passwords."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from descentlab.errors import LabError

SHORTEST = 8


def password(
    name: Annotated[str, typer.Argument(help="Who comes in with it; a class may share one name.")],
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read the password from the standard input.")
    ] = False,
) -> None:
    """Print a line for the file that `descentlab serve --auth` reads; nothing is kept."""
    from descentwidgets.serving.passwords import Hash

    if not name or ":" in name or name != name.strip() or not name.isprintable():
        raise LabError(f"Expected a name without colons or spaces around it; found {name!r}.")
    if stdin:
        word = sys.stdin.readline().rstrip("\r\n")
    else:
        word = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(word) < SHORTEST:
        raise LabError(f"Expected at least {SHORTEST} characters; found {len(word)}.")
    typer.echo(f"{name}:{Hash.of(word)}")
