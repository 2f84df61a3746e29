"""`descentlab try-exhibit`: does it keep what every exhibit promises?"""

from __future__ import annotations

from typing import Annotated

import typer


def try_exhibit(
    exhibit: Annotated[str, typer.Argument(help="The file of an exhibit, or an exhibit's name.")],
    small: Annotated[
        list[str] | None,
        typer.Option("--small", metavar="NAME=VALUE", help="A setting that makes it quick."),
    ] = None,
    waiting: Annotated[
        list[str] | None,
        typer.Option(metavar="SERIES", help="A series with nothing to say in the first steps."),
    ] = None,
) -> None:
    """Ask of an exhibit what is asked of every one: complete, recorded, replayed, refutable.

    Exits with 0 when all promises are kept, 1 when one is not, 2 when there is no such exhibit.
    """
    from descentlab.catalog import load
    from descentlab.cli.assignments import assignments
    from descentlab.cli.driving import use_threads
    from descentlab.promises import try_exhibit

    use_threads(1)
    declared = load(exhibit)
    chosen = assignments(declared.settings, small, None)
    report = try_exhibit(declared, waiting=waiting or (), **chosen)
    typer.echo(report)
    raise typer.Exit(0 if report.kept else 1)
