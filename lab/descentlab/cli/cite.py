"""`descentlab cite`: what to cite."""

from __future__ import annotations

from typing import Annotated

import typer


def cite(
    exhibit: Annotated[str, typer.Argument(help="An exhibit from `descentlab list`.")],
) -> None:
    """Print the papers behind an exhibit, and the lab itself, as BibTeX."""
    from descentlab.references import bibtex

    typer.echo(bibtex(exhibit), nl=False)
