"""Commands: what a person does to a run, as data that can be logged, sent and replayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from descentlab.errors import LabError

#: Kinds of command and the arguments each takes.
KINDS: dict[str, tuple[str, ...]] = {
    "set": ("name", "value"),
    "place": ("values",),
    "kick": ("amount",),
    "move": ("plane", "x", "y"),
}


@dataclass(frozen=True)
class Command:
    """Something done to a run when it stood at `step`, before it moved on to `step + 1`."""

    step: int
    kind: str
    args: Mapping[str, Any]

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise LabError(f"Expected a command among {', '.join(KINDS)}; found {self.kind!r}.")
        if set(self.args) != set(KINDS[self.kind]):
            raise LabError(
                f"{self.kind}: expected the arguments {', '.join(KINDS[self.kind])}; "
                f"found {', '.join(self.args) or 'none'}."
            )
        values = self.args.get("values", {})
        if self.kind == "place" and not (isinstance(values, Mapping) and values):
            raise LabError(f"place: expected values by the names of settings; found {values!r}.")

    def supersedes(self, earlier: Command) -> bool:
        """Whether this makes `earlier`, issued at the same step, irrelevant.

        A slider dragged across its range, or an arrow dragged across a picture, says many things at
        one step of which only the last counts: the log keeps that one. Only the command just
        before this one may be asked about: between two others something may have depended on it.
        """
        if (self.step, self.kind) != (earlier.step, earlier.kind) or self.kind == "kick":
            return False
        if self.kind == "place":
            return set(self.args["values"]) == set(earlier.args["values"])
        return self.kind == "move" or self.args["name"] == earlier.args["name"]

    def to_json(self) -> list[Any]:
        """A compact form for links and records: [step, kind, arguments in order]."""
        return [self.step, self.kind, *(self.args[name] for name in KINDS[self.kind])]

    @classmethod
    def from_json(cls, row: Any) -> Command:
        """The inverse of `to_json`; LabError when `row` is not such a list."""
        if not isinstance(row, list) or len(row) < 2 or not isinstance(row[0], int):
            raise LabError(f"Expected a command as [step, kind, arguments]; found {row!r}.")
        step, kind, *values = row
        names = KINDS.get(kind, ()) if isinstance(kind, str) else ()
        if not names or len(names) != len(values) or step < 0:
            raise LabError(f"Expected a command as [step, kind, arguments]; found {row!r}.")
        return cls(step, kind, dict(zip(names, values, strict=True)))
