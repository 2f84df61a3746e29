"""Bookmarks: steps with a name. A fork shows those of the past it shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from descentlab.errors import LabError
from descentlab.worker.branch import Branch, owner

#: Bookmarks a session may have, and letters each name.
MOST, LENGTH = 50, 60


@dataclass(frozen=True)
class Bookmark:
    """A named step, kept with the branch that step belongs to: not with the forks made after it."""

    branch: Branch
    step: int
    name: str


class Bookmarks:
    """The bookmarks of a session, in the order they were made."""

    def __init__(self) -> None:
        self.marks: list[Bookmark] = []

    def put(self, branches: Sequence[Branch], at: Branch, step: int, name: Any) -> None:
        """Name `step` of the branch `at`; a step that has a name takes the new one."""
        if type(step) is not int or not 0 <= step <= at.run.step:
            raise LabError(
                f"Expected a step of {at.name!r} from 0 to {at.run.step}; found {step!r}."
            )
        name = " ".join(str(name or "").split())[:LENGTH] or f"step {step}"
        of = owner(branches, at, step)
        mark = Bookmark(of, step, name)
        for index, other in enumerate(self.marks):
            if (other.branch, other.step) == (of, step):
                self.marks[index] = mark
                return
        if len(self.marks) >= MOST:
            raise LabError(f"Expected at most {MOST} bookmarks; remove one first.")
        self.marks.append(mark)

    def drop(self, index: Any) -> None:
        """The bookmark at `index` goes."""
        if type(index) is not int or not 0 <= index < len(self.marks):
            raise LabError(f"Expected one of {len(self.marks)} bookmarks; found {index!r}.")
        del self.marks[index]

    def branch_goes(self, gone: Branch, children: Sequence[Branch]) -> None:
        """A branch is removed: what a child of it shares stays, with the first such child."""
        kept = []
        for mark in self.marks:
            heirs = [c for c in children if mark.step <= c.fork_step]
            if mark.branch is not gone:
                kept.append(mark)
            elif heirs:
                kept.append(replace(mark, branch=heirs[0]))
        self.marks = kept

    def described(self, branches: Sequence[Branch]) -> list[dict[str, Any]]:
        """The bookmarks for a frame's header."""
        return [
            {"branch": branches.index(m.branch), "step": m.step, "name": m.name}
            for m in self.marks
            if m.branch in branches
        ]
