"""A branch of a session: a run and what the screen has been told of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count, takewhile
from typing import Any

from descentlab.frames import streamed
from descentlab.measurements.landscape import Landscape
from descentlab.runs.command import Command
from descentlab.runs.run import Run
from descentlab.settings import find
from descentlab.worker.planes import PlaneShelf
from descentlab.worker.rest import Rest

#: Series that wait for their plane's picture, so that no point is drawn on the wrong landscape.
PLACE = ("plane_xy", "plane_distance")

_IDS = count(1)


class Branch:
    """One of the runs a session compares."""

    def __init__(self, run: Run, name: str, parent: int | None = None, fork_step: int = 0) -> None:
        self.run, self.name, self.parent, self.fork_step = run, name, parent, fork_step
        self.id = next(_IDS)  # it stays when branches before it go or it gets another name
        self.of_undo = False  # made to take a command back
        self.shelf = PlaneShelf()
        self.rest = Rest()
        self.note_plane()
        self.show_anew()

    def show_anew(self) -> None:
        """Forget what was sent: the next frame tells everything."""
        specs = self.run.trace.specs
        place = [n for n in PLACE if n in specs]
        self.feed = self.run.trace.feed(
            n for n, s in specs.items() if streamed(s) and n not in place
        )
        self.place_feed = self.run.trace.feed(place)
        self.wide_feed = self.run.trace.feed(n for n, s in specs.items() if not streamed(s))
        self.shelf.show_anew()
        self.rest.fresh = bool(self.rest.readings)

    def advance(self) -> int:
        """Move the run one step on; returns how many it made. A plane laid there is kept."""
        moved = self.run.advance()
        self.note_plane()
        return moved

    def apply(self, kind: str, **args: Any) -> None:
        """Give the run a command. A plane laid by it is kept."""
        self.run.apply(kind, **args)
        self.note_plane()

    def sample(self, *, all_planes: bool) -> bool:
        """Spend a slice of work on a landscape that is missing; whether there was one."""
        field = getattr(self.run.settings, "field", "loss")
        return self.shelf.sample(self.run.problem, field, all_planes=all_planes)

    def note_plane(self) -> None:
        """Put the plane in force on the shelf if it is a new one."""
        landscape: Landscape | None = self.run.artefact("landscape")
        if landscape is not None:
            self.shelf.put(landscape)

    def forked(self, run: Run, name: str, index: int, step: int) -> Branch:
        """A branch of this one, which has `index` in the session, with the planes of its past."""
        twin = Branch(run, name, index, step)
        twin.shelf = self.shelf.copy(step)
        twin.note_plane()
        return twin

    def described(self) -> dict:
        """The branch for a frame's header."""
        run = self.run
        settings = run.settings
        labels = {dim: list(names) for dim, names in run.problem.labels.items()}
        return {
            "id": self.id,
            "name": self.name,
            "parent": self.parent,
            "fork_step": self.fork_step,
            "step": run.step,
            "settings": dict(vars(settings)),
            "state": run.now.status,
            "remarks": list(run.now.remarks),
            "labels": labels,
        }

    def inherited(self, parent: Branch | None) -> int:
        """How many of its commands, from the first, belong to the past it shares with `parent`."""
        if parent is None:
            return 0
        pairs = zip(self.run.commands, parent.run.commands, strict=False)
        shared = takewhile(lambda p: p[0] == p[1] and p[0].step <= self.fork_step, pairs)
        return sum(1 for _ in shared)


def owner(branches: Sequence[Branch], branch: Branch, step: int) -> Branch:
    """The branch that `step` of `branch` belongs to: an ancestor where it lies before the fork."""
    while branch.parent is not None and step < branch.fork_step:
        branch = branches[branch.parent]
    return branch


def describe_command(command: Command, run: Run) -> str:
    """A command in words, for the log."""
    args = command.args
    if command.kind in ("set", "place"):
        values = args["values"] if command.kind == "place" else {args["name"]: args["value"]}
        return "set " + ", ".join(
            f"{find(type(run.initial), name).info.label} = "
            + (f"{value:.4g}" if isinstance(value, float) else str(value))
            for name, value in values.items()
        )
    if command.kind == "kick":
        return f"kick by {args['amount']:+.3g} along u₁"
    return f"move to ({args['x']:.3g}, {args['y']:.3g}) in the plane"
