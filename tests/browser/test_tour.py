"""A tour of the exhibits: every control is driven, and what is seen, at three widths and in both
themes, is neither blank nor overlapping. The pictures stay in DESCENTLAB_PICTURES, or beside it.

It goes to enough exhibits to meet every kind of view; DESCENTLAB_TOUR=all goes to every one.
"""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from descentlab.catalog import exhibit_ids, load
from descentwidgets.gallery.recorded import cost
from harness import PATIENCE, eventually
from PIL import Image

pytestmark = pytest.mark.browser
HEIGHTS = {1440: 900, 800: 1000, 390: 844}
#: What every exhibit is seen at; the first one at every width in both themes.
SIZES = ((1440, "light"), (800, "dark"), (390, "dark"))
PICTURES = Path(os.environ.get("DESCENTLAB_PICTURES", Path(__file__).parent / "pictures"))


#: Kinds of views that were pointed at, zoomed and walked over: each is once.
looked_at: set[str] = set()


def itinerary() -> list[str]:
    """Exhibits, few and cheap, that show every kind of view between them."""
    kinds = {name: {view.kind for view in load(name).views} for name in exhibit_ids()}
    if os.environ.get("DESCENTLAB_TOUR") == "all":
        return [*kinds]
    missing, route = set().union(*kinds.values()), []
    while missing:
        best = max(kinds, key=lambda name: (len(kinds[name] & missing), -per_step(name)))
        route.append(best)
        missing -= kinds[best]
    return route


def per_step(name: str) -> float:
    """Seconds; what nobody has recorded is taken to be dear."""
    known = cost(name)
    return known.seconds / known.steps if known else float("inf")


ITINERARY = itinerary()


@pytest.mark.parametrize("name", ITINERARY)
def test_every_control_can_be_used_and_every_picture_be_seen(name, lab, new_visit):
    visit = new_visit()
    page = visit.open(f"{lab.url}/{name}")
    page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") >= 12, "a few steps")
    page.get_by_test_id("play").click()
    still = page.locator("[data-testid=stage][data-playing=false]")
    still.wait_for(timeout=1000 * PATIENCE)
    transport(visit)
    steer(page)
    # Many readings come every few steps only: what is looked at has some.
    page.wait_for_function("() => !window.__descent.stats.client.steering", timeout=1000 * PATIENCE)
    page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") >= 6, "steps after steering")
    page.get_by_test_id("play").click()
    still.wait_for(timeout=1000 * PATIENCE)
    for view in load(name).views:
        if view.kind not in looked_at:
            looked_at.add(view.kind)
            look_at(page, page.get_by_test_id(f"view-{view.id}"))
    eventually(lambda: page.locator("[data-testid=stage]").get_attribute("data-frames"), "frames")
    every = [(width, theme) for theme in ("light", "dark") for width in HEIGHTS]
    for width, theme in every if name == ITINERARY[0] else SIZES:
        page.emulate_media(color_scheme=theme)
        seen = f"{width} px, {theme}"
        picture = shown(page, width, HEIGHTS[width])
        picture.save(place(f"{name}_{width}_{theme}.png"))
        assert not sideways(page), f"{seen}: something is wider than the page"
        assert not overlaps(page), seen
        if (width, theme) in ((1440, "light"), (390, "dark")):
            # Tall enough for every view to be on one picture.
            picture = shown(page, width, 700 * len(load(name).views))
            assert not blanks(page, picture), seen


def shown(page, width: int, height: int) -> Image.Image:
    """The page at that size, drawn, with the pointer out of the way."""
    page.set_viewport_size({"width": width, "height": height})
    page.mouse.move(1, 1)
    page.wait_for_timeout(250)
    return Image.open(io.BytesIO(page.screenshot(timeout=1000 * PATIENCE))).convert("RGB")


def place(name: str) -> Path:
    PICTURES.mkdir(parents=True, exist_ok=True)
    return PICTURES / name


def transport(visit) -> None:
    """Step, scrub, fork from the past, back to the first branch, drop the second."""
    page = visit.page
    at = visit.number("data-step")
    page.get_by_test_id("step").click()
    eventually(lambda: visit.number("data-step") == at + 1, "one step")
    page.get_by_test_id("scrub").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    eventually(lambda: visit.page.locator("[data-cursor]").get_attribute("data-cursor") != "live",
               "the past")  # fmt: skip
    page.get_by_test_id("fork").click()
    page.get_by_test_id("fork-confirm").click()
    eventually(lambda: visit.number("data-branches") == 2, "a second branch")
    page.get_by_test_id("step").click()
    page.get_by_test_id("branch-1-remove").click()
    eventually(lambda: visit.number("data-branches") == 1, "one branch")


def steer(page) -> None:
    """Nudge every control of the run there is; what restarts it is left to the last."""
    free = page.get_by_test_id("mode-free")
    if free.count() and free.is_visible():
        free.click()
    for section in page.locator("[data-testid=controls] details").all():
        if section.get_attribute("open") is None:
            section.locator("summary").click()
    for slider in page.locator("[data-testid=controls] input[type=range]").all():
        slider.focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowLeft")
    for choice in page.locator("[data-testid=controls] select").all():
        choice.focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowUp")
    page.get_by_test_id("step").click()


def look_at(page, card) -> None:
    """Point, zoom, walk and put back; open what the view offers."""
    card.scroll_into_view_if_needed()
    for canvas in card.locator("canvas:visible, .u-over").all()[:1]:
        box = canvas.bounding_box()
        if box is None:
            continue
        for share in (0.2, 0.5, 0.8):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + 0.5 * box["height"])
        page.mouse.wheel(0, -120)
        page.mouse.dblclick(box["x"] + 0.5 * box["width"], box["y"] + 0.4 * box["height"])
    for stop in card.locator("canvas[tabindex='0']:visible").all()[:1]:
        stop.focus()
        for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"):
            page.keyboard.press(key)
    for button in card.locator("button[aria-pressed]:visible").all()[:3]:
        button.click()
        button.click()
    # A click in a curve pins the cursor: back to the head.
    page.get_by_test_id("live").click()


def blanks(page, picture: Image.Image) -> list[str]:
    """The views whose picture is of one colour, or of hardly more."""
    found = []
    for card in page.locator(".card:visible").all():
        box = card.locator(".card-body").bounding_box()
        body = picture.crop(
            (
                int(box["x"]),
                int(box["y"]),
                int(box["x"] + box["width"]),
                int(box["y"] + box["height"]),
            )
        )
        colours = body.getcolors(1 << 24)
        most = max(count for count, _ in colours)
        if len(colours) < 8 or most > 0.9995 * body.width * body.height:
            found.append(card.get_attribute("data-testid"))
    return found


def sideways(page) -> bool:
    return page.evaluate(
        "() => document.documentElement.scrollWidth > innerWidth + 1 || "
        "[...document.querySelectorAll('*')].some(e => e.shadowRoot && [...e.shadowRoot."
        "querySelectorAll('.views, .column, .transport, .top')].some("
        "p => p.scrollWidth > p.clientWidth + 1))"
    )


#: Pairs of controls that cover each other in the header, the transport bar and the heads of views.
OVERLAPS = """
() => {
  const stage = [...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.lab'))
    .find(Boolean) ?? document.querySelector('.lab');
  const seen = (e) => { const r = e.getBoundingClientRect(); const s = getComputedStyle(e);
    return r.width > 0 && r.height > 0 && s.visibility !== 'hidden' && s.opacity !== '0'; };
  const found = [];
  for (const bar of stage.querySelectorAll('.top, .transport, .card-head')) {
    const items = [...bar.querySelectorAll('button, select, a, input, h3, output')].filter(seen)
      .filter(e => !e.closest('.popover, .tip, .menu-list, dialog, .scrub'));
    const boxes = items.map(e => [e, e.getBoundingClientRect()]);
    for (const [a, p] of boxes) for (const [b, q] of boxes) {
      if (a === b || a.contains(b) || b.contains(a)) continue;
      const w = Math.min(p.right, q.right) - Math.max(p.left, q.left);
      const h = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
      if (w > 2 && h > 2) found.push(`${a.outerHTML.slice(0, 80)} | ${b.outerHTML.slice(0, 80)}`);
    }
  }
  return found.slice(0, 4);
}
"""


def overlaps(page) -> list[str]:
    found = page.evaluate(OVERLAPS)
    if found:
        print("\n".join(found))
    return found
