"""`descentlab list`: the exhibits there are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from descentlab.cli.consoles import output

if TYPE_CHECKING:
    from descentlab.exhibit import Exhibit

#: Steps timed for `--cost`, after one that warms up.
TIMED = 10


def list_(
    cost: Annotated[
        bool, typer.Option("--cost", help="Build each exhibit and time its steps here.")
    ] = False,
) -> None:
    """List the exhibits: what each claims, who found it, and how long its check runs."""
    from descentlab.catalog import exhibit_ids, load

    table = Table(show_lines=True)
    table.add_column("exhibit", no_wrap=True)
    table.add_column("claim")
    for exhibit in map(load, exhibit_ids()):
        price = f"check: {exhibit.check_steps} steps{_cost(exhibit) if cost else ''}"
        about = (exhibit.title, exhibit.claim, exhibit.paper, price)
        table.add_row(exhibit.id, "\n".join(about))
    output().print(table)


def _cost(exhibit: Exhibit) -> str:
    """Parameters, time a step and time a check at the default settings, in words."""
    from descentlab.cli.driving import use_threads
    from descentlab.runs.run import Run

    use_threads(1)
    run = Run(exhibit)
    run.advance(1)
    start = time.perf_counter()
    run.advance(TIMED)
    step = (time.perf_counter() - start) / TIMED
    seconds = step * exhibit.check_steps
    return f", {seconds:.2g} s ({1e3 * step:.2g} ms a step, {len(run.w)} parameters)"
