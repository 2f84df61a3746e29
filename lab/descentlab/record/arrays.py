"""A zarr array on disk: its metadata, and rows written to and read from its chunks.

Zarr format 3, chunks uncompressed and cut along the first dimension only, so that a chunk is the
bytes of its rows. Written here rather than through the zarr library because a commit has to put
the sizes of all arrays in force at once (see `folder`), and because the library's asynchronous
machinery costs tens of milliseconds a flush that the run would have to share its interpreter with.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from descentlab.record.atomic import replace_file

#: Size up to which a chunk grows: it is rewritten at every flush until it is full.
CHUNK_BYTES = 2**16
#: Rows a chunk has at least when it is not known how long the run will be.
FEW_ROWS = 64


@dataclass(frozen=True)
class Array:
    """Where and how a series lies on disk. `dims[0]` is the axis that grows."""

    name: str
    dims: tuple[str, ...]
    row: tuple[int, ...]  # shape of one row
    dtype: str  # "float64" or "int64"
    chunk: int  # rows a chunk
    attributes: Mapping[str, Any]

    @classmethod
    def new(
        cls,
        name: str,
        dims: Sequence[tuple[str, int]],
        attributes: Mapping[str, Any],
        *,
        rows: int | None,
        dtype: str = "float64",
    ) -> Array:
        """An array of which about `rows` are expected; `dims` beyond the first have a length."""
        row = tuple(length for _, length in dims[1:])
        chunk = max(1, CHUNK_BYTES // (8 * math.prod(row)))
        if rows is not None:
            chunk = min(chunk, max(FEW_ROWS, rows))
        return cls(name, tuple(dim for dim, _ in dims), row, dtype, chunk, attributes)

    def metadata(self, rows: int) -> dict[str, Any]:
        """The array's `zarr.json` when it has `rows` rows."""
        return {
            "zarr_format": 3,
            "node_type": "array",
            "shape": [rows, *self.row],
            "data_type": self.dtype,
            "chunk_grid": {
                "name": "regular",
                "configuration": {"chunk_shape": [self.chunk, *self.row]},
            },
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": "NaN" if self.dtype == "float64" else 0,
            "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
            "attributes": dict(self.attributes),
            "dimension_names": list(self.dims),
            "storage_transformers": [],
        }

    @classmethod
    def from_metadata(cls, name: str, data: Mapping[str, Any]) -> tuple[Array, int]:
        """The array and how many rows it has; KeyError, ValueError or TypeError if malformed."""
        rows, *row = data["shape"]
        chunk, *rest = data["chunk_grid"]["configuration"]["chunk_shape"]
        codecs = [codec["name"] for codec in data["codecs"]]
        dims = tuple(data["dimension_names"])
        if rest != row or codecs != ["bytes"] or len(dims) != 1 + len(row):
            raise ValueError(f"{name} is not laid out as a record's array")
        return cls(name, dims, tuple(row), data["data_type"], chunk, data["attributes"]), rows

    def write_metadata(self, root: Path, rows: int) -> None:
        text = json.dumps(self.metadata(rows), ensure_ascii=False)
        replace_file(root / self.name / "zarr.json", text.encode())

    def write(self, root: Path, start: int, values: np.ndarray) -> None:
        """Put `values` [n, ...] at rows start, start + 1, ..., a whole chunk at a time."""
        end = start + len(values)
        for index in range(start // self.chunk, -(-end // self.chunk)):
            first = index * self.chunk
            low, high = max(start, first), min(end, first + self.chunk)
            block = self._chunk(root, index) if low > first else self._blank()
            block[low - first : high - first] = values[low - start : high - start]
            path = self._path(root, index)
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, block.tobytes())

    def read(self, root: Path, rows: int) -> np.ndarray:
        """The first `rows` rows."""
        blocks = [self._chunk(root, i) for i in range(-(-rows // self.chunk))]
        return np.concatenate([self._blank()[:0], *blocks])[:rows]

    def _chunk(self, root: Path, index: int) -> np.ndarray:
        flat = np.fromfile(self._path(root, index), self._stored)
        return flat.reshape(self.chunk, *self.row)

    def _blank(self) -> np.ndarray:
        missing = np.nan if self.dtype == "float64" else 0
        return np.full((self.chunk, *self.row), missing, self._stored)

    @property
    def _stored(self) -> np.dtype:
        return np.dtype(self.dtype).newbyteorder("<")

    def _path(self, root: Path, index: int) -> Path:
        return root.joinpath(self.name, "c", str(index), *("0" for _ in self.row))
