"""An array in an npz archive, looked at before anything of it is unpacked.

Pickled objects are never loaded, whatever the file says. A header that promises more than the
member holds is refused before memory is asked for.
"""

from __future__ import annotations

import math
import tokenize
import zipfile
from dataclasses import dataclass

import numpy as np

from descentlab.datasets.limits import UNPACKED_BYTES, mebibytes
from descentlab.errors import LabError

#: Of an .npy header: real ones have a hundred characters or two.
HEADER = 1024
#: Kinds of numpy dtype: numbers, and for targets also text.
NUMERIC, TEXT = "biuf", "US"


@dataclass(frozen=True)
class Member:
    """An array: its shape and dtype, and where its bytes are."""

    name: str
    shape: tuple[int, ...]
    dtype: np.dtype
    fortran: bool
    start: int  # bytes before the first number
    info: zipfile.ZipInfo

    @property
    def described(self) -> str:
        return f"{self.name} {list(self.shape)} {self.dtype}"

    def read(self, archive: zipfile.ZipFile) -> np.ndarray:
        """The array; its size was checked when its header was."""
        with archive.open(self.info) as file:
            file.read(self.start)
            data = file.read(self.info.file_size - self.start)
        values = np.frombuffer(data, self.dtype)
        return values.reshape(self.shape, order="F" if self.fortran else "C")


def look(archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> Member:
    """The header of a member; LabError when it is not an array of numbers or text."""
    name = info.filename.removesuffix(".npy")[:60]
    if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise LabError(
            f"{file}: expected members as numpy.savez writes them; {name!r} is encrypted or packed "
            "in another way. Save the arrays again."
        )
    if info.file_size > UNPACKED_BYTES:
        raise LabError(
            f"{file}: expected arrays of at most {mebibytes(UNPACKED_BYTES)}; {name!r} unpacks to "
            f"{mebibytes(info.file_size)}. Save fewer rows, or smaller numbers (uint8, float32)."
        )
    with archive.open(info) as opened:
        shape, fortran, dtype, start = _header(opened, name, file)
    if dtype.hasobject:
        raise LabError(
            f"{file}: expected arrays of numbers; {name!r} holds pickled Python objects, which "
            "the lab never loads. Save it as numbers, or labels as text: labels.astype(str)."
        )
    if dtype.kind not in NUMERIC + TEXT or dtype.itemsize == 0 or dtype.itemsize > 16 * HEADER:
        raise LabError(f"{file}: expected numbers or text in {name!r}; found {dtype}.")
    size = math.prod(shape) * dtype.itemsize
    if min(shape, default=1) < 0 or size != info.file_size - start:
        raise LabError(
            f"{file}: {name!r} says it has {list(shape)} numbers of {dtype.itemsize} bytes; found "
            f"{info.file_size - start} bytes. The file is damaged; save it again."
        )
    return Member(name, shape, dtype, fortran, start, info)


def _header(opened, name: str, file: str) -> tuple[tuple[int, ...], bool, np.dtype, int]:
    """Shape, order, dtype and length of the header; it is parsed as a literal, never run."""
    readers = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }
    try:
        version = np.lib.format.read_magic(opened)
        shape, fortran, dtype = readers[version](opened, max_header_size=HEADER)
        return shape, fortran, dtype, opened.tell()
    except (
        ValueError,
        KeyError,
        TypeError,
        SyntaxError,
        tokenize.TokenError,
        RecursionError,
        UnicodeDecodeError,
        OverflowError,
        AttributeError,
        IndexError,
    ) as error:
        raise LabError(
            f"{file}: expected arrays as numpy.savez writes them; the beginning of {name!r} is not "
            "that of one. Save the arrays again."
        ) from error
