"""Session: the branches of one page, what steers them, and the work they ask for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from descentkernels import DescentError

from descentlab.datasets.dataset import Dataset
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.frames import File
from descentlab.runs.run import Run
from descentlab.settings import Settings
from descentlab.share import Shared, SharedBookmark, SharedBranch, encode
from descentlab.worker.bookmarks import Bookmarks
from descentlab.worker.branch import Branch
from descentlab.worker.budget import Budget
from descentlab.worker.data_desk import DataDesk
from descentlab.worker.pace import Pace
from descentlab.worker.restoration import Restoration

#: Characters of a message to the screen.
LONGEST = 1000


class Session:
    """Pure of any input and output: handlers change it, `work` moves it on, frames read it."""

    def __init__(
        self,
        exhibit: Exhibit,
        settings: Settings | None = None,
        budget: Budget | None = None,
        data: Dataset | None = None,
    ) -> None:
        self.exhibit, self.budget = exhibit, budget or Budget()
        self.desk = DataDesk(data)
        self.generation = 0
        self.version = 0  # of everything a frame tells only when it changed
        self.echo = 0
        self.playing = self.dragging = self.held = False
        self.pace = Pace()
        self.messages: list[dict[str, str]] = []
        self.notes: list[str] = []  # restarts, for the log
        self.files: list[File] = []  # what the person asked to keep, not sent yet
        self.restoration: Restoration | None = None  # a link being replayed
        self.branches: list[Branch] = []
        self.bookmarks = Bookmarks()
        self.active = 0
        self._start(settings or exhibit.settings())

    # --- what is shown ---------------------------------------------------------------------

    @property
    def branch(self) -> Branch:
        """The branch that is steered."""
        return self.branches[self.active]

    @property
    def run(self) -> Run:
        return self.branch.run

    @property
    def restoring(self) -> bool:
        return self.restoration is not None

    def say(self, level: str, text: str) -> None:
        # What was wrong is repeated in a message, and may be as long as a message can be.
        shown = text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
        self.messages.append({"level": level, "text": shown})

    def share(self) -> str:
        """The session as a share string; that of a link whose data are still waited for, unless
        something else was begun meanwhile."""
        waiting = self.desk.wanted
        if waiting is not None and self.run.step == 0 and not self.run.commands:
            return waiting[0]
        branches = tuple(
            SharedBranch(
                b.name,
                b.parent,
                b.fork_step,
                b.run.step,
                tuple(b.run.commands),
                b.run.initial.changed() if b.parent is None else {},
            )
            for b in self.branches
        )
        marks = tuple(SharedBookmark(**mark) for mark in self.bookmarks.described(self.branches))
        data = None if self.desk.data is None else self.desk.data.reference
        return encode(Shared(self.exhibit.id, branches, self.active, marks, data))

    def show_anew(self) -> None:
        """Let the next frame tell everything, to a screen that knows nothing."""
        for branch in self.branches:
            branch.show_anew()
        self.generation += 1

    # --- work ------------------------------------------------------------------------------

    def work(self) -> bool:
        """Do one short piece of what is outstanding; returns whether there was any.

        A step of the run when one is due comes first, then the landscape of the active branch;
        while the run rests, landscapes of the past are filled in and a closer look is taken.
        """
        if self.restoration is not None:
            if not self.restoration.work(self):
                self.restoration = None
                self.version += 1
            return True
        if self.moving and self.pace.due():
            self.advance(1)
            self.pace.stepped()
            self._sample(self.branch, all_planes=False)
            return True
        resting = not self.moving
        if self._sample(self.branch, all_planes=resting):
            return True
        if not resting:
            return False
        if any(self._sample(b, all_planes=True) for b in self.branches):
            return True
        return self.branch.rest.measure(self.run)

    @property
    def moving(self) -> bool:
        return self.playing and not self.dragging and not self.held

    def patience(self) -> float:
        """Seconds until there may be something to do without a message."""
        if self.moving:
            return self.pace.wait()
        rest = self.branch.rest.wait(self.run)
        return 1.0 if rest is None else rest

    def advance(self, n: int) -> None:
        """Move the active branch on, within the budget."""
        room = self.budget.max_steps - self.run.step
        if room <= 0:
            self.pause()
            self.say("info", f"This lab stops runs at step {self.budget.max_steps}.")
            return
        remarks = self.run.now.remarks
        for _ in range(min(n, room)):  # one by one: planes laid on the way are kept too
            if not self.branch.advance():
                break
        self.version += self.run.now.remarks != remarks
        if self.run.diverged:
            self.pause()

    def _sample(self, branch: Branch, *, all_planes: bool) -> bool:
        """Spend a slice on a landscape; a field that the problem does not have is told once."""
        worked = branch.sample(all_planes=all_planes)
        while branch.shelf.refusals:
            self.say("warning", f"{branch.shelf.refusals.pop()} The loss is shown.")
            self.version += 1
        return worked

    # --- steering --------------------------------------------------------------------------

    def pause(self) -> None:
        self.playing = self.dragging = False
        self.version += 1

    def restart(self, settings: Mapping[str, Any]) -> None:
        """One new run in place of all branches; they stay if it cannot be built."""
        self._start(self.exhibit.settings().with_(**settings))
        self.pause()
        self.restoration = None

    def restart_on(self, data: Dataset | None, settings: Mapping[str, Any]) -> None:
        """The same on `data`, None being the exhibit's own; all stays if it cannot be built."""
        before, self.desk.data = self.desk.data, data
        try:
            self.restart(settings)
        except DescentError:
            self.desk.data = before
            raise
        self.desk.use(data)

    def existing(self, index: Any) -> Branch:
        """The branch at `index`; LabError says which there are."""
        if not isinstance(index, int) or not 0 <= index < len(self.branches):
            raise LabError(
                f"Expected a branch from 0 to {len(self.branches) - 1}; found {index!r}."
            )
        return self.branches[index]

    def new_run(self, settings: Settings) -> Run:
        """A run from step 0 within the session's budget; LabError when it asks for more."""
        limits = self.budget
        run = Run(
            self.exhibit,
            settings,
            data=self.desk.data,
            admit=limits.admit,
            checkpoint_bytes=limits.checkpoint_bytes,
        )
        for text in run.adapted:
            self.say("info", text)
        return run

    def _start(self, settings: Settings) -> None:
        branch = Branch(self.new_run(settings), "main")
        self.branches, self.active = [branch], 0
        self.bookmarks = Bookmarks()
        self.generation += 1
