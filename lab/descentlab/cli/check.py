"""`descentlab check`: does the claim hold?"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from descentlab.cli.consoles import output
from descentlab.cli.options import Seed, Sets, Steps, Threads

if TYPE_CHECKING:
    from descentlab.exhibit import Verdict
    from descentlab.runs.run import Run


def check(
    context: typer.Context,
    exhibit: Annotated[str | None, typer.Argument(help="One from `descentlab list`.")] = None,
    set_: Sets = None,
    steps: Steps = None,
    seed: Seed = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
    threads: Threads = 1,
    every: Annotated[
        bool, typer.Option("--all", help="Every claim of every paper, at three seeds or more.")
    ] = False,
    only: Annotated[
        str, typer.Option(metavar="GLOB", help="With --all: claims or exhibits such as 'sgd_*'.")
    ] = "*",
    slow: Annotated[
        bool, typer.Option("--slow", help="With --all: run those of minutes a seed as well.")
    ] = False,
    workers: Annotated[
        int | None, typer.Option(min=1, help="With --all: processes; by default one a core.")
    ] = None,
) -> None:
    """Run an exhibit and hold what it measured against its claim; or, with --all, every claim.

    Exits with 0 when the claim holds, 1 when it does not, 2 when the check could not be made. With
    --all: 0 when every claim could be run, whatever became of it, and 2 when one could not.
    """
    if every is (exhibit is not None):
        raise typer.BadParameter("expected an exhibit or --all, one of the two.", context)
    of_one = any(given is not None for given in (set_, steps, seed))
    of_all = only != "*" or slow or workers is not None
    if of_one if every else of_all:
        raise typer.BadParameter(
            "--set, --steps and --seed are for one exhibit; --only, --slow and --workers "
            "go with --all.", context,
        )  # fmt: skip
    if every:
        from descentlab.cli.check_all import check_all

        check_all(only, slow=slow, workers=workers, as_json=as_json)
    _check_one(exhibit, assigned=(set_, seed), steps=steps, as_json=as_json, threads=threads)


def _check_one(
    exhibit: str, *, assigned: tuple[Any, Any], steps: int | None, as_json: bool, threads: int
) -> None:
    from descentlab.catalog import load
    from descentlab.cli.assignments import assignments
    from descentlab.cli.driving import drive, use_threads
    from descentlab.runs.run import Run

    declared = load(exhibit)
    settings = declared.settings().with_(**assignments(declared.settings, *assigned))
    use_threads(threads)
    run = Run(declared, settings)
    signal = drive(run, steps or declared.check_steps)
    if signal:
        typer.echo(f"descentlab: stopped at step {run.step}; nothing was decided.", err=True)
        raise typer.Exit(128 + signal)
    verdict = declared.check(run.trace, run.initial)
    if as_json:
        typer.echo(json.dumps(_data(run, verdict), ensure_ascii=False, indent=2))
    else:
        output().print(_table(run, verdict))
    raise typer.Exit(0 if verdict.holds else 1)


def _table(run: Run, verdict: Verdict) -> Table:
    table = Table(title=run.exhibit.title, title_justify="left", show_header=False)
    table.add_row("claim", run.exhibit.claim)
    table.add_row("paper", run.exhibit.paper)
    changed = ", ".join(f"{name} = {value}" for name, value in run.initial.changed().items())
    table.add_row("settings", changed or "defaults")
    table.add_row("steps", str(run.step), end_section=True)
    for name, value in verdict.measured.items():
        table.add_row(name, f"{value:.6g}")
    table.add_section()
    table.add_row("expected", verdict.expected)
    table.add_row(
        "verdict",
        "holds" if verdict.holds else "does not hold",
        style="bold green" if verdict.holds else "bold red",
    )
    table.add_row("why", verdict.why)
    return table


def _data(run: Run, verdict: Verdict) -> dict[str, Any]:
    measured = {name: float(value) for name, value in verdict.measured.items()}
    return {
        "exhibit": run.exhibit.id,
        "claim": run.exhibit.claim,
        "paper": run.exhibit.paper,
        "settings": dict(vars(run.initial)),
        "steps": run.step,
        "holds": bool(verdict.holds),
        # JSON has no NaN: null is "not measured"
        "measured": {k: v if math.isfinite(v) else None for k, v in measured.items()},
        "expected": verdict.expected,
        "why": verdict.why,
    }
