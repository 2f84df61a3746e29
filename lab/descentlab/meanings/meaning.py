"""What a reader is told of a number: a sentence, its definition and where it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from descentlab.errors import LabError
from descentlab.measurement import SeriesSpec


@dataclass(frozen=True)
class Meaning:
    """What the read-out of a series tells on request."""

    text: str  # one sentence: what the number tells, how to read it
    formula: str = ""  # its definition as computed, in TeX without dollars
    source: str = ""  # author, year; nothing for a plain quantity such as the loss


def explained(meanings: Mapping[str, Meaning], *series: SeriesSpec) -> tuple[SeriesSpec, ...]:
    """The series, each with what `meanings` says of it under its name.

    A series that brings a meaning of its own keeps it. Raises LabError for one that has none.
    """
    return tuple(spec if spec.meaning else _told(meanings, spec) for spec in series)


def _told(meanings: Mapping[str, Meaning], spec: SeriesSpec) -> SeriesSpec:
    said = meanings.get(spec.name)
    if said is None:
        raise LabError(
            f"{spec.name}: expected a meaning; found {sorted(meanings)}. Say in one sentence what "
            "the number tells, beside the others of its measurement in `descentlab/meanings`."
        )
    return replace(spec, meaning=said.text, formula=said.formula, source=said.source)
