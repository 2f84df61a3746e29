"""Exhibit: one declaration that the page, the notebook, the command line and the tests run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from descentlab.measurement import Measurement, SeriesSpec, in_order
from descentlab.problem import ProblemKind
from descentlab.processes.base import Process
from descentlab.runs.trace import Trace
from descentlab.settings import Settings
from descentlab.view import View


@dataclass(frozen=True)
class Verdict:
    """What a check found: a claim that does not hold here is a result, not an error."""

    holds: bool
    measured: Mapping[str, float]
    expected: str
    why: str

    def __str__(self) -> str:
        numbers = "\n".join(f"  {name}: {value:.4g}" for name, value in self.measured.items())
        return f"{'holds' if self.holds else 'does not hold'}: {self.why}\n{numbers}"


@dataclass(frozen=True)
class Step:
    """A step of the story: prose, and settings it puts in force when the reader asks.

    Settings that are all live are set in the run there is, which goes on; `restart` starts a new
    one even then, for a story that compares from the start.
    """

    title: str
    text: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    restart: bool = False
    view: str = ""  # the id of the view it points at


@dataclass(frozen=True)
class Preset:
    """Settings worth a button."""

    name: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class NegativeControl:
    """Settings under which a claim must not hold: what shows that its check can fail.

    It is about the phenomenon, not about a run too short to tell, and cheap: seconds at most.
    """

    settings: Mapping[str, Any]
    says: str  # a piece of what the check then says of why not
    steps: int | None = None  # None: as many as the check wants


@dataclass(frozen=True)
class Exhibit:
    """A paper's claim that a person can steer and the test suite can run."""

    id: str
    title: str
    claim: str
    paper: str
    settings: type[Settings]
    problem: ProblemKind
    process: Process
    measurements: tuple[Measurement, ...]  # recorded
    views: tuple[View, ...]
    check: Callable[[Trace, Settings], Verdict]
    check_steps: int  # how long a run the check wants at the default settings
    story: tuple[Step, ...] = ()
    presets: tuple[Preset, ...] = ()
    extras: tuple[Measurement, ...] = ()  # taken when paused or on demand, not recorded
    tags: tuple[str, ...] = ()  # what it is about, for the gallery
    references: tuple[str, ...] = ()  # keys of what is cited, in references/references.bib
    picture: str = ""  # the view the gallery shows of it; "" the first
    negative_controls: tuple[NegativeControl, ...] = ()  # where `check` must find against it

    def __post_init__(self) -> None:
        object.__setattr__(self, "measurements", in_order(self.measurements))

    @property
    def series(self) -> tuple[SeriesSpec, ...]:
        """Every series a run of this exhibit records."""
        return tuple(spec for m in self.measurements for spec in m.series)
