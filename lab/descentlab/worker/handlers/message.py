"""What a message from the screen is, and how its settings are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from descentlab.errors import LabError
from descentlab.settings import find
from descentlab.worker.session import Session

Message = Mapping[str, Any]
Handlers = dict[str, Callable[[Session, Message], None]]


def clamped(session: Session, settings: Message) -> dict[str, Any]:
    """The settings, numbers out of range moved to the nearest end, which the screen is told."""
    values = {}
    for name, value in dict(settings).items():
        setting = find(session.exhibit.settings, name)
        values[name] = setting.clamp(value)
        try:
            setting.parse(value)
        except LabError as error:
            session.say("warning", f"{error} It was set to {values[name]:g}.")
    return values
