"""Settings: one declared list that drives the state, the controls, the link and the reset.

A settings class is a frozen dataclass whose fields are annotated with a domain and a label::

    @dataclass(frozen=True)
    class QuadraticSettings(Settings):
        lr: Annotated[float, Range(1e-4, 10.0, log=True), Info("learning rate η", live=True)] = 0.1

Nothing outside lists the fields again: controls, command line, share links and validation all read
`describe`.
"""

from __future__ import annotations

import math
from dataclasses import Field, dataclass, fields, replace
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Self, get_args, get_origin, get_type_hints

from descentlab.errors import LabError


@dataclass(frozen=True)
class Range:
    """A closed interval of numbers; `log` asks for a logarithmic slider."""

    low: float
    high: float
    log: bool = False
    unit: str = ""


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    values: tuple[str, ...]

    def __init__(self, *values: str) -> None:
        object.__setattr__(self, "values", values)


@dataclass(frozen=True)
class Info:
    """How a setting is shown, and whether it may change while the run goes on.

    `live` settings are set by a logged command mid-run; the others restart the run.
    """

    label: str
    help: str = ""
    live: bool = False
    group: str = "training"


@dataclass(frozen=True)
class Setting:
    """One field of a settings class, ready for whoever draws or parses it."""

    name: str
    type: type
    domain: Range | Choice
    info: Info
    default: Any

    def parse(self, value: Any) -> Any:
        """`value` as this setting's type, or LabError when it lies outside the domain."""
        if isinstance(self.domain, Choice):
            if value not in self.domain.values:
                expected = ", ".join(self.domain.values)
                raise LabError(f"{self.name}: expected one of {expected}; found {value!r}.")
            return value
        return self._number(value)

    def clamp(self, value: Any) -> Any:
        """Like `parse`, but a number out of range moves to the nearest end (for sliders)."""
        if isinstance(self.domain, Range) and _is_number(value):
            value = min(max(float(value), self.domain.low), self.domain.high)
            value = round(value) if self.type is int else value
        return self.parse(value)

    def _number(self, value: Any) -> float | int:
        low, high = self.domain.low, self.domain.high
        try:
            number = float(value)
            whole = number.is_integer()
        except (TypeError, ValueError, OverflowError):
            number, whole = math.nan, False
        if (self.type is int and not whole) or not low <= number <= high or isinstance(value, bool):
            kind = "a whole number" if self.type is int else "a number"
            known_as = "" if self.info.label == self.name else f" ({self.info.label})"
            raise LabError(
                f"{self.name}{known_as}: expected {kind} from {low:g} to {high:g}; "
                f"found {value!r}. Choose a value in that range."
            )
        return int(number) if self.type is int else number


@dataclass(frozen=True)
class Settings:
    """Base of every exhibit's settings; subclasses are frozen dataclasses of annotated fields."""

    def __post_init__(self) -> None:
        for setting in describe(type(self)):
            value = setting.parse(getattr(self, setting.name))
            object.__setattr__(self, setting.name, value)

    def with_(self, **changes: Any) -> Self:
        """A copy with `changes` made, each validated; LabError names an unknown setting."""
        for name in changes:
            find(type(self), name)
        return replace(self, **changes)

    def changed(self) -> dict[str, Any]:
        """The settings that differ from their defaults: what a link has to carry."""
        return {
            s.name: getattr(self, s.name)
            for s in describe(type(self))
            if getattr(self, s.name) != s.default
        }


@cache
def describe(cls: type[Settings]) -> tuple[Setting, ...]:
    """Every setting of `cls`, in the order declared."""
    hints = get_type_hints(cls, include_extras=True)
    return tuple(_setting(field, hints[field.name]) for field in fields(cls))


def find(cls: type[Settings], name: str) -> Setting:
    """The setting called `name`, or LabError with the nearest names."""
    for setting in describe(cls):
        if setting.name == name:
            return setting
    names = [s.name for s in describe(cls)]
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise LabError(f"Expected a setting among {', '.join(names)}; found {name!r}.{hint}")


def _setting(field: Field, hint: Any) -> Setting:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"{field.name}: a setting is Annotated[type, Range or Choice, Info(...)]")
    kind, *extras = get_args(hint)
    domain = next(e for e in extras if isinstance(e, Range | Choice))
    info = next(e for e in extras if isinstance(e, Info))
    return Setting(field.name, kind, domain, info, field.default)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return math.isfinite(float(value))
    except (TypeError, ValueError, OverflowError):
        return False
