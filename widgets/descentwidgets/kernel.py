"""The notebook kernel this code may run in: which cell asks, and what its page has loaded."""

from __future__ import annotations

from dataclasses import dataclass

_loaded: set[tuple[str, str]] = set()


@dataclass(frozen=True)
class Place:
    """Where the running code was asked for; empty strings outside a kernel."""

    cell: str = ""
    execution: str = ""
    session: str = ""  # of the client: a page that is loaded anew has a new one


def here() -> Place:
    """The cell, execution and client session of the code that runs now."""
    try:
        from IPython import get_ipython

        parent = get_ipython().kernel.get_parent("shell")
    except (ImportError, AttributeError):
        return Place()
    header, content = parent.get("header", {}), parent.get("content", {})
    # Lab and Notebook 7 name the cell; elsewhere its text has to do.
    cell = parent.get("metadata", {}).get("cellId") or content.get("code", "")
    return Place(cell, header.get("msg_id", ""), header.get("session", ""))


def load_scripts(*, holoviews: bool = False) -> None:
    """Give the page that asks the scripts Panel draws with, inline: it may have no network.

    They are 3 MB, so each open page gets them once.
    """
    what = (here().session, "holoviews" if holoviews else "panel")
    if what in _loaded:
        return
    _loaded.add(what)
    if holoviews:
        import holoviews as hv

        hv.extension("bokeh", inline=True, logo=False)
    else:
        import panel as pn

        pn.extension(inline=True)
