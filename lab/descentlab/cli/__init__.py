"""The command line. One command a file; other packages add theirs through entry points.

Exit status: 0 when the command did what it was asked (a run that diverges is a result, not a
failure), 1 when a check found that a claim does not hold, 2 when something asked for cannot be
done, 128 + n when signal n ended a run early (130 for Ctrl-C). With `check --all` a claim that is
not reproduced is a result as well: 0 when every claim was run, 2 when one could not be.
"""

from __future__ import annotations

import sys

import typer


def main() -> None:
    """Entry point of `descentlab`."""
    from descentlab.cli.app import application

    try:
        application()()
    except Exception as error:
        from descentlab import own  # loads torch: `--help` does without
        from descentlab.errors import DescentError

        said = str(error) if isinstance(error, DescentError) else own.slip(error)
        if said is None:
            raise
        typer.echo(f"descentlab: {said}", err=True)
        sys.exit(2)
