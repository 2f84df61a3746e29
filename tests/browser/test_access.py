"""Who reads with other means, by keyboard, on a phone: nothing keeps them out."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from harness import STAGE, eventually

pytestmark = pytest.mark.browser
EXHIBIT = "/edge_of_stability?width=8&examples=60"
SHOWN = "section[data-testid^=view-]:visible"
#: The test id of what has the focus, within shadow roots.
FOCUS = """() => {
  let el = document.activeElement;
  while (el?.shadowRoot?.activeElement) el = el.shadowRoot.activeElement;
  return el?.dataset.testid ?? null;
}"""
#: By how much the page or the stage is wider than it is shown.
TOO_WIDE = """stage => Math.max(
  ...[stage, document.documentElement].map((el) => el.scrollWidth - el.clientWidth))"""


def serious(page) -> list[str]:
    """What axe-core calls serious or critical on a page."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical")]
    return [f"{v['id']}: {[node['target'] for node in v['nodes']][:3]}" for v in bad]


def shown(visit) -> int:
    return visit.page.locator(SHOWN).count()


def test_axe_finds_nothing_serious_in_the_gallery(lab, visit):
    visit.open(lab.url, stage=False)
    assert serious(visit.page) == []


def test_views_are_chosen_and_fill_the_stage_by_keyboard_and_are_remembered(lab, visit):
    page = visit.open(lab.url + EXHIBIT)
    eventually(lambda: shown(visit) == 6, "six views")
    page.keyboard.press("v")
    assert page.evaluate(FOCUS) == "shown-landscape"
    page.keyboard.press("Space")
    eventually(lambda: shown(visit) == 5, "the landscape to go")
    # In a panel no key acts on the page behind it.
    page.keyboard.press("2")
    assert shown(visit) == 5
    page.keyboard.press("Escape")
    assert page.evaluate(FOCUS) == "views"
    page.keyboard.press("2")
    eventually(lambda: shown(visit) == 1, "one view alone")
    assert page.get_by_test_id("view-loss").bounding_box()["width"] > 1300
    page.keyboard.press("s")
    eventually(lambda: visit.number("data-step") == 1, "the transport to go on")
    page.keyboard.press("Escape")
    eventually(lambda: shown(visit) == 5, "the others to come back")
    assert page.evaluate(FOCUS) == "menu-loss"
    page.keyboard.press("Enter")
    eventually(lambda: page.evaluate(FOCUS) == "full-loss", "the menu")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUS) == "hide-loss"
    page.keyboard.press("Enter")
    eventually(lambda: shown(visit) == 4, "the loss to go")
    page.reload()
    page.locator(STAGE).wait_for()
    eventually(lambda: shown(visit) == 4, "the choice to be remembered")
    page.get_by_test_id("views").click()
    page.get_by_test_id("views-all").click()
    eventually(lambda: shown(visit) == 6, "all views")
    assert serious(page) == []


def test_a_phone_has_every_control_and_nothing_hangs_over_the_edge(lab, new_visit):
    visit = new_visit(viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True)
    page = visit.open(lab.url + "/gradients_in_the_plane")
    assert serious(page) == []
    assert page.locator(STAGE).evaluate(TOO_WIDE) == 0
    assert page.get_by_test_id("transport").bounding_box()["height"] < 100
    for control in ("play", "reset", "step", "fork", "compare", "bookmark", "share", "help"):
        box = page.get_by_test_id(control).first.bounding_box()
        assert box is not None, f"{control} is not to be seen"
        assert box["x"] >= 0, control
        assert box["x"] + box["width"] <= 390, control
        assert min(box["width"], box["height"]) >= 24, control
    assert not page.get_by_test_id("views").is_visible()
    page.get_by_test_id("more").click()
    page.get_by_test_id("views").click()
    panel = page.locator(".popover:popover-open").bounding_box()
    assert panel["x"] >= 0
    assert panel["x"] + panel["width"] <= 390
