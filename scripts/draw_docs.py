"""Draw the documentation's pictures: `.venv/bin/python scripts/draw_docs.py`.

Views of exhibits run as far as their checks go, by themselves and in both themes, and the page of
one exhibit with numbers on its parts. With ids, only what is drawn of those exhibits.
"""

import argparse
import io
from pathlib import Path

from descentlab.catalog import load
from descentlab.share import Shared, SharedBranch, encode
from descentwidgets.gallery.recorded import THEMES
from draw_gallery import BACK, PATIENCE, served
from find_chromium import FLAGS, find
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
LARGEST, LARGEST_PAGE = 60_000, 100_000  # bytes of a view, of a whole page
WIDTH, HEIGHT, SCALE = 640, 340, 1.5  # CSS pixels of a view, and device pixels in each

#: The views that the concept pages show, by exhibit; a height of its own after a colon.
VIEWS = {
    "edge_of_stability": ("sharpness",),
    "hessian_spectra": ("curvature", "density", "layers", "split", "attribution"),
    "loss_landscape": ("landscape", "surface"),
    "one_basin": ("way",),
    "every_optimizers_edge": ("board:430",),
    "sgd_stability": ("critical_rates", "sharpness_notions"),
    "central_flow": ("flow_sharpness", "flow_losses"),
    "discretisation_drift": ("losses",),
    "two_player_games": ("orbits",),
    "ghosts_of_softmax": ("ghosts:460", "radii"),
    "three_radii": ("step_lengths",),
    "spike_arena": ("arena_accuracies",),
    "three_tasks": ("gradient_cone:420", "alignments"),
    "gradient_coherence": ("coherence", "coherence_calm"),
    "opposing_signals": ("images",),
}

#: The page whose parts are numbered, and where the numbers stand: test ids, from left to right.
PAGE, PAGE_STEPS = "edge_of_stability", 260
PARTS = (
    "claim",
    "section-guide",
    "view-landscape",
    "view-sharpness",
    "play",
    "scrub",
    "fork",
    "menu-keep",
)

# The card by itself: its body as large as asked, its title and legend above. Marks of the story go.
ALONE = """([card, width, height]) => {
  const wear = (el, style) => { el.worn ??= el.style.cssText; el.style.cssText += style; };
  const body = card.querySelector('.card-body');
  wear(card, `;position:fixed;left:0;top:0;width:${width}px;height:${height + 200}px;` +
    'z-index:9999;border:0;box-shadow:none');
  wear(body, `;flex:none;height:${height}px`);
  for (const note of card.querySelectorAll('.pointed-label')) wear(note, ';display:none');
  const below = body.getBoundingClientRect().bottom - card.getBoundingClientRect().top;
  card.style.height = `${Math.ceil(below) + 8}px`;
}"""

NUMBERED = """boxes => boxes.forEach((box, i) => {
  const mark = document.createElement('div');
  mark.textContent = i + 1;
  mark.style.cssText = `position:fixed;left:${Math.max(box.x - 20, 4)}px;` +
    `top:${Math.max(box.y - 14, 4)}px;width:24px;height:24px;border-radius:50%;z-index:9999;` +
    'font:700 14px/24px system-ui,sans-serif;text-align:center;background:#c8430a;color:#fff;' +
    'box-shadow:0 0 0 2px #fff';
  document.body.append(mark);
})"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", default=[*VIEWS, "page"], metavar="ID")
    ids = parser.parse_args().ids
    PICTURES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in ids:
            if name == "page":
                numbered(browser, address)
            else:
                views(browser, address, name)
        browser.close()


def opened(browser: Browser, address: str, exhibit: str, steps: int, scale: float) -> Page:
    """The page of an exhibit, run `steps` far."""
    page = browser.new_page(
        viewport={"width": 1440, "height": 900}, device_scale_factor=scale, reduced_motion="reduce"
    )
    link = encode(Shared(exhibit, (SharedBranch("main", None, 0, steps, ()),)))
    page.goto(f"{address}/{exhibit}?run={link}", timeout=PATIENCE)
    page.wait_for_function(
        "n => window.__descent?.store.status.step >= n", arg=steps, timeout=PATIENCE
    )
    page.wait_for_timeout(6000)  # what is measured at rest
    return page


def views(browser: Browser, address: str, exhibit: str) -> None:
    """Every picture of one exhibit's views."""
    page = opened(browser, address, exhibit, load(exhibit).check_steps, SCALE)
    for view in VIEWS[exhibit]:
        name, _, height = view.partition(":")
        for theme in THEMES:
            page.emulate_media(color_scheme=theme)
            card = page.get_by_test_id(f"view-{name}")
            card.evaluate(f"card => ({ALONE})([card, {WIDTH}, {height or HEIGHT}])")
            page.mouse.move(1400, 890)
            page.wait_for_timeout(1500)
            path = PICTURES / f"{exhibit}.{name}-{theme}.webp"
            write(card.screenshot(animations="disabled"), path)
            card.evaluate(BACK)
    page.close()


def numbered(browser: Browser, address: str) -> None:
    """The page with numbers on its parts."""
    page = opened(browser, address, PAGE, PAGE_STEPS, 1)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        page.mouse.move(720, 5)
        page.wait_for_timeout(1500)
        if theme == THEMES[0]:
            page.evaluate(NUMBERED, [page.get_by_test_id(p).bounding_box() for p in PARTS])
        write(page.screenshot(animations="disabled"), PICTURES / f"page-{theme}.webp", LARGEST_PAGE)
    page.close()


def write(png: bytes, path: Path, largest: int = LARGEST) -> None:
    """Save as sharp as the limit allows."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in (86, 78, 70, 60, 50, 40):
        image.save(path, quality=quality, method=6)
        if path.stat().st_size <= largest:
            print(f"{path.name}: {path.stat().st_size:,} bytes", flush=True)
            return
    raise SystemExit(f"{path}: larger than {largest} bytes even at low quality; show another view.")


if __name__ == "__main__":
    main()
