"""The runs a server has kept, as a section of the gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any


def saved_section(runs: Sequence[Mapping[str, Any]]) -> str:
    """HTML of the saved runs, "" where there are none.

    Each run has `name`, `exhibit` (an id), `title` (the exhibit's), `steps`, `when` (text), `url`
    (opens it live) and `download` (its record).
    """
    if not runs:
        return ""
    rows = "\n".join(_row(run) for run in runs)
    return f"""<section class="room saved" aria-labelledby="room-saved">
<div class="room-head"><h2 id="room-saved">Saved runs</h2>\
<p>Kept on this server; each opens live, replayed.</p></div>
<ul class="runs">
{rows}
</ul>
</section>"""


def _row(run: Mapping[str, Any]) -> str:
    name = escape(str(run["name"]))
    return (
        f'<li class="run" data-exhibit="{escape(str(run["exhibit"]))}">'
        f'<a class="open" href="{escape(_local(run["url"]))}">{name}</a>'
        f'<span class="of">{escape(str(run["title"]))} · {int(run["steps"])} steps</span>'
        f'<span class="when">{escape(str(run["when"]))}</span>'
        f'<a class="record" download href="{escape(_local(run["download"]))}" '
        f'aria-label="Record of {name}">Record</a></li>'
    )


def _local(url: Any) -> str:
    """An address on this server: a name somebody chose must not lead elsewhere."""
    text = str(url)
    if ":" in text.split("?")[0] or text.startswith("//"):
        raise ValueError(f"Expected an address on this server; found {text!r}.")
    return text
