"""Draw the gallery's pictures and record its costs: `.venv/bin/python scripts/draw_gallery.py`.

Each exhibit runs in the served lab, at its default settings and as far as its check goes; the view
it names as its `picture` (else the first) is taken in both themes. With ids, those only; with
`--views FOLDER` every view is left there too, to choose from; with `--costs` no picture is drawn.
"""

import argparse
import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from descentlab.catalog import exhibit_ids, load
from descentlab.exhibit import Exhibit
from descentlab.runs.run import Run
from descentlab.share import Shared, SharedBranch, encode
from descentwidgets.gallery.recorded import COSTS, HEIGHT, THEMES, THUMBNAILS, WIDTH
from find_chromium import FLAGS, find
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PORT = 5098
LARGEST = 15_000  # bytes of a picture
#: Drawn at this size (CSS pixels) and shown smaller, so that what is written in it stays small.
CARD_WIDTH, CARD_HEIGHT = 400, 250
ENOUGH = 2.0  # CPU seconds after which the cost of a step is known well enough
PATIENCE = 600_000  # ms for a run to be replayed

# The card by itself, as large as the picture. Remarks on a plot are for the living page.
ALONE = f"""card => {{
  const wear = (el, style) => {{ el.worn ??= el.style.cssText; el.style.cssText += style; }};
  wear(card,
    ';position:fixed;left:0;top:0;width:{CARD_WIDTH}px;height:500px;z-index:9999;border:0');
  wear(card.querySelector('.card-body'),
    ';flex:none;width:{CARD_WIDTH}px;height:{CARD_HEIGHT}px;margin:0');
  for (const note of card.querySelectorAll('.card-body :is(.caption, .view-note)'))
    wear(note, ';display:none');
}}"""
BACK = """card => {
  for (const el of [card, ...card.querySelectorAll('*')])
    if (el.worn !== undefined) { el.style.cssText = el.worn; delete el.worn; }
}"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", default=exhibit_ids(), metavar="ID")
    parser.add_argument("--views", type=Path, help="Folder for a picture of every view.")
    parser.add_argument("--costs", action="store_true", help="Record the costs only.")
    chosen = parser.parse_args()
    torch.set_num_threads(1)
    for name in chosen.ids:
        record(name, cost(load(name)))
    if chosen.costs:
        return
    THUMBNAILS.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in chosen.ids:
            draw(browser, address, load(name), chosen.views)
        browser.close()


def cost(exhibit: Exhibit) -> dict[str, float]:
    """Parameters, steps of the check, and the CPU seconds of them all, from the first of them."""
    run = Run(exhibit)
    run.advance(2)  # what is slow only once
    done, start, spent = 0, time.process_time(), 0.0
    while done < exhibit.check_steps and spent < ENOUGH:
        run.advance(1)
        done, spent = done + 1, time.process_time() - start
    seconds = spent * exhibit.check_steps / done
    return {"parameters": len(run.w), "steps": exhibit.check_steps, "seconds": round(seconds, 4)}


def record(name: str, found: dict[str, float]) -> None:
    """Note the cost of one exhibit, and forget those of exhibits that are gone."""
    old = json.loads(COSTS.read_text()) if COSTS.is_file() else {}
    kept = {k: v for k, v in {**old, name: found}.items() if k in exhibit_ids()}
    COSTS.write_text(json.dumps(dict(sorted(kept.items())), indent=1) + "\n")
    print(f"{name}: {found}", flush=True)


@contextmanager
def served() -> Iterator[str]:
    """The lab on a port of its own."""
    command = [sys.executable, "-m", "descentlab.cli", "serve", "--no-open", "--port", str(PORT)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        next(line for line in server.stdout if "Descent Lab is at" in line)
        yield f"http://127.0.0.1:{PORT}"
    finally:
        server.terminate()
        server.wait(30)


def draw(browser: Browser, address: str, exhibit: Exhibit, views: Path | None) -> None:
    """Write the pictures of one exhibit."""
    page = browser.new_page(
        viewport={"width": 1440, "height": 1000},
        device_scale_factor=2 * WIDTH / CARD_WIDTH,
        reduced_motion="reduce",
    )
    steps = exhibit.check_steps
    link = encode(Shared(exhibit.id, (SharedBranch("main", None, 0, steps, ()),)))
    page.goto(f"{address}/{exhibit.id}?run={link}")
    page.wait_for_function(
        "n => window.__descent?.store.status.step >= n", arg=steps, timeout=PATIENCE
    )
    page.wait_for_timeout(4000)  # what is measured at rest
    shown = exhibit.picture or exhibit.views[0].id
    for view in [v.id for v in exhibit.views] if views else [shown]:
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            image = taken(page, view)
            if view == shown:
                write(image, THUMBNAILS / f"{exhibit.id}-{theme}.webp")
            if views:
                views.mkdir(parents=True, exist_ok=True)
                image.save(views / f"{exhibit.id}.{view}-{theme}.webp", quality=82)
    page.close()
    print(f"{exhibit.id}: {shown} at step {steps}", flush=True)


def taken(page: Page, view: str) -> Image.Image:
    """The body of a view's card by itself."""
    card = page.get_by_test_id(f"view-{view}")
    card.evaluate(ALONE)
    page.mouse.move(1400, 990)
    page.wait_for_timeout(700)
    body = card.locator(".card-body").first.screenshot(animations="disabled")
    card.evaluate(BACK)
    return Image.open(io.BytesIO(body)).convert("RGB")


def write(image: Image.Image, path: Path) -> None:
    """Save at twice the size it is shown at, as sharp as the limit allows."""
    image = image.resize((2 * WIDTH, 2 * HEIGHT), Image.Resampling.LANCZOS)
    for quality in (82, 70, 58, 46, 34, 22):
        image.save(path, quality=quality, method=6)
        if path.stat().st_size <= LARGEST:
            return
    raise SystemExit(f"{path}: larger than {LARGEST} bytes even at low quality; show another view.")


if __name__ == "__main__":
    main()
