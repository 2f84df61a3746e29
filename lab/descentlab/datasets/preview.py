"""Preview: a file as a person sees it before training on it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from descentlab.datasets.dataset import CLASSES, NUMBERS, Dataset
from descentlab.datasets.table import Table, Words

#: What is shown of rows, columns and pictures, and how many targets can be chosen from.
ROWS, COLUMNS, PICTURES, SIDE, TARGETS = 5, 8, 10, 32, 256


def preview(
    table: Table, target: str, data: Dataset | None, hindrance: str, notes: list[str]
) -> dict[str, Any]:
    """Plain data that tell what is in `table` and what it is as `data`.

    `hindrance` says why it cannot be trained on, where that is so; `notes` what the exhibit makes
    of it.
    """
    told = table.targets[target]
    targets = list(table.targets)
    first = [j for j in range(len(table.columns)) if j not in told][:COLUMNS]
    one_of = isinstance(table.values[told[0]], Words)
    return {
        "name": table.name,
        "sha256": table.digest,
        "rows": table.rows,
        "columns": len(table.columns),
        "targets": targets if len(targets) <= TARGETS else [*targets[: TARGETS - 1], targets[-1]],
        "target": target,
        "kind": data.kind if data is not None else CLASSES if one_of else NUMBERS,
        "kinds": [CLASSES] if one_of else [NUMBERS] if len(told) > 1 else [CLASSES, NUMBERS],
        "kept": len(data.inputs) if data is not None else 0,
        "inputs": data.inputs.shape[1] if data is not None else 0,
        "classes": (
            [[n, c] for n, c in zip(data.classes, data.counts(), strict=True)]
            if data is not None and data.classes
            else []
        ),
        "head": {
            "columns": [table.columns[j] for j in (*first, *told[:COLUMNS])],
            "inputs": len(first),
            "rows": [
                [_cell(table.values[j], row) for j in (*first, *told[:COLUMNS])]
                for row in range(min(ROWS, len(table)))
            ],
        },
        "remarks": [*(data.remarks if data is not None else table.remarks), *notes],
        "pictures": _pictures(data),
        "hindrance": hindrance,
    }


def _cell(values: np.ndarray | Words | None, row: int) -> str:
    if values is None:
        return "text"
    if isinstance(values, Words):
        return values.names[values.codes[row]] if values.codes[row] >= 0 else "–"
    return f"{values[row]:.4g}" if np.isfinite(values[row]) else "–"


def _pictures(data: Dataset | None) -> dict[str, Any] | None:
    """The first pictures, no larger than they are shown: grey values, row by row, as base64."""
    if data is None or data.pictures is None:
        return None
    stride = -(-max(data.pictures.shape[1:]) // SIDE)
    shown = data.pictures[:PICTURES, ::stride, ::stride]
    return {
        "count": shown.shape[0],
        "height": shown.shape[1],
        "width": shown.shape[2],
        "grey": base64.b64encode(shown.tobytes()).decode(),
        "names": [data.classes[t] for t in data.targets[:PICTURES]] if data.classes else [],
    }
