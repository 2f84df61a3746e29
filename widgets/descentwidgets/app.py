"""What the server answers: the list of exhibits, a live page for each, health, and the rest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import descentlab
import panel as pn
from descentlab import own
from panel.template import Template
from tornado.web import RequestHandler

from descentwidgets import query, shell
from descentwidgets.gallery import handlers as gallery
from descentwidgets.lab_stage import LabStage
from descentwidgets.page import LabPage
from descentwidgets.runs_page import handlers as runs_page
from descentwidgets.serving import handlers
from descentwidgets.serving.full_page import full_page
from descentwidgets.serving.places import Places
from descentwidgets.sweeps import handlers as sweeps


def exhibit_page(exhibit: str, places: Places) -> Template:
    """The page of one session. Starts nothing: that waits for the client's hello."""
    if places.full:
        places.events.write("full", exhibit=exhibit, running=places.taken)
        return Template(full_page(places.taken, places.limit))
    try:
        declared = descentlab.exhibit_spec(exhibit)
    except descentlab.LabError as error:  # somebody's own file, as it is now
        return Template(shell.plain_page("This exhibit cannot be shown", shell.notice(str(error))))
    spec = {
        **declared,
        "page": True,
        "saves": places.saved is not None,
    }
    opening, notices = query.opening(pn.state.session_args, spec)
    stage = LabStage(spec=spec, sizing_mode="stretch_width")
    stage.attach(partial(places.start, exhibit), opening=opening, notices=notices)
    return LabPage(stage, spec["title"])


def applications(places: Places) -> dict[str, Callable[[], Any]]:
    """A page for each exhibit, by path."""

    def page(exhibit: str) -> Callable[[], Any]:
        # Panel calls plain functions only; it would draw a `partial` as text.
        return lambda: exhibit_page(exhibit, places)

    # Also for files that cannot be read yet: they may be mended while the server runs.
    names = dict.fromkeys([*(e[0] for e in descentlab.list_exhibits()), *own.names()])
    return {f"/{name}": page(name) for name in names}


class UnknownHandler(RequestHandler):
    """Every other address: 404, and what there is instead."""

    def prepare(self) -> None:
        gallery.not_here(self)


def extra_patterns(places: Places) -> list[tuple[Any, ...]]:
    """Tornado routes beside the live pages."""
    return [
        *handlers.patterns(places),
        *gallery.patterns(),
        *runs_page.patterns(places.desk),
        *sweeps.patterns(places.sweeps),
    ]
