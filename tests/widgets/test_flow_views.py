"""Phase portraits, boards, pictures and lines to read curves against hold the recorded numbers."""

from __future__ import annotations

import holoviews as hv
import numpy as np
import pytest
from descentlab import LabError
from descentlab.view import View
from descentwidgets import figure
from descentwidgets.views.ellipse import ellipse
from figure_cases import NAN, of_type, option_of, renders, title_of, trace_of


def style_of(drawn: hv.Element) -> dict:
    return hv.Store.lookup_options("bokeh", drawn, "style").kwargs


# --- phase ---------------------------------------------------------------------------------

SWING = {step: np.array([(-1.0) ** step * (1 + step), 0.5 * step]) for step in range(10)}
SWING[7] = np.array([NAN, 3.5])
COVARIANCE = {step: [4.0 + step, 1.0, 2.0] for step in range(9)} | {9: [NAN] * 3}


def phase(**options: object) -> View:
    return View("swing", "phase", "Swing", ("at",), options=options)


def dots(drawn: hv.Overlay) -> list[hv.Points]:
    return [e for e in of_type(drawn, hv.Points) if e.vdims]


def test_even_steps_are_filled_odd_ones_hollow_and_a_gap_is_neither():
    drawn = figure(trace_of({"at": SWING}), phase())
    even, odd = dots(drawn)
    for points, steps in ((even, [0, 2, 4, 6, 8]), (odd, [1, 3, 5, 9])):
        np.testing.assert_array_equal(points.dimension_values("step"), steps)
        np.testing.assert_array_equal(points.array([0, 1]), [SWING[step] for step in steps])
        assert (np.diff(points.dimension_values("age")) > 0).all()
    assert style_of(odd)["fill_alpha"] == 0
    lines = np.concatenate([line.array([0, 1]) for line in of_type(drawn, hv.Path)[0].split()])
    assert np.isnan(lines).all(1).any()  # step 7: with one number missing there is no point
    assert title_of(drawn) == "Swing, step 9"
    assert renders(drawn)


def test_the_head_is_the_cursors_step_and_the_trail_ends_there():
    drawn = figure(trace_of({"at": SWING}), phase(trail=3), 6)
    shown = np.concatenate([points.dimension_values("step") for points in dots(drawn)])
    assert sorted(shown) == [4, 5, 6]
    (head,) = [e for e in of_type(drawn, hv.Points) if not e.vdims]
    np.testing.assert_array_equal(head.array(), [SWING[6]])


def test_several_orbits_have_names_and_equal_axes_where_asked():
    rows = {step: np.arange(6.0).reshape(3, 2) + step for step in range(5)}
    view = phase(names=["flow", "ascent", "extragradient"], equal=True)
    drawn = figure(trace_of({"at": rows}), view)
    heads = {e.label: e.array() for e in of_type(drawn, hv.Points) if not e.vdims}
    assert list(heads) == view.options["names"]
    np.testing.assert_array_equal(heads["ascent"], [[6, 7]])
    assert option_of(drawn, "data_aspect") == 1
    assert renders(drawn)


def test_the_ends_of_a_swing_lie_on_the_ellipse_of_its_covariance():
    d = np.array([3.0, -4.0])
    outline = ellipse([d[0] ** 2, d[0] * d[1], d[1] ** 2])
    # 96 points: the nearest is off by at most 1 − cos(2π/96) of the half-axis, here 0.01.
    for end in (d, -d):
        assert np.linalg.norm(outline - end, axis=1).min() < 0.011
    xx, xy, yy = 4.0, 1.0, 2.0
    outline = ellipse([xx, xy, yy])
    inverse = np.linalg.inv([[xx, xy], [xy, yy]])
    np.testing.assert_allclose(np.einsum("ni,ij,nj->n", outline, inverse, outline), 1, rtol=1e-12)


def test_the_ellipse_is_that_of_the_cursors_step_and_none_where_it_is_unknown():
    centre = {step: [10.0, 20.0] for step in range(10)}
    trace = trace_of({"at": SWING, "covariance": COVARIANCE, "centre": centre})
    view = phase(ellipse="covariance", ellipse_at="centre")
    _, outline = of_type(figure(trace, view, 5), hv.Path)
    np.testing.assert_allclose(outline.array()[:, :2], ellipse([9, 1, 2]) + np.array([10, 20]))
    assert len(of_type(figure(trace, view), hv.Path)) == 1


# --- board ---------------------------------------------------------------------------------

RATIOS = {0: [0.1, 1.5, NAN], 1: [0.2, 3.0, NAN], 2: [0.4, 0.5, NAN]}
BOARD = View(
    "edges",
    "board",
    "Edges",
    ("ratio", "value", "threshold"),
    options={"formulas": ["2/η", "38/η"]},
)


@pytest.fixture
def board() -> hv.Layout:
    threshold = np.array([5.0, 38.0, NAN])
    rows = {
        "ratio": RATIOS,
        "value": {step: threshold * r for step, r in RATIOS.items()},
        "threshold": dict.fromkeys(RATIOS, threshold),
    }
    names = {"columns": ("GD", "Adam", "Muon")}
    return figure(trace_of(rows, ratio=names), BOARD, 1)


def test_bars_end_at_the_ratio_and_what_is_beyond_the_threshold_stands_out(board):
    bars, _ = board
    below, above = of_type(bars, hv.Rectangles)
    low = option_of(bars, "xlim")[0]
    np.testing.assert_allclose(below.dimension_values(2), [0.2, 1.0, low])
    np.testing.assert_allclose(above.array([0, 2]), [[1.0, 3.0]])
    assert style_of(below)["color"] != style_of(above)["color"]
    assert [label for _, label in option_of(bars, "yticks")] == ["GD\n2/η", "Adam\n38/η", "Muon"]
    assert title_of(bars) == "Edges, step 1"
    assert renders(board)


def test_what_was_not_measured_is_a_dash_and_not_a_zero(board):
    bars, past = board
    (texts,) = of_type(bars, hv.Labels)
    assert [text.strip() for text in texts.dimension_values("text")] == ["0.2", "3", "–"]
    shown = [label for _, label in option_of(past, "yticks")]
    assert shown == ["1 / 5", "114 / 38", "– / –"]


def test_the_past_of_a_row_is_above_its_line_where_the_ratio_was_above_one(board):
    curves = of_type(board.values()[1], hv.Curve)
    for row, curve in enumerate(curves):
        np.testing.assert_array_equal(curve.dimension_values(0), [0, 1, 2])
        up = row - curve.dimension_values(1)  # the first row is on top
        ratios = np.array([r[row] for r in RATIOS.values()])
        np.testing.assert_array_equal(np.sign(up), np.sign(np.log(ratios)))


# --- images --------------------------------------------------------------------------------

PICTURES = np.arange(2 * 3 * 4 * 5, dtype=float).reshape(2, 3, 4, 5)
PICTURES[1, 2] = NAN
SCORES = np.array([[0.5, -1.0, NAN], [2.0, 3.0, NAN]])
IMAGES = View(
    "signals", "images", "Signals", ("image", "score"), options={"groups": ["up", "down"]}
)


def test_pictures_stand_in_their_groups_row_with_their_scores_under_them():
    drawn = figure(trace_of({"image": {3: PICTURES}, "score": {3: SCORES}}), IMAGES)
    (image,) = of_type(drawn, hv.Image)
    (labels,) = of_type(drawn, hv.Labels)
    texts = labels.dframe()[["across", "signals", "text"]].values.tolist()
    rows = [round(place - 2) for place, _ in option_of(drawn, "yticks")]  # tops: half a height up
    assert [name for _, name in option_of(drawn, "yticks")] == ["up", "down"]
    found = []
    for x, y, _ in texts:  # a picture is centred over its score
        group = 0 if y < rows[1] else 1
        left = round(x - 2.5)
        found.append(
            [[image[left + c + 0.5, rows[group] + r + 0.5] for c in range(5)] for r in range(4)]
        )
    np.testing.assert_array_equal(found, [*PICTURES[0], *PICTURES[1, :2]])
    assert [text for *_, text in texts] == ["0.5", "-1", "–", "2", "3"]
    assert option_of(image, "clim") == (0, np.nanmax(PICTURES))
    assert title_of(drawn) == "Signals, step 3"
    assert renders(drawn)


# --- curve ---------------------------------------------------------------------------------


def test_columns_are_dashed_and_bold_where_asked_counted_through_all_series():
    rows = {"a": {s: [1.0 + s, 2.0] for s in range(4)}, "b": dict.fromkeys(range(4), 3.0)}
    options = {"dashed": [2], "bold": [0], "lines": [{"at": 2.5, "label": "edge"}, {"at": -1.0}]}
    view = View("c", "curve", "C", ("a", "b"), options=options | {"log": True})
    drawn = figure(trace_of(rows), view)
    styles = [style_of(curve) for curve in of_type(drawn, hv.Curve)]
    assert [style["line_dash"] for style in styles] == ["solid", "solid", "dashed"]
    widths = [style["line_width"] for style in styles]
    assert widths[0] > widths[1] == widths[2]
    assert len({style["color"] for style in styles}) == 3
    # −1 has no place on a log axis
    assert [line.data for line in of_type(drawn, hv.HLine)] == [2.5]
    assert [text.data[2].strip() for text in of_type(drawn, hv.Text)] == ["edge"]
    assert renders(drawn)


# --- what they share -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["phase", "board", "images"])
def test_a_cursor_before_the_first_reading_is_refused(kind):
    late = trace_of({"x": {5: np.zeros((1, 2))}})
    with pytest.raises(LabError, match="v: expected a reading of x at or before step 4"):
        figure(late, View("v", kind, "V", ("x",)), 4)


def test_branches_are_told_apart():
    one, other = (trace_of({"at": {s: f * a for s, a in SWING.items()}}) for f in (1, 2))
    drawn = figure({"main": one, "slower": other}, phase())
    heads = [e for e in of_type(drawn, hv.Points) if not e.vdims]
    assert [head.label for head in heads] == ["main", "slower"]
    assert len({style_of(head)["fill_color"] for head in heads}) == 2
