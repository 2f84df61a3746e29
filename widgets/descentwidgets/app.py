"""What the server answers: the list of exhibits, a live page for each, health, and the rest."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

import descentlab
import panel as pn
from descentlab.worker.budget import Budget
from descentlab.worker.process import start_process
from panel.template import Template
from tornado.web import RequestHandler

from descentwidgets import query, shell
from descentwidgets.lab_stage import LabStage
from descentwidgets.link import Handle
from descentwidgets.page import LabPage

log = logging.getLogger(__name__)


class Places:
    """The limit on running workers; starting one more is refused in words."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._handles: list[Handle] = []

    @property
    def taken(self) -> int:
        """How many workers run now."""
        self._handles = [h for h in self._handles if h.alive]
        return len(self._handles)

    @property
    def full(self) -> bool:
        """Whether no further worker may start."""
        return self.taken >= self.limit

    def start(
        self, exhibit: str, on_frame: Callable[[bytes], None], loop: asyncio.AbstractEventLoop
    ) -> Handle:
        """Start a worker process for one session."""
        if self.full:
            raise descentlab.LabError(
                f"the lab is full: {self.limit} experiments are running. Close another tab that "
                "shows one and reload this page."
            )
        handle = start_process(exhibit, budget=Budget(), on_frame=on_frame, loop=loop)
        self._handles.append(handle)
        return handle

    def close(self) -> None:
        """Stop every worker."""
        for handle in self._handles:
            handle.stop()
        self._handles = []


def exhibit_page(exhibit: str, places: Places) -> Template:
    """The page of one session. Starts nothing: that waits for the client's hello."""
    if places.full:
        return Template(shell.full_page(places.limit))
    spec = {**descentlab.exhibit_spec(exhibit), "page": True}
    opening, notices = query.opening(pn.state.session_args, spec)
    stage = LabStage(spec=spec, sizing_mode="stretch_width")
    stage.attach(partial(places.start, exhibit), opening=opening, notices=notices)
    return LabPage(stage, spec["title"])


def applications(places: Places) -> dict[str, Callable[[], Any]]:
    """A page for each exhibit, by path."""

    def page(exhibit: str) -> Callable[[], Any]:
        # Panel calls plain functions only; it would draw a `partial` as text.
        return lambda: exhibit_page(exhibit, places)

    return {f"/{name}": page(name) for name, _, _ in descentlab.list_exhibits()}


class HomeHandler(RequestHandler):
    """`/`"""

    def get(self) -> None:
        self.write(shell.home_page(descentlab.list_exhibits()))


class HealthHandler(RequestHandler):
    """`/health`: answers whenever the event loop turns."""

    def initialize(self, places: Places) -> None:
        self.places = places

    def get(self) -> None:
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.write(
            json.dumps(
                {"status": "ok", "running": self.places.taken, "sessions": self.places.limit}
            )
        )


class UnknownHandler(RequestHandler):
    """Every other address: 404, and what there is instead."""

    def prepare(self) -> None:
        self.set_status(404)
        name = self.request.path.strip("/")
        self.finish(shell.unknown_page(name, descentlab.list_exhibits()))


def extra_patterns(places: Places) -> list[tuple[Any, ...]]:
    """Tornado routes beside the live pages."""
    return [
        (r"/", HomeHandler),
        (r"/health", HealthHandler, {"places": places}),
    ]
