"""What a measurement is: it reads a point and returns named arrays."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from descentlab.errors import LabError
from descentlab.runs.point import Point
from descentlab.schedule import Every, Schedule


@dataclass(frozen=True)
class SeriesSpec:
    """A named array a measurement returns: its shape per step, and what it means."""

    name: str
    label: str
    unit: str = ""
    dims: tuple[tuple[str, int], ...] = ()  # (dimension, length) beyond the step; () is a scalar
    columns: tuple[str, ...] = ()  # a short name for each entry, for legends
    log: bool = False  # whether its natural axis is logarithmic
    whole: bool = False  # whether a reading is drawn by itself, not as points against the step
    meaning: str = ""  # one sentence: what the number tells
    formula: str = ""  # its definition in TeX, without dollars
    source: str = ""  # where it comes from: author, year

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(length for _, length in self.dims)


@dataclass(frozen=True)
class Reading:
    """One measurement at one step."""

    values: Mapping[str, np.ndarray | float]  # series name -> value of the declared shape
    artefact: Any = None  # what later steps, other measurements and commands may use
    remarks: tuple[str, ...] = ()  # sentences that say what should not be believed now, and why


class Measurement(ABC):
    """Reads a point. Pure: the same point and artefact give the same reading.

    `artefact` (the reading's, handed back at the next step) is how a measurement remembers, such
    as a warm start. It is part of the run's checkpoints, so it must consist of tensors and plain
    data.
    """

    name: str
    series: tuple[SeriesSpec, ...]
    needs: tuple[str, ...] = ()
    schedule: Schedule = Every()
    #: Whether the reading depends on settings that may change mid-run. Where it does not, a change
    #: of η at a step need not measure that step's curvature again.
    reads_settings: bool = True

    @abstractmethod
    def measure(self, point: Point, artefact: Any) -> Reading:
        """Take the reading at `point`; `artefact` is the one of the last reading, or None."""


def in_order(measurements: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """The measurements so ordered that each comes after those it needs.

    Raises LabError where one needs a measurement that is not there, or where they need each other.
    """
    waiting = {m.name: m for m in measurements}
    ordered: list[Measurement] = []
    while waiting:
        done = {m.name for m in ordered}
        ready = [m for m in waiting.values() if done.issuperset(m.needs)]
        if not ready:
            wants = {m.name: sorted(set(m.needs) - done) for m in waiting.values()}
            raise LabError(f"Expected measurements whose needs are met; found {wants} open.")
        for m in ready:
            ordered.append(waiting.pop(m.name))
    return tuple(ordered)
