"""What a person does with the page, done by a real browser against the real server."""

from __future__ import annotations

import math

import pytest
from harness import PATIENCE, STAGE, eventually

pytestmark = pytest.mark.browser
EXHIBIT = "/edge_of_stability?width=8&examples=60"

# The numbers the page holds for a series of a branch: [[step, value, ...], ...].
ROWS = """([branch, name]) => {
  const columns = window.__descent.store.columns(branch, name);
  if (!columns) return [];
  return Array.from({ length: columns.rows },
    (_, i) => [columns.steps[i], ...columns.values.map((v) => v[i])]);
}"""
# The share of a canvas's pixels that differ from its corner, for each canvas of a view.
INK = """view => [...view.querySelectorAll("canvas")].map((canvas) => {
  const { width, height } = canvas;
  if (!width || !height) return 0;
  const data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
  let differ = 0;
  for (let i = 4; i < data.length; i += 4)
    if (data[i] !== data[0] || data[i + 1] !== data[1] || data[i + 2] !== data[2] ||
        data[i + 3] !== data[3]) differ++;
  return differ / (width * height);
})"""


@pytest.fixture
def at(lab, visit):
    """The page, open at a small network so that a test takes seconds."""
    visit.open(lab.url + EXHIBIT)
    return visit


def rows(visit, name, branch=0):
    return visit.page.evaluate(ROWS, [branch, name])


def steps_of(visit, name, branch):
    return {int(row[0]) for row in rows(visit, name, branch)}


def play_to(visit, step):
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.number("data-step") >= step, f"step {step}")
    visit.page.get_by_test_id("play").click()
    eventually(lambda: visit.page.locator(STAGE).get_attribute("data-playing") == "false", "rest")
    return visit.number("data-step")


def log(visit):
    """The command log, opened if it is closed."""
    folded = visit.page.get_by_test_id("log")
    folded.evaluate("details => { details.open = true; }")
    return folded


def set_number(visit, name, value):
    field = visit.page.get_by_test_id(f"setting-{name}-number")
    field.fill(str(value))
    field.press("Enter")


def scrub_to(visit, step):
    visit.page.get_by_test_id("scrub").evaluate(
        "(bar, step) => { bar.value = step; bar.dispatchEvent(new Event('input')); }", step
    )
    eventually(
        lambda: visit.page.locator(STAGE).get_attribute("data-cursor") == str(step), "the cursor"
    )


def test_every_view_fills_and_play_moves_it(at):
    last = play_to(at, 25)
    for view in ("landscape", "sharpness", "loss", "oscillation", "density", "accuracy"):
        drawn = at.page.get_by_test_id(f"view-{view}")
        eventually(lambda drawn=drawn: max(drawn.evaluate(INK), default=0) > 0.01, f"ink in {view}")
    loss = rows(at, "loss")
    assert [row[0] for row in loss] == list(range(last + 1))
    assert all(math.isfinite(row[1]) for row in loss)
    assert loss[-1][1] < loss[0][1]


def test_one_step_is_one_step(at):
    at.page.get_by_test_id("step").click()
    eventually(lambda: at.number("data-step") == 1, "step 1")
    at.page.get_by_test_id("step").click()
    eventually(lambda: at.number("data-step") == 2, "step 2")
    assert at.page.locator(STAGE).get_attribute("data-playing") == "false"


def test_the_slider_bends_the_line_and_the_run_from_that_step_on(at):
    step = play_to(at, 10)
    set_number(at, "lr", 0.8)
    eventually(lambda: rows(at, "threshold")[-1][1] == pytest.approx(2.5), "the new line")
    last = play_to(at, step + 5)
    line = [value for _, value in rows(at, "threshold")]
    assert line[:step] == pytest.approx([2 / 0.4] * step)
    assert line[step:] == pytest.approx([2 / 0.8] * (last + 1 - step))
    eventually(lambda: "0.8" in log(at).inner_text(), "the command in the log")


def test_dragging_the_point_moves_the_weights(at):
    step = play_to(at, 12)
    at.page.wait_for_timeout(500)  # the plane in force comes into view
    x, y = rows(at, "plane_xy")[-1][1:]
    loss = rows(at, "loss")[-1][1]
    box = at.page.get_by_test_id("point").bounding_box()
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    at.page.mouse.move(*middle)
    at.page.mouse.down()
    at.page.mouse.move(middle[0] + 30, middle[1] - 20, steps=4)
    at.page.mouse.up()
    eventually(lambda: rows(at, "plane_xy")[-1][1] > x, "the point to the right")
    moved = rows(at, "plane_xy")
    assert moved[-1][0] == step
    assert moved[-1][2] > y
    assert rows(at, "loss")[-1][1] != loss
    at.page.get_by_test_id("step").click()
    eventually(lambda: at.number("data-step") == step + 1, "the step after")


def test_a_kick_is_logged_and_felt(at):
    play_to(at, 5)
    loss = rows(at, "loss")[-1][1]
    at.page.get_by_test_id("kick").click()
    eventually(lambda: rows(at, "loss")[-1][1] != loss, "another loss")
    eventually(lambda: "kick" in log(at).inner_text(), "the command in the log")


def test_scrubbing_shows_that_step_in_every_view_and_play_goes_on_from_the_head(at):
    last = play_to(at, 20)
    before = at.page.get_by_test_id("readout-loss").inner_text()
    scrub_to(at, 6)
    eventually(
        lambda: at.page.get_by_test_id("readout-loss").inner_text() != before, "another loss"
    )
    shown = float(at.page.get_by_test_id("readout-loss").inner_text().split()[0])
    assert shown == pytest.approx(rows(at, "loss")[6][1], rel=5e-3)
    assert at.number("data-step") == last
    at.page.get_by_test_id("step").click()
    eventually(lambda: at.number("data-step") == last + 1, "one step on")


def test_a_fork_draws_a_second_branch_and_a_link_restores_both(at, lab, new_visit):
    head = play_to(at, 20)
    scrub_to(at, 8)
    at.page.get_by_test_id("fork").click()
    at.page.get_by_test_id("fork-lr").fill("0.1")
    at.page.get_by_test_id("fork-confirm").click()
    eventually(lambda: at.number("data-branches") == 2, "two branches")
    last = play_to(at, 15)
    line = {int(row[0]): row[1] for row in rows(at, "threshold", 1)}
    assert line[last] == pytest.approx(20.0)
    assert rows(at, "threshold", 0)[-1][1] == pytest.approx(5.0)
    at.page.get_by_test_id("share").click()
    link = at.page.get_by_test_id("share-link")
    eventually(lambda: "run=" in link.input_value(), "a link")
    other = new_visit()
    other.open(link.input_value())
    eventually(
        lambda: other.number("data-branches") == 2 and other.number("data-step") == last,
        "the same session",
    )
    # Places in the plane are sent once the plane's picture is sampled, one branch after the other.
    # The branch left behind stays at its own head, which may lie before or after the other's.
    for visit in (at, other):
        for branch, end in enumerate((head, last)):
            eventually(
                lambda visit=visit, branch=branch, end=end: (
                    end in steps_of(visit, "plane_xy", branch)
                ),
                f"the place of branch {branch} at step {end}",
            )
    for branch in (0, 1):
        for name in ("loss", "eigenvalues", "threshold", "plane_xy"):
            mine = {row[0]: row[1:] for row in rows(at, name, branch)}
            theirs = {row[0]: row[1:] for row in rows(other, name, branch)}
            assert mine == theirs, (branch, name)


def test_a_structural_setting_restarts_and_reset_goes_back_to_the_start(at):
    play_to(at, 10)
    set_number(at, "width", 6)
    eventually(lambda: at.number("data-step") == 0, "a new run")
    assert len(rows(at, "loss")) == 1
    play_to(at, 5)
    at.page.get_by_test_id("reset").click()
    eventually(lambda: at.number("data-step") == 0, "the start")


def test_a_diverging_run_says_so_and_the_page_goes_on(at):
    set_number(at, "lr", 20)
    at.page.get_by_test_id("speed").select_option("0")
    at.page.get_by_test_id("play").click()
    at.page.get_by_test_id("banner").filter(has_text="iverged").wait_for(timeout=PATIENCE * 1000)
    at.page.get_by_test_id("banner-reset").click()
    eventually(lambda: at.number("data-step") == 0, "the start")


def test_a_number_that_makes_no_sense_is_answered(at):
    set_number(at, "width", 0)
    eventually(
        lambda: (
            at.page.get_by_test_id("setting-width-note").inner_text().strip()
            or at.page.get_by_test_id("toast").count()
        ),
        "a word about the width",
    )
    at.page.get_by_test_id("step").click()
    eventually(lambda: at.number("data-step") == 1, "a step")


def test_the_keyboard_plays_scrubs_and_explains(at):
    page = at.page
    page.keyboard.press("Space")
    eventually(lambda: at.number("data-step") > 5, "steps")
    page.keyboard.press("Space")
    eventually(lambda: page.locator(STAGE).get_attribute("data-playing") == "false", "rest")
    last = at.number("data-step")
    page.keyboard.press("ArrowLeft")
    eventually(
        lambda: page.locator(STAGE).get_attribute("data-cursor") == str(last - 1), "one step back"
    )
    page.keyboard.press("?")
    page.get_by_test_id("help-overlay").wait_for(timeout=PATIENCE * 1000)
