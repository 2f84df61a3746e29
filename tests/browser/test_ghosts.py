"""The ghosts of softmax: a step taken in hand, an example picked among pictures."""

from __future__ import annotations

import pytest
from harness import STAGE, eventually

pytestmark = pytest.mark.browser
EXHIBIT = "/ghosts_of_softmax?width=8&examples=60"

# The newest row of a series, and the newest reading of one that travels whole.
ROW = """(name) => {
  const columns = window.__descent.store.columns(0, name);
  return columns && columns.rows ? columns.values.map((v) => v[columns.rows - 1]) : null;
}"""
READING = (
    """(name) => [...window.__descent.store.branches[0].arrays.get(name).recorded.at(-1).data]"""
)
TAU, EXAMPLE = 4, 6


@pytest.fixture
def at(lab, visit):
    """The page, with the ghosts of the first step drawn."""
    page = visit.open(lab.url + EXHIBIT)
    view = page.get_by_test_id("view-ghosts")
    eventually(view.get_by_test_id("tau").is_visible, "the end of the step")
    return page


def test_the_step_is_dragged_and_keyed_and_the_run_follows(at):
    handle = at.get_by_test_id("view-ghosts").get_by_test_id("tau")
    picture = at.get_by_test_id("view-ghosts").locator("canvas")

    def length():
        return float(handle.get_attribute("data-tau"))

    def rate():
        return float(at.get_by_test_id("setting-lr-number").input_value())

    def settled():
        return abs(at.evaluate(ROW, "ghost_radii")[TAU] / length() - 1) < 1e-3

    eventually(settled, "the run's own length")
    before, per_rate, drawn = length(), length() / rate(), picture.evaluate("c => c.toDataURL()")
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    at.mouse.move(x, y)
    at.mouse.down()
    at.mouse.move(x + 40, y, steps=3)
    at.mouse.up()
    eventually(lambda: length() > before and settled(), "a longer step, measured by the run")
    # five digits in the field, four in what the drag sends
    eventually(lambda: rate() * per_rate == pytest.approx(length(), rel=1e-3), "its learning rate")
    assert picture.evaluate("c => c.toDataURL()") != drawn
    longer = length()
    handle.press("ArrowLeft")
    eventually(lambda: settled() and length() < longer, "the step of the key")
    assert length() == pytest.approx(longer / 1.05, rel=1e-3)
    assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(length(), rel=1e-3)


def test_a_click_on_a_picture_shows_that_examples_ghosts_and_another_lets_it_go(at):
    ranking = at.get_by_test_id("view-fragile")
    eventually(lambda: ranking.get_attribute("data-picked") == "-1", "the ranking")
    second = int(at.evaluate(READING, "fragile_ids")[1])

    def shown():
        return int(at.evaluate(ROW, "ghost_radii")[EXAMPLE])

    assert shown() != second  # the most fragile is
    canvas = ranking.locator("canvas")
    canvas.click(position={"x": 20, "y": 30})  # the first, where the keys then start
    eventually(lambda: ranking.get_attribute("data-picked") != "-1", "the first, picked")
    canvas.press("ArrowRight")
    canvas.press("Enter")
    eventually(lambda: shown() == second, "the second's ghosts")
    assert ranking.get_attribute("data-picked") == str(second)
    canvas.press("Enter")
    eventually(lambda: shown() != second, "the most fragile one's")
    assert at.get_by_test_id("setting-sample-number").input_value() == "-1"
    assert at.locator(STAGE).get_attribute("data-step") == "0"
