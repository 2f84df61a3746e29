"""One tab, one worker: when it starts, when it ends, and what happens when it or all dies."""

from __future__ import annotations

import signal

import psutil
import pytest
from harness import PATIENCE, STAGE, eventually

pytestmark = pytest.mark.browser
EXHIBIT = "/edge_of_stability"


def test_a_tab_has_one_worker_and_takes_it_along(lab, visit):
    lab.wait_running(0)
    visit.open(lab.url + EXHIBIT)
    assert lab.running() == 1
    visit.page.close()
    lab.wait_running(0)
    eventually(lambda: not lab.workers(), "the worker process to end")


def test_a_reload_works_and_leaves_one_worker(lab, visit):
    visit.open(lab.url + EXHIBIT)
    visit.page.reload()
    visit.page.wait_for_selector(STAGE, timeout=PATIENCE * 1000)
    lab.wait_running(1)
    before = visit.number("data-step")
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") > before, "steps after the reload")


def test_each_frame_reaches_the_page_once(lab, visit):
    received: list[bytes] = []
    visit.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived", lambda data: received.append(data) if isinstance(data, bytes) else None
        ),
    )
    visit.open(lab.url + EXHIBIT)
    visit.page.get_by_test_id("play").click()
    # Asking the page something lets Playwright hand over what it received meanwhile.
    eventually(lambda: visit.number("data-frames") and len(received) > 20, "twenty frames")
    numbers = [int(data.split(b'"frame":', 1)[1].split(b",", 1)[0]) for data in received]
    assert numbers == sorted(set(numbers))


def test_a_killed_worker_is_told_and_play_starts_it_again(lab, visit):
    visit.open(lab.url + EXHIBIT)
    page = visit.page
    page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") > 3, "a few steps")
    for worker in lab.workers():
        worker.kill()
    toast = page.get_by_test_id("toast").filter(has_text="ended unexpectedly")
    toast.first.wait_for(timeout=PATIENCE * 1000)
    assert lab.get("/health")[0] == 200
    frames = visit.number("data-frames")
    page.get_by_test_id("play").click()
    lab.wait_running(1)
    eventually(lambda: visit.number("data-frames") > frames, "frames of the new worker")


def test_garbage_in_the_address_is_told_and_the_run_starts(lab, visit):
    visit.open(lab.url + EXHIBIT + "?depth=3&lr=abc&run=%00garbage")
    toasts = visit.page.get_by_test_id("toasts")
    for expected in ("depth", "lr=abc"):
        toasts.get_by_text(expected).first.wait_for(timeout=PATIENCE * 1000, state="attached")
    lab.wait_running(1)


def test_a_full_lab_says_so(start_lab, new_visit):
    lab = start_lab("--sessions", "1")
    new_visit().open(lab.url + EXHIBIT)
    second = new_visit()
    second.open(lab.url + EXHIBIT, stage=False)
    assert "The lab is full" in second.page.locator("h1").inner_text()
    assert lab.running() == 1


def test_the_page_comes_back_when_the_connection_was_lost(start_lab, used_lab, new_visit):
    lab = used_lab
    visit = new_visit()
    visit.open(lab.url + EXHIBIT)
    lab.stop()
    visit.page.locator("#lost").wait_for(timeout=PATIENCE * 1000)
    start_lab(port=lab.port)
    visit.page.locator("#lost").wait_for(state="hidden", timeout=PATIENCE * 1000)
    visit.page.wait_for_selector(STAGE, timeout=PATIENCE * 1000)
    # While the server was away the socket and the questions after its health had to fail.
    visit.errors.clear()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_the_server(used_lab, how):
    own = used_lab
    family = own.stop(how)
    assert family, "the fork server was expected to be there"
    eventually(
        lambda: not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in family),
        "every process of the server to end",
    )
    if how is not signal.SIGKILL:
        assert own.process.returncode == 0
        assert "Traceback" not in own.log.read_text()
