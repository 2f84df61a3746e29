"""A lab server and a real Chromium, for tests of what a person meets."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Generous: a loaded machine must not fail a test. How fast things are is measured in benchmarks/.
PATIENCE = 60.0
STAGE = "[data-testid=stage][data-frames]"


def eventually(condition: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """The first true value of `condition`; fails naming `what` when it stays false."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    pytest.fail(f"waited {patience:.0f} s in vain for {what}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Lab:
    """A running `descentlab serve`."""

    process: subprocess.Popen[str]
    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def running(self) -> int:
        return json.loads(self.get("/health")[1])["running"]

    def wait_running(self, count: int) -> None:
        eventually(lambda: self.running() == count, f"{count} running workers")

    def descendants(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def workers(self) -> list[psutil.Process]:
        """The forks of the fork server: grandchildren of the server."""
        return [p for p in self.descendants() if p.ppid() != self.process.pid]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> list[psutil.Process]:
        """Send a signal and wait for the end; returns the descendants there were."""
        family = self.descendants()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return family


@pytest.fixture(scope="session")
def start_lab(tmp_path_factory) -> Iterator[Callable[..., Lab]]:
    """Start a server of one's own: `start_lab("--sessions", "1")`."""
    labs: list[Lab] = []

    def start(*arguments: str, port: int | None = None) -> Lab:
        port = port or free_port()
        log = tmp_path_factory.mktemp("lab") / "serve.log"
        command = [sys.executable, "-m", "descentlab.cli", "serve", "--no-open"]
        with log.open("w") as out:
            process = subprocess.Popen(
                [*command, "--port", str(port), *arguments],
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
                env={**os.environ, "PYTHONUNBUFFERED": "1", "OMP_NUM_THREADS": "1"},
            )
        lab = Lab(process, port, log)
        labs.append(lab)

        def ready() -> bool:
            if process.poll() is not None:
                pytest.fail(f"the server ended with {process.returncode}:\n{log.read_text()}")
            return "Descent Lab is at" in log.read_text()

        eventually(ready, "the server to be ready", 120)
        return lab

    yield start
    for lab in labs:
        if lab.process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                lab.stop()


@pytest.fixture(scope="session")
def lab(start_lab) -> Lab:
    """A server shared by tests that leave no worker behind."""
    return start_lab()


def find_chromium() -> str | None:
    """DESCENTLAB_CHROMIUM, or the first of the usual names on the path."""
    if chosen := os.environ.get("DESCENTLAB_CHROMIUM"):
        return shutil.which(chosen)
    return next((found for name in CHROMIUMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Module scope: Playwright keeps an event loop in this thread, in which `asyncio.run` of other
    # modules' tests would be refused.
    chromium = find_chromium()
    if chromium is None:
        message = (
            f"Expected a Chromium: DESCENTLAB_CHROMIUM, or one of {', '.join(CHROMIUMS)} on the "
            "path; found none. Install one (on Debian: apt-get install chromium), or set "
            "DESCENTLAB_CHROMIUM to its path."
        )
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # `launch` gives each browser a user data directory of its own and removes it afterwards.
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page, and what it did that it should not have."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        local = ("blob", "data", "about")
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme not in local and urlsplit(url).hostname != "127.0.0.1"
        ]

    def open(self, url: str, *, stage: bool = True) -> Any:
        self.page.goto(url, timeout=PATIENCE * 1000)
        if stage:
            self.page.wait_for_selector(STAGE, timeout=PATIENCE * 1000)
        return self.page

    def number(self, attribute: str) -> int:
        return int(self.page.locator(STAGE).get_attribute(attribute))


@pytest.fixture
def new_visit(browser) -> Iterator[Callable[..., Visit]]:
    """Open pages; at the end none may have asked anything of the outside or logged an error."""
    visits: list[Visit] = []

    def new(**options: Any) -> Visit:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        visit = Visit(browser.new_context(**options).new_page())
        page = visit.page
        page.on("request", lambda request: visit.requests.append(request.url))
        page.on("websocket", lambda socket: visit.requests.append(socket.url))
        page.on("pageerror", lambda error: visit.errors.append(str(error)))
        page.on("console", lambda m: visit.errors.append(m.text) if m.type == "error" else None)
        visits.append(visit)
        return visit

    yield new
    for visit in visits:
        visit.page.context.close()
    outside = [url for visit in visits for url in visit.outside()]
    errors = [error for visit in visits for error in visit.errors]
    assert not outside, f"requests left the server: {outside}"
    assert not errors, f"errors in the console: {errors}"


@pytest.fixture
def visit(new_visit) -> Visit:
    return new_visit()
