"""Settings from the command line: `name=value`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from descentlab.errors import LabError
from descentlab.settings import Settings, find


def assignments(
    cls: type[Settings], pairs: Sequence[str] | None, seed: int | None = None
) -> dict[str, Any]:
    """The settings of `cls` that `pairs` (each "name=value") and `seed` ask for, as their types.

    Raises LabError when a pair has no "=", names no setting, repeats one, or its value is not in
    the setting's domain.
    """
    found: dict[str, Any] = {}
    for pair in [*(pairs or ()), *([] if seed is None else [f"seed={seed}"])]:
        name, equals, value = (part.strip() for part in pair.partition("="))
        if not equals:
            raise LabError(f"--set: expected name=value, such as lr=0.05; found {pair!r}.")
        setting = find(cls, name)
        if name in found:
            raise LabError(f"Expected {name} to be set once; found it again as {pair!r}.")
        found[name] = setting.parse(value)
    return found
