"""Figures of arrays hold the recorded numbers of the step they name, and no padding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import descentlab
import holoviews as hv
import numpy as np
import pytest
from descentlab import LabError
from descentlab.problem import Problem
from descentlab.runs.trace import Trace
from descentlab.view import View
from descentwidgets import figure
from descentwidgets.views.moment import filled, moments
from figure_cases import NAN, of_type, option_of, renders, title_of, trace_of

# --- density -------------------------------------------------------------------------------

X = np.linspace(-1, 4, 6)
RHO = np.array([0.01, 1.0, 0.1, 0.01, 0.001, 0.01])
DENSITY = View(
    "density",
    "density",
    "Density",
    ("x", "rho"),
    options={"error": "half", "outliers": "sticks"},
)


def density_trace(half: object) -> Trace:
    rows = {"x": X, "rho": RHO, "half": half, "sticks": [3.5, 2.5, NAN, NAN]}
    return trace_of({name: {0: np.asarray(a) / 2, 10: a} for name, a in rows.items()})


def test_the_band_of_a_density_is_its_half_width():
    half = RHO / np.array([2, 4, 4, 2, 2, 2])
    drawn = figure(density_trace(half), DENSITY)
    (band,) = of_type(drawn, hv.Area)
    np.testing.assert_allclose(band.dimension_values(1), RHO - half, rtol=1e-15)
    np.testing.assert_allclose(band.dimension_values(2), RHO + half, rtol=1e-15)
    assert title_of(drawn) == "Density, step 10"
    assert renders(drawn)


def test_an_unknown_error_is_no_band_and_no_claim():
    drawn = figure(density_trace(np.full(6, NAN)), DENSITY)
    assert not of_type(drawn, hv.Area)
    assert "exact" not in title_of(drawn)


def test_a_density_without_error_is_called_exact():
    assert title_of(figure(density_trace(np.zeros(6)), DENSITY)) == "Density, step 10, exact"


def test_sticks_stand_at_the_outliers_of_the_step_shown():
    for cursor, expected in ((None, [3.5, 2.5]), (9, [1.75, 1.25])):
        drawn = figure(density_trace(np.zeros(6)), DENSITY, cursor)
        sticks = [c.dimension_values(0) for c in of_type(drawn, hv.Curve) if len(c) == 2]
        np.testing.assert_array_equal(sticks, [[x, x] for x in expected])


# --- density map ---------------------------------------------------------------------------

MAP = View("map", "density_map", "Map", ("x", "rho"), options={"eigenvalues": "top"})


@pytest.fixture
def map_trace() -> Trace:
    x = {0: X, 4: X * 2, 6: X}
    rho = {0: RHO, 4: RHO[::-1], 6: np.full(6, NAN)}
    top = {step: [3.0 + step, NAN] for step in range(9)}
    return trace_of({"x": x, "rho": rho, "top": top})


def test_a_column_of_the_map_is_the_reading_in_force(map_trace):
    drawn = figure(map_trace, MAP)
    (image,) = of_type(drawn, hv.Image)
    steps = image.dimension_values(0, expanded=False)
    places = image.dimension_values(1, expanded=False)
    np.testing.assert_array_equal(steps, [1, 3, 5, 7])  # two steps wide: 0-4, 4-6, 6-8
    unit = 4 / 50  # a fiftieth of the largest |λ| of the flattest reading
    eigenvalues = np.sinh(places) * unit
    logs = image.dimension_values(2, flat=False)
    for column, (x, rho) in enumerate(((X, RHO), (X, RHO), (2 * X, RHO[::-1]))):
        expected = np.log10(np.interp(eigenvalues, x, rho, left=NAN, right=NAN))
        np.testing.assert_allclose(logs[:, column], expected, atol=1e-9)
    assert np.isnan(logs[:, 3]).all()  # a reading that failed is blank, not the one before it
    assert renders(drawn)


def test_lines_on_the_map_are_the_eigenvalues_on_its_scale(map_trace):
    first, second = of_type(figure(map_trace, MAP), hv.Curve)
    np.testing.assert_array_equal(first.dimension_values(0), np.arange(9))
    np.testing.assert_allclose(np.sinh(first.dimension_values(1)) * 4 / 50, np.arange(9) + 3.0)
    assert np.isnan(second.dimension_values(1)).all()


def test_the_cursor_is_a_line_on_the_whole_map(map_trace):
    whole, at_cursor = figure(map_trace, MAP), figure(map_trace, MAP, 5)
    (line,) = of_type(at_cursor, hv.VLine)
    assert line.data == 5
    for one, other in zip(of_type(whole, hv.Image), of_type(at_cursor, hv.Image), strict=True):
        np.testing.assert_array_equal(one.dimension_values(2), other.dimension_values(2))


def test_readings_far_apart_and_uneven_keep_the_map_small():
    steps = [0, 1, 7919]
    map_trace = trace_of({"x": dict.fromkeys(steps, X), "rho": dict.fromkeys(steps, RHO)})
    (image,) = of_type(figure(map_trace, View("map", "density_map", "Map", ("x", "rho"))), hv.Image)
    assert image.dimension_values(2, flat=False).shape[1] <= 2000
    assert image.range(0) == pytest.approx((0, 2 * 7919 - 1))


# --- profile -------------------------------------------------------------------------------

T = np.linspace(-1, 1, 5)
LINES = np.stack([T**2, 1 + T, np.full(5, NAN)])
PROFILE = View(
    "profile",
    "profile",
    "Profile",
    ("t", "y"),
    options={"model": "model", "error": "error", "marks": "mark", "xlabel": "distance"},
)


def profile_trace(t: np.ndarray) -> Trace:
    rows = {
        "t": t,
        "y": LINES,
        "model": LINES - 1,
        "error": [0.25, NAN, NAN],
        "mark": [0.5, NAN, NAN],
    }
    return trace_of(
        {name: {0: a} for name, a in rows.items()}, y={"columns": ("u₁", "gradient", "none")}
    )


@pytest.mark.parametrize("t", [T, np.stack([T, 2 * T, 3 * T])], ids=["shared", "own"])
def test_profiles_are_the_recorded_functions(t):
    drawn = figure(profile_trace(t), PROFILE)
    curves = [e for e in drawn if type(e) is hv.Curve]  # a band is a Curve too
    assert [c.label for c in curves] == ["u₁", "", "gradient", ""]
    for i in range(2):
        x = np.broadcast_to(t, LINES.shape)[i]
        for curve, y in ((curves[2 * i], LINES[i]), (curves[2 * i + 1], LINES[i] - 1)):
            np.testing.assert_array_equal(curve.dimension_values(0), x)
            np.testing.assert_array_equal(curve.dimension_values(1), y)
    assert renders(drawn)


def test_bands_and_marks_of_a_profile_are_where_they_were_measured():
    drawn = figure(profile_trace(T), PROFILE)
    (band,) = of_type(drawn, hv.Area)
    np.testing.assert_array_equal(band.dimension_values(1), T**2 - 0.25)
    np.testing.assert_array_equal(band.dimension_values(2), T**2 + 0.25)
    (mark,) = of_type(drawn, hv.Points)
    np.testing.assert_array_equal(mark.array(), [[0.5, 0.25]])
    assert option_of(drawn, "xlabel") == "distance"


def test_lines_a_profile_is_read_against_stand_where_they_are_said_to():
    options = {"lines": [{"at": 0.5, "label": "half"}, {"at": -1.0}]}
    drawn = figure(profile_trace(T), View("p", "profile", "P", ("t", "y"), options=options))
    assert [e.data for e in of_type(drawn, hv.VLine)] == [0.5, -1.0]


def test_few_points_of_a_profile_are_shown_as_points():
    (dots,) = [e for e in figure(profile_trace(T), PROFILE) if type(e) is hv.Scatter][:1]
    np.testing.assert_array_equal(dots.array(), np.stack([T, T**2], 1))
    t = np.linspace(0, 1, 200)
    many = trace_of({"t": {0: t}, "y": {0: t[None]}})
    assert not of_type(figure(many, View("p", "profile", "P", ("t", "y"))), hv.Scatter)


def test_a_profile_on_a_log_axis_has_gaps_where_there_is_no_logarithm():
    view = View("p", "profile", "P", ("t", "y"), options={"log": True})
    _, second = (e for e in figure(profile_trace(T), view) if type(e) is hv.Curve)
    np.testing.assert_array_equal(second.dimension_values(1), [NAN, 0.5, 1, 1.5, 2])


# --- layers --------------------------------------------------------------------------------

LAYERS = View("layers", "layers", "Layers", ("e",), options={"trace": "mean", "error": "spread"})
EIGENVALUES = np.array([[10.0, 0.1, -0.01], [2.0, NAN, NAN], [NAN, NAN, NAN]])


@pytest.fixture
def layers_trace() -> Trace:
    rows = {"e": EIGENVALUES, "mean": [0.5, 2.0, NAN], "spread": [0.1, 0.0, NAN]}
    dims = (("layer", 3), ("k", 3))
    return trace_of({name: {0: a} for name, a in rows.items()}, e={"dims": dims})


def test_dots_are_the_eigenvalues_in_their_groups_rows(layers_trace):
    drawn = figure(layers_trace, LAYERS)
    positive, negative = of_type(drawn, hv.Points)
    unit = 10 / 1e3
    for dots, expected in ((positive, [(10.0, 0), (0.1, 0), (2.0, 1)]), (negative, [(-0.01, 0)])):
        np.testing.assert_allclose(dots.dimension_values(2), [v for v, _ in expected])
        np.testing.assert_array_equal(dots.dimension_values(1), [row for _, row in expected])
        np.testing.assert_allclose(np.sinh(dots.dimension_values(0)) * unit, dots["eigenvalue"])
    assert renders(drawn)


def test_the_mean_of_a_group_is_a_tick_with_its_error(layers_trace):
    ticks, errors = of_type(figure(layers_trace, LAYERS), hv.Segments)
    np.testing.assert_array_equal(ticks.dimension_values("mean"), [0.5, 2.0])
    np.testing.assert_allclose(np.sinh(errors.dimension_values(0)) / 1e2, [0.4, 2.0])
    np.testing.assert_allclose(np.sinh(errors.dimension_values(2)) / 1e2, [0.6, 2.0])


def test_groups_that_are_not_there_have_no_row(layers_trace):
    assert option_of(figure(layers_trace, LAYERS), "yticks") == [(0, "1"), (1, "2")]


def test_a_spectrum_of_zeros_renders(layers_trace):
    zero = trace_of({"e": {0: np.zeros((2, 3))}})
    assert renders(figure(zero, View("layers", "layers", "Layers", ("e",))))


# --- matrix --------------------------------------------------------------------------------

MATRIX = View(
    "m", "matrix", "M", ("m",), options={"digits": 1, "rowlabel": "row", "columnlabel": "class"}
)
NUMBERS = np.array([[0.5, -0.25, NAN], [NAN, 1.0, NAN], [NAN, NAN, NAN]])


def test_a_matrix_is_drawn_first_row_on_top_without_its_padding():
    drawn = figure(trace_of({"m": {0: NUMBERS}}), MATRIX)
    (image,) = of_type(drawn, hv.Image)
    np.testing.assert_array_equal(
        [[image[c, r] for c in range(2)] for r in range(2)], NUMBERS[:2, :2]
    )
    assert option_of(drawn, "invert_yaxis")
    assert (option_of(drawn, "xlabel"), option_of(drawn, "ylabel")) == ("class", "row")
    assert renders(drawn)


def test_cells_hold_their_numbers_and_none_where_nothing_was_measured():
    (labels,) = of_type(figure(trace_of({"m": {0: NUMBERS}}), MATRIX), hv.Labels)
    found = {(r, c): text for c, r, text in labels.dframe()[["column", "m", "text"]].values}
    assert found == {(0, 0): "0.5", (0, 1): "-0.2", (1, 1): "1.0"}


def test_colours_are_symmetric_where_signs_differ_and_fixed_where_asked():
    def limits(**options: float) -> object:
        view = View("m", "matrix", "M", ("m",), options=options)
        return option_of(of_type(figure(trace_of({"m": {0: NUMBERS}}), view), hv.Image)[0], "clim")

    assert limits() == (-1, 1)
    assert limits(low=0, high=2) == (0, 2)


# --- what they share -----------------------------------------------------------------------


@dataclass(frozen=True)
class Labelled(Problem):
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def test_labels_come_from_columns_then_from_the_problem_then_are_numbers(layers_trace):
    run = descentlab.run("quadratic_stability")
    run.problem = Labelled(**{**vars(run.problem), "labels": {"point": ("first",)}})
    (moment,) = moments(run, View("d", "density", "D", ("density_x", "density")), None)
    assert moment.labels("density", 0, 2) == ["first", "2"]
    assert moment.labels("eigenvalues", 0, 2) == ["λ₁", "λ₂"]
    (bare,) = moments(layers_trace, LAYERS, None)
    assert bare.labels("e", 0, 2) == ["1", "2"]


@pytest.mark.parametrize("kind", ["density", "profile", "layers", "matrix"])
def test_a_cursor_before_the_first_reading_is_refused(kind):
    late = trace_of({"x": {5: X}, "rho": {5: np.stack([RHO, RHO])}})
    view = View("v", kind, "V", ("x", "rho"))
    with pytest.raises(LabError, match="v: expected a reading of rho at or before step 4"):
        figure(late, view, 4)


def test_a_map_of_no_reading_is_refused():
    nothing = Trace(trace_of({"x": {0: X}, "rho": {0: RHO}}).specs.values())
    with pytest.raises(LabError, match="map: expected a reading of rho so far"):
        figure(nothing, View("map", "density_map", "Map", ("x", "rho")))


def test_the_step_shown_is_the_last_reading_at_or_before_the_cursor():
    trace = trace_of({"m": {step: NUMBERS * (step + 1) for step in (0, 5, 9)}})
    for cursor, step in ((0, 0), (8, 5), (None, 9)):
        drawn = figure(trace, MATRIX, cursor)
        assert title_of(drawn) == f"M, step {step}"
        assert of_type(drawn, hv.Image)[0][0, 0] == NUMBERS[0, 0] * (step + 1)


def test_branches_stand_side_by_side_under_their_names():
    one, other = (trace_of({"m": {0: NUMBERS * f}}) for f in (1, 2))
    drawn = figure({"main": one, "slower": other}, MATRIX)
    assert isinstance(drawn, hv.Layout)
    assert [title_of(panel) for panel in drawn] == ["M, step 0 (main)", "M, step 0 (slower)"]
    images = [of_type(panel, hv.Image)[0] for panel in drawn]
    assert images[1][0, 0] == 2 * images[0][0, 0]


def test_padding_is_what_is_nan_to_the_end():
    values = np.array([[NAN, NAN], [1.0, NAN], [NAN, NAN]])
    assert (filled(values), filled(values, 1)) == (2, 1)
    assert filled(np.full((2, 2), NAN)) == 0
