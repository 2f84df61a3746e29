"""What the browser tests share: a running lab, a page and what it asked for, and patience."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psutil
import pytest

# Generous: a loaded machine must not fail a test. How fast things are is measured in benchmarks/.
PATIENCE = 60.0
STAGE = "[data-testid=stage][data-frames]"
# The first visit to an exhibit tells its story; with this every control is there from the start.
ALL_CONTROLS = """
const key = "descent-lab-mode:" + location.pathname.slice(1);
if (location.protocol === "http:") localStorage[key] ??= "free";
"""


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
        """The forks of the fork server that have a session: grandchildren of the server."""
        forks = [p for p in self.descendants() if p.ppid() != self.process.pid]
        return [p for p in forks if _name(p).startswith("descent-session")]

    def stop(self, how: signal.Signals = signal.SIGTERM) -> list[psutil.Process]:
        """Send a signal and wait for the end; returns the descendants there were."""
        family = self.descendants()
        self.process.send_signal(how)
        self.process.wait(PATIENCE)
        return family


@dataclass
class Visit:
    """A page, and what it did that it should not have."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def outside(self) -> list[str]:
        local = ("blob", "data", "about", "file")
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


def _name(process: psutil.Process) -> str:
    """What the system calls a process; "" once it has ended."""
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""
