"""The address line: `?run=<share>` reopens a run, `?lr=0.05&width=32` chooses settings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

Notice = tuple[str, str]
SHARE_LIMIT = 200_000  # characters; a run's commands fit many times over


def opening(
    arguments: Mapping[str, Sequence[bytes]], spec: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], list[Notice]]:
    """Messages a fresh worker gets first, and what to tell the person about the rest.

    Values are parsed by the type each setting declares; clamping to its range is the lab's work.
    Nothing here raises: what cannot be read is reported and the default stays.
    """
    settings = {s["name"]: s for s in spec.get("settings", ())}
    chosen: dict[str, Any] = {}
    notices: list[Notice] = []
    share = None
    for name, values in arguments.items():
        if name.startswith("bokeh-") or not values:
            continue
        text = values[-1].decode("utf-8", "replace").strip()
        if name == "run":
            share = text
        elif name not in settings:
            known = ", ".join(["run", *settings])
            notices.append(("warning", f"Ignored ?{shown(name)}: expected one of {known}."))
        else:
            try:
                chosen[name] = parse(text, settings[name])
            except ValueError as error:
                notices.append(
                    ("warning", f"Ignored ?{name}={shown(text)}: {error}. The default is used.")
                )
    if share is not None and len(share) > SHARE_LIMIT:
        notices.append(("warning", "Ignored ?run=…: the link is longer than any run's."))
        share = None
    messages: list[dict[str, Any]] = []
    if share:
        messages.append({"kind": "restore", "share": share, "id": 0})
        if chosen:
            names = ", ".join(chosen)
            notices.append(("warning", f"Ignored {names}: the shared run brings its settings."))
    elif chosen:
        messages.append({"kind": "preset", "settings": chosen, "id": 0})
    return messages, notices


def parse(text: str, setting: Mapping[str, Any]) -> Any:
    """The value of one setting from its text; ValueError says what was expected."""
    kind = setting["type"]
    if kind == "choice":
        for value in setting["values"]:
            if str(value) == text:
                return value
        raise ValueError(f"expected one of {', '.join(map(str, setting['values']))}")
    if kind == "bool":
        if text.lower() in ("1", "true", "yes", "on"):
            return True
        if text.lower() in ("0", "false", "no", "off"):
            return False
        raise ValueError("expected true or false")
    try:
        value = int(text) if kind == "int" else float(text)
    except ValueError:
        raise ValueError(f"expected {'a whole' if kind == 'int' else 'a'} number") from None
    if not math.isfinite(value):
        raise ValueError("expected a finite number")
    return value


def shown(text: str) -> str:
    """`text` short and harmless enough to repeat in a message."""
    return quote(text[:40], safe=" .,-_") + ("…" if len(text) > 40 else "")
