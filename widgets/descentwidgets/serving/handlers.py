"""Addresses of a server with many sessions: its health, and the runs it keeps."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import bokeh
import panel
from descentlab.worker.usage import resident_bytes
from tornado.web import RequestHandler

from descentwidgets.gallery.handlers import HomeHandler, not_here
from descentwidgets.gallery.saved import saved_section
from descentwidgets.serving.archive import send_archive
from descentwidgets.serving.places import Places


class _Handler(RequestHandler):
    def initialize(self, places: Places) -> None:
        self.places = places

    def json(self, value: Any) -> None:
        self.set_header("Content-Type", "application/json; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))


class HealthHandler(_Handler):
    """`/health`: answers whenever the event loop turns; 503 while no worker can be started."""

    def get(self) -> None:
        places = self.places
        failing = places.failing is not None
        self.set_status(503 if failing else 200)
        memory = resident_bytes(os.getpid())
        self.json(
            {
                "status": "failing" if failing else "ok",
                "running": places.taken,
                "sessions": places.limit,
                "waiting": places.pool.ready if places.pool is not None else 0,
                "uptime_s": round(time.monotonic() - places.began, 1),
                "memory_mb": None if memory is None else round(memory / 2**20, 1),
                "versions": {
                    "descentlab": version("descentlab"),
                    "python": platform.python_version(),
                    "panel": panel.__version__,
                    "bokeh": bokeh.__version__,
                },
            }
        )

    head = get


class GalleryHandler(_Handler, HomeHandler):
    """`/`, with the runs the server keeps."""

    def saved(self) -> str:
        return "" if self.places.saved is None else saved_section(_rows(self.places.saved.list()))

    def ways(self) -> list[tuple[str, str]]:
        ways = {"./runs": "Recorded runs", "./sweeps": "Sweeps"}
        shown = {"./runs": self.places.desk, "./sweeps": self.places.sweeps}
        here = [(to, words) for to, words in ways.items() if shown[to] is not None]
        return [*super().ways(), *here]


class SavedListHandler(_Handler):
    """`/saved.json`: what is said of every run, the newest first."""

    def get(self) -> None:
        self.json([] if self.places.saved is None else self.places.saved.list())


class SavedRunHandler(_Handler):
    """`/saved/NAME`: opens the run, live."""

    def get(self, name: str) -> None:
        about = None if self.places.saved is None else self.places.saved.about(name)
        if about is None:
            not_here(self)
            return
        self.redirect(f"../{quote(about['exhibit'])}?run={quote(about['share'], safe='')}")

    head = get


class SavedRecordHandler(_Handler):
    """`/saved/NAME.zarr.zip`: the run's record."""

    async def get(self, name: str) -> None:
        saved = self.places.saved
        found = None if saved is None else saved.open_record(name)
        if found is None:
            not_here(self)
            return
        with os.fdopen(found, "rb") as file:
            await send_archive(self, file, name)

    head = get


def _rows(runs: list[dict[str, Any]]) -> list[Mapping[str, Any]]:
    """The runs as the gallery lists them."""
    return [
        {
            **run,
            "name": run["label"] or run["name"],
            "when": run["when"].replace("T", " ").replace("Z", " UTC"),
            "url": f"./saved/{run['name']}",
            "download": f"./saved/{run['name']}.zarr.zip",
        }
        for run in runs
    ]


def patterns(places: Places) -> list[tuple[Any, ...]]:
    """Tornado routes."""
    given = {"places": places}
    return [
        (r"/", GalleryHandler, given),
        (r"/health", HealthHandler, given),
        (r"/saved\.json", SavedListHandler, given),
        (r"/saved/([a-z0-9-]{1,64})\.zarr\.zip", SavedRecordHandler, given),
        (r"/saved/([a-z0-9-]{1,64})", SavedRunHandler, given),
    ]
