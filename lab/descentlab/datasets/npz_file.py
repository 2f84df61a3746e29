"""npz: numpy arrays in a zip archive, inputs and targets by their names."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable

import numpy as np

from descentlab.datasets.limits import (
    CLASSES,
    COLUMNS,
    NAME,
    OUTPUTS,
    UNPACKED_BYTES,
    mebibytes,
)
from descentlab.datasets.npz_member import NUMERIC, TEXT, Member, look
from descentlab.datasets.sampling import kept_rows, left_out
from descentlab.datasets.table import Table, Words
from descentlab.errors import LabError

#: Names that arrays go by, in any case; those further to the front first.
INPUTS = ("x", "inputs", "images", "data", "features", "x_train", "train_images")
TARGETS = ("y", "labels", "targets", "target", "label", "y_train", "train_labels")
#: Members looked at.
MEMBERS = 64
_HINT = "Save it with numpy.savez(file, X=inputs, y=labels)."


def read_npz(data: bytes, name: str, digest: str) -> Table:
    """The arrays in `data`: inputs [n, d], [n, h, w] or [n, h, w, c], and targets [n] or [n, k].

    Raises LabError when they are not there, do not fit together or are more than the limits.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            x, y = _chosen(_members(archive, name), name)
            return _table(name, digest, x, x.read(archive), y, y.read(archive))
    except LabError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        EOFError,
        RuntimeError,
        NotImplementedError,
        ValueError,
    ) as error:
        raise LabError(
            f"{name}: expected an npz archive as numpy.savez writes it; it cannot be unpacked "
            f"({str(error)[:80] or type(error).__name__}). It may be cut short; save it again."
        ) from error


def _members(archive: zipfile.ZipFile, name: str) -> list[Member]:
    infos = [info for info in archive.infolist() if info.filename.endswith(".npy")]
    if not infos:
        raise LabError(f"{name}: expected an npz archive; found a zip without arrays. {_HINT}")
    total = sum(info.file_size for info in infos)
    if len(infos) > MEMBERS or total > 2 * UNPACKED_BYTES:
        raise LabError(
            f"{name}: expected inputs and targets; found {len(infos)} arrays that unpack to "
            f"{mebibytes(total)}. {_HINT}"
        )
    return [look(archive, info, name) for info in infos]


def _chosen(members: list[Member], name: str) -> tuple[Member, Member]:
    """The inputs and the targets."""
    x, y = _named(members, INPUTS), _named(members, TARGETS)
    if x is None or y is None or x is y:
        found = ", ".join(member.described for member in members[:6])
        raise LabError(
            f"{name}: expected inputs called one of {', '.join(INPUTS[:4])} and targets called "
            f"one of {', '.join(TARGETS[:3])}; found {found}. {_HINT}"
        )
    if x.dtype.kind not in NUMERIC or len(x.shape) not in (2, 3, 4):
        raise LabError(
            f"{name}: expected inputs as numbers [n, d] or pictures [n, h, w]; found {x.described}."
        )
    if len(y.shape) not in (1, 2) or (y.dtype.kind in TEXT and len(y.shape) != 1):
        raise LabError(f"{name}: expected targets [n] or [n, k]; found {y.described}.")
    if x.shape[0] != y.shape[0] or 0 in x.shape or 0 in y.shape:
        raise LabError(
            f"{name}: expected as many targets as inputs; found {x.described} and {y.described}."
        )
    width = int(np.prod(x.shape[1:]))
    if width > COLUMNS or (len(y.shape) == 2 and y.shape[1] > OUTPUTS):
        raise LabError(
            f"{name}: expected at most {COLUMNS} inputs and {OUTPUTS} targets a row; found "
            f"{x.described} and {y.described}. Save smaller pictures or fewer columns."
        )
    return x, y


def _named(members: Iterable[Member], names: tuple[str, ...]) -> Member | None:
    by_name = {member.name.lower(): member for member in members}
    return next((by_name[name] for name in names if name in by_name), None)


def _table(
    name: str, digest: str, x: Member, inputs: np.ndarray, y: Member, targets: np.ndarray
) -> Table:
    rows, width = len(inputs), int(np.prod(x.shape[1:]))
    kept = kept_rows(rows, width)
    flat = inputs.reshape(rows, width)[kept].astype(np.float64)
    told = _targets(targets[kept])
    labels = [y.name] if len(told) == 1 else [f"{y.name}[{k}]" for k in range(len(told))]
    columns = (*(f"{x.name}[{j}]" for j in range(width)), *labels)
    return Table(
        name=name,
        digest=digest,
        columns=columns,
        values=(*flat.T, *told),
        targets={y.name: tuple(range(width, width + len(told)))},
        proposed=y.name,
        few=CLASSES,
        rows=rows,
        remarks=tuple(left_out(rows, len(kept))),
        image=x.shape[1:3] if len(x.shape) == 3 or x.shape[3:] == (1,) else None,
    )


def _targets(targets: np.ndarray) -> list[np.ndarray | Words]:
    """The targets as columns: words, whole numbers, one-hot rows as such, or real numbers."""
    if targets.dtype.kind in TEXT:
        if targets.dtype.kind == "S":
            targets = np.char.decode(targets, "latin-1")
        names, codes = np.unique(targets, return_inverse=True)
        return [Words(codes.reshape(-1), tuple(str(n)[:NAME] for n in names))]
    targets = targets.astype(np.float64)
    if targets.ndim == 1:
        return [targets]
    one_hot = targets.shape[1] > 1 and bool(
        np.isin(targets, (0.0, 1.0)).all() and (targets.sum(1) == 1).all()
    )
    return [targets.argmax(1).astype(np.float64)] if one_hot else list(targets.T)
