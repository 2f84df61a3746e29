"""What a frame may cost. Counts and CPU time only: how long things take is a benchmark's matter."""

from __future__ import annotations

import psutil
import pytest
from harness import STAGE, eventually

pytestmark = pytest.mark.browser
#: Milliseconds of the server's CPU a shown frame may cost. About half is what it does cost.
EVENT_LOOP_MS = 5.0


def test_the_event_loop_spends_little_on_a_frame(lab, new_visit):
    lab.wait_running(0)  # of pages that other tests have left
    visit = new_visit()
    visit.open(lab.url + "/edge_of_stability")
    visit.page.get_by_test_id("speed").select_option("0")
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-frames") > 30, "a running page")
    server = psutil.Process(lab.process.pid)

    def spent() -> float:
        times = server.cpu_times()
        return times.user + times.system

    before, shown = spent(), visit.number("data-frames")
    visit.page.wait_for_timeout(6000)
    frames = visit.number("data-frames") - shown
    assert frames > 10
    assert 1000 * (spent() - before) / frames <= EVENT_LOOP_MS


def test_a_frame_carries_only_what_is_new(lab, new_visit):
    """Two hundred steps of six views with a landscape or two are far below a megabyte."""
    visit = new_visit()
    received: list[int] = []
    visit.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda data: received.append(len(data)) if isinstance(data, bytes) else None,
        ),
    )
    visit.open(lab.url + "/edge_of_stability?width=8&examples=60")
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") >= 200, "two hundred steps")
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.page.locator(STAGE).get_attribute("data-playing") == "false", "rest")
    # eight landscapes of 97 x 97 float32 and their trails are 0.33 MB; a step is 14 numbers
    assert sum(received) < 1_000_000
