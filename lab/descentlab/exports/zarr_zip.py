"""A run's record as one file: a zarr group in a zip archive."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from descentlab.errors import LabError
from descentlab.exports.archive import zipped
from descentlab.record import checkpoint, write_whole
from descentlab.runs.run import Run

#: Bytes of numbers beyond which a record is not handed over through the page.
MOST_BYTES = 256 * 2**20


def record_zip(run: Run, share: str) -> bytes:
    """The record of `run`, with the share text as its attribute `share`.

    zarr's `ZipStore` opens the archive as it is; unzipped into a folder it is what
    `descentlab.record.open` and `xarray.open_zarr` read. The checkpoint stays out: it holds
    weights, and resuming does without.

    Raises LabError when the record is too large.
    """
    size = sum(run.trace.series(name).values.nbytes for name in run.trace.specs)
    if size > MOST_BYTES:
        raise LabError(
            f"Expected at most {MOST_BYTES // 2**20} MiB of numbers to hand over; found "
            f"{size // 2**20}. Record the run with `descentlab run ... --out`."
        )
    with TemporaryDirectory(prefix="descentlab-") as folder:
        root = write_whole(run, Path(folder) / "run.zarr", said={"share": share})
        paths = sorted(p for p in root.rglob("*") if p.is_file() and p.name[0] != ".")
        inside = {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}
    inside.pop(checkpoint.NAME, None)
    return zipped(inside)
