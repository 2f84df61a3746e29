"""A lab server and a real Chromium, for tests of what a person meets."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest
from find_chromium import FLAGS, NAMES, find
from harness import ALL_CONTROLS, Lab, Visit, eventually, free_port


@pytest.fixture(scope="session")
def own_labs() -> Iterator[list[Lab]]:
    """The servers that single tests started, in that order."""
    labs: list[Lab] = []
    yield labs
    for lab in labs:
        if lab.process.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                lab.stop()


@pytest.fixture(scope="session")
def start_lab(tmp_path_factory, own_labs) -> Callable[..., Lab]:
    """Start a server of one's own: `start_lab("--sessions", "1")`."""

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
        own_labs.append(lab)

        def ready() -> bool:
            if process.poll() is not None:
                pytest.fail(f"the server ended with {process.returncode}:\n{log.read_text()}")
            return "Descent Lab is at" in log.read_text()

        eventually(ready, "the server to be ready", 120)
        return lab

    return start


@pytest.fixture
def used_lab(start_lab, own_labs, lab) -> Lab:
    """A server that an earlier test had for itself and is done with, or a new one."""
    running = [other for other in own_labs if other is not lab and other.process.poll() is None]
    return running[0] if running else start_lab()


@pytest.fixture(scope="session")
def lab(start_lab) -> Lab:
    """A server shared by tests that leave no worker behind."""
    return start_lab()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Module scope: Playwright keeps an event loop in this thread, in which `asyncio.run` of other
    # modules' tests would be refused.
    chromium = find()
    if chromium is None:
        message = (
            f"Expected a Chromium: DESCENTLAB_CHROMIUM, or one of {', '.join(NAMES)} on the "
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


@pytest.fixture
def new_visit(browser) -> Iterator[Callable[..., Visit]]:
    """Open pages; at the end none may have asked anything of the outside or logged an error."""
    visits: list[Visit] = []

    def new(*, story: bool = False, **options: Any) -> Visit:
        options.setdefault("viewport", {"width": 1440, "height": 900})
        visit = Visit(browser.new_context(**options).new_page())
        page = visit.page
        if not story:
            page.add_init_script(ALL_CONTROLS)
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
