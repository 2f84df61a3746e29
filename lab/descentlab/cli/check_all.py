"""`descentlab check --all`: every claim at its seeds, as one table of verdicts."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import typer

from descentlab.cli.bars import bar_of

if TYPE_CHECKING:
    from descentlab.claim import Claim
    from descentlab.verdicts import Measured, Row
    from descentlab.verdicts.running import Job

#: Exit status where a claim could not be run, and where Ctrl-C ended it all.
FAILED, INTERRUPTED = 2, 130


def check_all(only: str, *, slow: bool, workers: int | None, as_json: bool) -> None:
    """Run the claims that `only` names, print their table, and exit as `descentlab.cli` says."""
    from descentlab.cli.driving import use_threads
    from descentlab.cli.verdict_table import data, show
    from descentlab.sweeps.cluster import cores
    from descentlab.verdicts import rows
    from descentlab.verdicts.running import jobs

    use_threads(1)
    claims = _chosen(only)
    left = [claim for claim in claims if claim.larger or (claim.slow and not slow)]
    asked = [claim for claim in claims if claim not in left]
    ended = _Ended()
    interrupted = ended.run(jobs(asked), workers or cores())
    known = {row.claim.id: row for row in [*rows(left), *ended.rows(asked)]}
    found = [known[claim.id] for claim in claims if claim.id in known]
    if as_json:
        typer.echo(json.dumps(data(found), ensure_ascii=False, indent=2, allow_nan=False))
    else:
        show(found)
    if interrupted:
        undecided = f"{len(claims) - len(found)} of {len(claims)} claims"
        typer.echo(f"descentlab: stopped; {undecided} were not decided.", err=True)
        raise typer.Exit(INTERRUPTED)
    raise typer.Exit(FAILED if any(row.problem for row in found) else 0)


class _Ended:
    """What became of the jobs so far."""

    def __init__(self) -> None:
        self.measured: dict[str, dict[int, Measured]] = {}
        self.problems: dict[str, str] = {}

    def run(self, jobs: Sequence[Job], workers: int) -> bool:
        """Measure them all, with a bar where there is a terminal; True when Ctrl-C ended it."""
        from descentlab.verdicts.running import results

        with bar_of("claims") as bar, closing(results(jobs, workers)) as arriving:
            task = bar.add_task("", total=len(jobs), numbers="")
            try:
                for done in arriving:
                    claim, seed = done.job.claim, done.job.seed
                    if done.measured is None:
                        self.problems.setdefault(claim.id, f"seed {seed}: {done.problem}")
                    else:
                        self.measured.setdefault(claim.id, {})[seed] = done.measured
                    bar.update(task, advance=1, numbers=f"{claim.id}, seed {seed}")
            except KeyboardInterrupt:
                return True
        return False

    def rows(self, asked: Sequence[Claim]) -> list[Row]:
        """Those of `asked` that have ended at every seed, or failed at one."""
        from descentlab.verdicts import Row, gathered

        found = []
        for claim in asked:
            seeds = self.measured.get(claim.id, {})
            problem = self.problems.get(claim.id, "")
            if problem or len(seeds) == len(claim.seeds):
                evidence = gathered(claim, seeds) if not problem else None
                found.append(Row(claim, evidence, problem, from_record=False))
        return found


def _chosen(only: str) -> list[Claim]:
    """The claims whose id or exhibit fits the pattern; LabError where none does."""
    from descentlab.errors import LabError
    from descentlab.verdicts import every_claim

    found = [
        claim
        for claim in every_claim()
        if any(fnmatch.fnmatchcase(name, only) for name in (claim.id, claim.exhibit))
    ]
    if not found:
        raise LabError(
            f"--only: expected a claim or an exhibit, with * for any letters; found {only!r}, "
            "which fits none. `descentlab list` has the exhibits; those of your own come with "
            "`descentlab --exhibits FOLDER check --all`."
        )
    return found
