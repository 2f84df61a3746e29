"""`descentlab snapshot`: an exhibit run and kept as one HTML file that opens from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from descentlab.cli.options import Seed, Sets, Steps, Threads


def snapshot(
    exhibit: Annotated[str, typer.Argument(help="An exhibit from `descentlab list`.")],
    out: Annotated[Path, typer.Option("--out", help="The file to write, such as run.html.")],
    set_: Sets = None,
    steps: Steps = None,
    seed: Seed = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file that is there.")
    ] = False,
    live: Annotated[
        str, typer.Option("--live", help="Address of the exhibit on a server, to be linked.")
    ] = "",
    threads: Threads = 1,
) -> None:
    """Run an exhibit, by default as many steps as its check wants, into one HTML file.

    The file opens in a browser without a server or a network, scrubs, plays and hands out
    pictures. A run that diverges ends there; what it did until then is shown.
    """
    from descentlab import load
    from descentlab.cli.assignments import assignments
    from descentlab.cli.driving import use_threads
    from descentlab.errors import LabError
    from descentlab.worker.session import Session

    from descentwidgets.standalone import snapshot as write

    if out.exists() and not overwrite:
        raise LabError(
            f"Expected nothing at {out}; found something there. Choose another --out, or say "
            "--overwrite to replace it."
        )
    chosen = load(exhibit)
    settings = chosen.settings().with_(**assignments(chosen.settings, set_, seed))
    use_threads(threads)
    session = Session(chosen, settings)
    total = steps or chosen.check_steps
    while session.run.step < total and session.branch.advance():
        pass
    write(session, out, live=live)
    where = f"step {session.run.step} of {total}"
    typer.echo(f"{exhibit}: {where}  {out} ({out.stat().st_size / 1e6:.1f} MB)")
