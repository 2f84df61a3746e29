"""`descentlab new-exhibit`: the file of an exhibit of one's own, to be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def new_exhibit(
    name: Annotated[str, typer.Argument(help="What it is called: letters, digits and _.")],
    folder: Annotated[Path, typer.Option(help="Where to write it.")] = Path(),
) -> None:
    """Begin an exhibit of your own: writes NAME.py, which runs as it stands."""
    from descentlab.errors import LabError
    from descentlab.own.starter import starter

    text = starter(name)
    path = folder / f"{name}.py"
    if path.exists():
        raise LabError(f"{path}: expected no file there; found one. Choose another name or folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise LabError(f"{path}: expected to write there; found {error.strerror}.") from error
    typer.echo(
        f"Wrote {path}. It runs: try\n"
        f"  descentlab check {path}\n"
        f"  descentlab try-exhibit {path}\n"
        f"  descentlab serve --exhibits {folder}"
    )
