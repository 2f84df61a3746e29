"""Encoding: a moment of a run as dicts, lists, numbers and tensors, and back.

torch can load those without running anything that the file says. A frozen dataclass becomes a
dict that names its class; only classes of the lab, the kernels and the exhibit's own package are
built again.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np
import torch

from descentlab.errors import LabError

#: Packages whose dataclasses a checkpoint may always hold.
TRUSTED = ("descentlab", "descentkernels")


def encode(value: Any) -> Any:
    """`value` as plain data. Tensors are kept as they are, so those shared are stored once.

    Raises LabError when `value` holds something that is neither a tensor, plain data nor a
    dataclass of such.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, torch.Tensor):
        return value.detach() if value.requires_grad else value
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return {"kind": "array", "values": torch.from_numpy(value.copy())}
    if isinstance(value, tuple):
        return tuple(encode(item) for item in value)
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {"kind": "mapping", "items": {key: encode(value[key]) for key in value}}
    if is_dataclass(value) and not isinstance(value, type):
        cls = type(value)
        items = {f.name: encode(getattr(value, f.name)) for f in fields(value) if f.init}
        return {"kind": f"{cls.__module__}:{cls.__qualname__}", "items": items}
    raise LabError(
        f"Expected what a run remembers to be tensors, plain data and dataclasses; found a "
        f"{type(value).__name__}. Let the measurement return those as its artefact."
    )


def decode(value: Any, trusted: Collection[str] = ()) -> Any:
    """The inverse of `encode`. `trusted` are further packages whose dataclasses may be built.

    Raises LabError when `value` was not made by `encode` or names a class that is not trusted.
    """
    if isinstance(value, list | tuple):
        return type(value)(decode(item, trusted) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("kind")
    if kind == "array":
        return value["values"].numpy()
    items = {key: decode(item, trusted) for key, item in value["items"].items()}
    return items if kind == "mapping" else _dataclass(kind, {*TRUSTED, *trusted})(**items)


def _dataclass(kind: Any, trusted: Collection[str]) -> type:
    module, _, name = str(kind).partition(":")
    if module.split(".")[0] not in trusted:
        raise LabError(f"Expected a class of {', '.join(sorted(trusted))}; found {kind!r}.")
    try:
        cls = getattr(sys.modules.get(module) or import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise LabError(f"Expected a class this lab has; found {kind!r}.") from error
    if not (isinstance(cls, type) and is_dataclass(cls)):
        raise LabError(f"Expected a dataclass; found {kind!r}.")
    return cls
