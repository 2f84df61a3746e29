"""Take the README's picture anew: `.venv/bin/python scripts/take_screenshot.py`.

A run at the edge of stability and a fork with half the learning rate, as a person would see them.
"""

import subprocess
import sys
from pathlib import Path

from find_chromium import FLAGS, find
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
PORT = 5099


def play_until(page: Page, step: int) -> None:
    page.get_by_test_id("play").click()
    page.wait_for_function(
        "n => window.__descent.store.status.step >= n", arg=step, timeout=300_000
    )
    page.get_by_test_id("play").click()
    page.wait_for_function("() => !window.__descent.store.status.playing")


def main() -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "descentlab.cli", "serve", "--no-open", "--port", str(PORT)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        next(line for line in server.stdout if "Descent Lab is at" in line)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://127.0.0.1:{PORT}/edge_of_stability")
            page.get_by_test_id("play").wait_for()
            page.wait_for_function("() => window.__descent?.stats.frames > 0")
            play_until(page, 260)
            page.get_by_test_id("scrub").evaluate(
                "bar => { bar.value = 140; bar.dispatchEvent(new Event('input')); }"
            )
            page.get_by_test_id("fork").click()
            page.get_by_test_id("fork-lr").fill("0.2")
            page.get_by_test_id("fork-confirm").click()
            page.wait_for_function("() => window.__descent.store.branches.length == 2")
            play_until(page, 260)
            page.wait_for_timeout(2000)
            page.mouse.move(720, 5)
            page.screenshot(path=ROOT / "docs" / "edge_of_stability.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(30)


if __name__ == "__main__":
    main()
