"""An exhibit's story as its reader meets it, and what a number says of itself."""

from __future__ import annotations

from harness import eventually

EXHIBIT = "/quadratic_stability"


def test_a_story_is_told_step_by_step_and_asks_before_branches_go(new_visit, lab):
    visit = new_visit(story=True)
    page = visit.open(lab.url + EXHIBIT)
    told = page.get_by_test_id("section-guide")

    # The first step: its prose with a formula set as one, its view pointed at, no control to set.
    formula = told.locator("math").first
    assert formula.evaluate("m => m.namespaceURI").endswith("MathML")
    assert formula.bounding_box()["width"] > 20
    assert page.locator(".is-pointed").get_attribute("data-testid") == "view-oscillation"
    assert page.get_by_test_id("setting-dim").is_hidden()
    assert "sets learning rate η = 0.21; the run goes on" in told.inner_text()

    # The next sets the learning rate in the run there is, plays it, and shows that control only.
    page.keyboard.press("n")
    rate = page.get_by_test_id("setting-lr-number")
    eventually(lambda: rate.input_value() == "0.21", "the learning rate of the step")
    eventually(lambda: visit.number("data-step") > 5, "the run to play")
    assert "is-set" in page.locator(".setting", has=rate).get_attribute("class")
    assert page.locator(".is-pointed").get_attribute("data-testid") == "view-loss"
    assert "In force" in page.get_by_test_id("story-effect").inner_text()
    page.get_by_test_id("play").click()

    # A step that starts a new run asks where a branch would go with the old one.
    page.keyboard.press("f")
    page.get_by_test_id("fork-confirm").click()
    eventually(lambda: visit.number("data-branches") == 2, "the fork")
    page.get_by_test_id("guide-next").click()
    page.get_by_test_id("story-confirm-stay").click()
    assert page.get_by_test_id("story-count").inner_text() == "2 of 4"
    assert visit.number("data-branches") == 2
    page.get_by_test_id("guide-next").click()
    page.get_by_test_id("story-confirm-go").click()
    eventually(lambda: visit.number("data-branches") == 1, "the new run")
    eventually(lambda: rate.input_value() == "0.198", "its learning rate")
    page.get_by_test_id("story-dot-0").click()
    assert page.get_by_test_id("story-count").inner_text() == "1 of 4"
    assert rate.input_value() == "0.198", "a dot only turns the page"

    # On a narrow page it stands above the pictures and leaves them room.
    page.set_viewport_size({"width": 390, "height": 844})
    assert told.bounding_box()["height"] < 240
    assert told.bounding_box()["y"] < page.locator(".card").first.bounding_box()["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    # All controls are one click away, and there again at the next visit.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_test_id("mode-free").check(force=True)
    assert page.get_by_test_id("setting-dim").is_visible()
    assert told.is_hidden()
    page.reload()
    page.wait_for_selector("[data-testid=setting-dim]")
    assert page.locator(".is-pointed").count() == 0


def test_a_legend_explains_its_numbers_on_focus_and_on_hover(new_visit, lab):
    page = new_visit().open(lab.url + EXHIBIT)
    chips = page.get_by_test_id("view-sharpness").locator("[data-explain]")
    tip = page.get_by_test_id("explain")
    page.keyboard.press("Tab")  # as one who uses the keyboard
    chips.first.focus()
    tip.wait_for()
    assert chips.first.get_attribute("aria-describedby") == tip.get_attribute("id")
    assert tip.get_attribute("role") == "tooltip"
    assert "λ₁" in tip.inner_text()
    assert tip.locator("math").bounding_box()["height"] > 8
    page.keyboard.press("ArrowRight")
    eventually(lambda: "λ₂" in tip.inner_text(), "the tip of the next entry")
    assert page.get_by_test_id("stage").get_attribute("data-cursor") == "live"
    page.keyboard.press("Escape")
    assert tip.is_hidden()
    chips.last.hover()
    tip.wait_for()
    page.mouse.move(2, 450)
    tip.wait_for(state="hidden")
