"""Events: what happens on a server, one line of JSON each."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from descentlab.errors import LabError


class EventLog:
    """Lines such as `{"time": ..., "event": "ended", "session": 7, "exhibit": ..., ...}`.

    `to` is a file that is appended to, "-" for the standard output, or None for nowhere. Sessions
    are numbered: no name, no address and nothing that lets somebody into a session is written.
    """

    def __init__(self, to: str | None = None) -> None:
        self._out: TextIO | None = None
        if to == "-":
            self._out = sys.stdout
        elif to is not None:
            try:
                self._out = Path(to).open("a", encoding="utf-8")  # noqa: SIM115 (open as long as the server)
            except OSError as error:
                raise LabError(
                    f"Expected a file to log to; {to} was refused ({error.strerror}). "
                    "Choose another with --log, or - for the standard output."
                ) from None

    def write(self, event: str, **fields: Any) -> None:
        """One event, now. Fields that are None are left out."""
        if self._out is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = {"time": now, "event": event}
        line |= {name: value for name, value in fields.items() if value is not None}
        try:
            self._out.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")
            self._out.flush()
        except OSError:
            # A full disk must not end anybody's session; the lab goes on without its log.
            self._out = None
