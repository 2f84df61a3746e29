"""Every exhibit's page in a real Chromium: `python benchmarks/every_page.py [ID ...] [--json]`.

Run it on a machine with two idle cores. For each exhibit at its defaults, 1440 x 900: frames and
steps a second while it plays as fast as it goes, CPU time a frame in the event loop and in the
browser's main thread, and the 95th percentile from a nudge of its first live number to the picture
that shows it (six nudges, three seconds of play). Then what a page weighs, and how long the toy
takes to redraw five whole trajectories while their start is dragged. Nothing here asserts.
"""

from __future__ import annotations

import argparse
import json
import sys

import psutil
from descentlab.catalog import exhibit_ids
from live import FLAGS, cruise, echoes, find, p95, server
from playwright.sync_api import Browser, Page, sync_playwright

#: Heads of columns, and what `live.cruise` calls what stands in them.
CRUISED = {
    "frames/s": "frames shown",
    "steps/s": "steps",
    "loop ms": "event loop, CPU a frame",
    "main ms": "browser main thread, CPU a frame",
}
COLUMNS = (*CRUISED, "slider p95 ms")
SLIDER = "[data-testid=section-steer] input[type=range]"


def settle(page: Page, url: str) -> None:
    page.goto(url)
    page.wait_for_function("() => (window.__descent?.stats?.frames ?? 0) > 0", timeout=60_000)
    # Every control at hand, not the story's few.
    free = page.get_by_test_id("mode-free")
    if free.count() and free.is_visible():
        free.click()


def nudge(page: Page, times: int) -> float:
    """The 95th percentile from moving the first live slider to its picture."""
    page.get_by_test_id("speed").select_option("60")
    slider = page.locator(SLIDER)
    if not slider.count():
        return float("nan")
    slider.first.focus()
    for i in range(times):
        page.keyboard.press("ArrowLeft" if i % 2 else "ArrowRight")
        page.wait_for_timeout(450)
    return p95(echoes(page, "set"))


def one(browser: Browser, host: psutil.Process, url: str, seconds: float) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    try:
        settle(page, url)
        cdp = context.new_cdp_session(page)
        cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        found = cruise(page, cdp, host, seconds)
        return {short: found[name] for short, name in CRUISED.items()} | {
            "slider p95 ms": nudge(page, 6)
        }
    finally:
        context.close()


def weight(browser: Browser, url: str) -> dict[str, float]:
    """Megabytes that a page asks for, as they travel and unpacked, and those of our own script."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    settle(page, f"{url}/edge_of_stability")
    entries = page.evaluate(
        "() => [...performance.getEntriesByType('navigation'),"
        " ...performance.getEntriesByType('resource')]"
        ".map(e => [e.name, e.transferSize, e.decodedBodySize])"
    )
    context.close()
    own = [e for e in entries if "lab-stage" in e[0]]
    return {
        "page, as it travels (MB)": sum(e[1] for e in entries) / 1e6,
        "page, unpacked (MB)": sum(e[2] for e in entries) / 1e6,
        "own script, unpacked (MB)": sum(e[2] for e in own) / 1e6,
    }


def toy(browser: Browser, url: str, moves: int = 80) -> dict[str, float]:
    """From moving the start to five trajectories of 400 steps drawn anew."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    settle(page, f"{url}/descent_in_the_plane")
    box = page.get_by_test_id("start-plane-0").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(moves):
        page.mouse.move(x + (i % 9) * 9, y + (i % 7) * 8)
        page.wait_for_timeout(50)
    page.mouse.up()
    found = echoes(page, "place")
    context.close()
    return {"toy: drags shown": len(found), "toy: drag to picture, p95 (ms)": p95(found)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", default=exhibit_ids())
    parser.add_argument("--seconds", type=float, default=5, help="of play at each exhibit")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chromium = find()
    if chromium is None:
        sys.exit("expected a Chromium; set DESCENTLAB_CHROMIUM to its path.")
    with server() as (host, url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        found: dict[str, dict[str, float]] = {}
        if not options.json:
            print(f"| exhibit | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
        for name in options.ids:
            found[name] = one(browser, host, f"{url}/{name}", options.seconds)
            if not options.json:
                row = " | ".join(f"{found[name][c]:.1f}" for c in COLUMNS)
                print(f"| {name} | {row} |", flush=True)
        found["all"] = {**weight(browser, url), **toy(browser, url)}
        browser.close()
    if options.json:
        print(json.dumps(found))
        return
    for name, value in found["all"].items():
        print(f"{name}: {value:.2f}")


if __name__ == "__main__":
    main()
