"""Open a record as an xarray data set."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from descentlab.record.lock import is_written
from descentlab.record.root import read_root

if TYPE_CHECKING:
    import xarray as xr


def open(path: str | PathLike[str]) -> xr.Dataset:
    """The record at `path` as it is now: `xarray.open_zarr(path)` with clear errors.

    Series measured at every step are on `step`; others are on `step_<measurement>`. The attribute
    `status` is running, complete, diverged or interrupted; a run that was killed could not say so
    itself, and is told from a running one by nobody writing it any more.

    Raises LabError when there is no record at `path`, or one this lab cannot read.
    """
    import xarray as xr  # slow to import, and writing a record does without

    path = Path(path)
    root = read_root(path)
    dataset = xr.open_zarr(path)
    if root.attributes.get("status") == "running" and not is_written(path):
        dataset.attrs["status"] = "interrupted"
    return dataset
