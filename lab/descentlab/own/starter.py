"""The file that one's own exhibit begins as: commented, and running."""

from __future__ import annotations

from pathlib import Path

from descentlab.errors import LabError
from descentlab.own.reading import shipped_ids

TEMPLATE = Path(__file__).with_name("_starter.py")


def starter(name: str) -> str:
    """The text of an exhibit called `name`, to be changed. LabError where it cannot be its name."""
    if not name.isidentifier() or name.startswith("_") or name in shipped_ids():
        raise LabError(
            "Expected a name of letters, digits and _ that begins with a letter and that no "
            f"exhibit of the lab has; found {name!r}. Choose another."
        )
    return TEMPLATE.read_text(encoding="utf-8").replace('id="NAME"', f'id="{name}"')
