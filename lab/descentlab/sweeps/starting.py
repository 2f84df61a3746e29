"""Starting a sweep, and taking one up again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from descentlab import own
from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.sweeps.declaration import Declaration
from descentlab.sweeps.declaring import declare, validate
from descentlab.sweeps.folder import DECLARED, Folder
from descentlab.sweeps.means import Means
from descentlab.sweeps.opening import read
from descentlab.sweeps.results import Result
from descentlab.sweeps.running import Sweep


def sweep(
    exhibit: str | Exhibit,
    grid: Mapping[str, Any] | None = None,
    *,
    seeds: int | str | Sequence[int] = 1,
    steps: int | None = None,
    measures: Sequence[str] | None = None,
    records: str = "all",
    out: str | PathLike[str] | None = None,
    resume: bool = False,
    client: Any = None,
    dask: str | None = None,
    workers: int | None = None,
    memory_mb: float | None = None,
    retries: int = 2,
    timeout: float | None = None,
    **fixed: Any,
) -> Sweep:
    """Run `exhibit` at every point of `grid` and for every seed; returns at once.

    `grid` maps settings to their values: a sequence, or text such as "log:0.001:0.3:12" or
    "16,64,256"; `fixed` are settings of every point. `seeds` is how many, or which; `steps` how
    far each run goes (by default as far as the exhibit's check wants). `measures` are statistics to
    keep beside the usual ones, such as "eigenvalues[1]@max" or "loss@at:50".

    With `out` the sweep is kept in that folder, with a record of every run unless `records` is
    "none", and can be taken up again there with `resume`. Points run on local processes, `workers`
    of them, each limited to `memory_mb`; or on the Dask cluster at the address `dask` or of
    `client`, whose workers need this package and no common disk: numbers and records come back as
    data. A point whose worker dies is tried `retries` times more; one that takes longer than
    `timeout` seconds, or raises, is recorded as failed with the reason.

    Raises LabError when a setting, value, statistic or folder is not one that can be had.
    """
    found = load(exhibit) if isinstance(exhibit, str) else exhibit
    declared = declare(
        found, grid or {}, seeds=seeds, steps=steps, fixed=fixed, measures=measures,
        records=records,
    )  # fmt: skip
    memory = None if memory_mb is None else int(memory_mb * 2**20)
    means = Means(client, dask, workers, memory, retries, timeout)
    if resume and out is not None and (Path(out) / DECLARED).exists():
        return resumed(out, means, exhibit=found, declared=declared)
    validate(declared, found)
    return begun(declared, found, means, out)


def begun(
    declared: Declaration, exhibit: Exhibit, means: Means, out: str | PathLike[str] | None
) -> Sweep:
    """The sweep `declared`, at work, kept at `out` if that is given."""
    folder = None if out is None else Folder.create(Path(out), declared)
    return Sweep(declared, _sent(exhibit), means, folder)


def resumed(
    out: str | PathLike[str],
    means: Means,
    *,
    exhibit: Exhibit | None = None,
    declared: Declaration | None = None,
    retry_failed: bool = False,
) -> Sweep:
    """The sweep in the folder `out`, gone on with: the points that are missing are run.

    Failed points stay so unless `retry_failed`. Raises LabError when there is no sweep, another
    process is at it, or it is another than `declared`.
    """
    path = Path(out)
    results = read(path)
    if declared is not None and not declared.same_points(results.declaration):
        raise LabError(
            f"{path}: expected the sweep that is asked for; found another one there "
            f"({results.declaration.exhibit}: {results.declaration.words()}). Resume it by "
            "`descentlab sweep --resume FOLDER` alone, or choose another folder."
        )
    folder = Folder(path, results.declaration)
    if retry_failed:
        again = [i for i, point in enumerate(results.points) if point.status == "failed"]
        folder.forget(again)
        for index in again:
            results.points[index] = Result()
    found = exhibit or load(results.declaration.exhibit)
    return Sweep(results.declaration, _sent(found), means, folder, results)


def _sent(exhibit: Exhibit) -> str | Exhibit:
    """What travels to a worker: the name or path, where the worker finds the exhibit by it."""
    place = own.place_of(exhibit)
    if place is not None:
        return place
    try:
        return exhibit.id if load(exhibit.id) is exhibit else exhibit
    except LabError:
        return exhibit
