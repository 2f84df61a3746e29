"""The planes a branch has been seen in, and the sampling of their landscapes."""

from __future__ import annotations

from dataclasses import dataclass

from descentkernels import DescentError, Field, FieldJob, Plane

from descentlab.fields import FIELDS, field_job
from descentlab.measurements.landscape import Landscape
from descentlab.problem import Problem


@dataclass(eq=False)  # two pictures are the same only if they are one object
class Picture:
    """A landscape and its field, once it has been sampled."""

    landscape: Landscape
    field: Field | None = None
    shows: str = ""  # the name of the field sampled last
    sent: bool = False

    @property
    def base_step(self) -> int:
        return self.landscape.base_step


class PlaneShelf:
    """All planes of a branch in the order of their base steps; the last one is in force."""

    def __init__(self, pictures: tuple[Picture, ...] = ()) -> None:
        self.pictures = [Picture(p.landscape, p.field, p.shows) for p in pictures]
        self._job: tuple[Picture, str, FieldJob] | None = None
        self._refused: set[str] = set()  # fields that the problem does not have
        self.refusals: list[str] = []  # what is to be said of them

    def put(self, landscape: Landscape) -> None:
        """Add the plane if it differs from the one last put."""
        if self.pictures and self.pictures[-1].landscape.plane is landscape.plane:
            return
        self.pictures = [p for p in self.pictures if p.base_step < landscape.base_step]
        self.pictures.append(Picture(landscape))

    def copy(self, through: int) -> PlaneShelf:
        """The planes laid up to step `through`, for a fork."""
        return PlaneShelf(tuple(p for p in self.pictures if p.base_step <= through))

    def show_anew(self) -> None:
        for picture in self.pictures:
            picture.sent = False

    def plane(self, base_step: int) -> Plane | None:
        for picture in reversed(self.pictures):
            if picture.base_step == base_step:
                return picture.landscape.plane
        return None

    @property
    def news(self) -> bool:
        """Whether there is a picture the screen does not have."""
        return any(not p.sent and p.field is not None for p in self.pictures)

    def unsent(self, *, hold: bool) -> list[Picture]:
        """The pictures the screen does not have; asking marks them as sent.

        A plane without its field is told too, so that the path can be drawn on it; with `hold`,
        not the plane in force: the screen stays on the last one until the new one can be seen.
        """
        fresh = [p for p in self.pictures if not p.sent]
        if hold and fresh and fresh[-1] is self.pictures[-1]:
            fresh.pop()
        for picture in fresh:
            picture.sent = True
        return fresh

    @property
    def waiting(self) -> bool:
        """Whether the plane in force has no field yet."""
        return bool(self.pictures) and self.pictures[-1].field is None

    def sample(self, problem: Problem, field: str, *, all_planes: bool) -> bool:
        """Spend a slice of work on a picture that does not show `field` yet, the newest first.

        Returns whether there was anything to do. Older planes are only sampled when `all_planes`.
        Where the problem does not have that field the loss is shown, and `refusals` says why.
        """
        if field in self._refused:
            field = "loss"
        wanted = self.pictures if all_planes else self.pictures[-1:]
        picture = next((p for p in reversed(wanted) if p.shows != field), None)
        if picture is None:
            return False
        if self._job is None or self._job[:2] != (picture, field):
            try:
                job = field_job(problem, field, picture.landscape.plane)
            except DescentError as error:
                self._refused.add(field)
                self.refusals.append(str(error))
                return True
            self._job = (picture, field, job)
        job = self._job[2]
        if job.advance(FIELDS[field].slice):
            picture.field, picture.shows, picture.sent = job.result(), field, False
            self._job = None
        return True
