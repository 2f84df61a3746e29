"""The cone of gradients: a gradient taken in hand, an update followed, the picture turned."""

from __future__ import annotations

import pytest
from harness import STAGE, eventually

pytestmark = pytest.mark.browser
CARD, TIP = "view-gradient_cone", "tip-gradient_cone-1"


def test_gradients_are_dragged_updates_are_followed_and_the_picture_turns(lab, visit):
    page = visit.open(lab.url + "/gradients_in_space")
    card, tip = page.get_by_test_id(CARD), page.get_by_test_id(TIP)
    canvas = card.locator("canvas")

    def place():
        return [float(v) for v in tip.get_attribute("data-values").split(",")]

    def settings():
        fields = (page.get_by_test_id(f"setting-g2{axis}-number") for axis in "xyz")
        return [float(field.input_value()) for field in fields]

    def told():
        return canvas.get_attribute("aria-label")

    def drag(x, y, dx, dy):
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + dx, y + dy, steps=3)
        page.mouse.up()

    eventually(tip.is_visible, "the tip of the second gradient")
    assert "mean" in card.get_attribute("data-conflicts").split(",")
    before, words = place(), told()
    box = tip.bounding_box()
    drag(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, 30, -40)
    # five digits in the fields, four in what the drag sends
    eventually(lambda: settings() == pytest.approx(place(), abs=1e-3), "the run's own gradient")
    assert place() != pytest.approx(before, abs=0.1)
    eventually(lambda: told() != words, "what is made of it")
    moved = place()
    tip.press("ArrowRight")
    assert place() != moved
    eventually(lambda: settings() == pytest.approx(place(), abs=1e-3), "that of the key")

    card.get_by_role("button", name="MGDA").click()
    rule = page.get_by_test_id("setting-aggregator")
    eventually(lambda: rule.input_value() == "mgda", "the rule that the run follows")
    eventually(lambda: "followed: MGDA" in told(), "its update as the one that is followed")

    seen = canvas.evaluate("c => c.toDataURL()")
    box = canvas.bounding_box()
    drag(box["x"] + 30, box["y"] + box["height"] - 30, 90, -20)
    eventually(lambda: canvas.evaluate("c => c.toDataURL()") != seen, "another side of the cone")
    assert card.get_attribute("data-picked") == "MGDA"  # the end of a drag is no click
    assert page.locator(STAGE).get_attribute("data-step") == "0"
