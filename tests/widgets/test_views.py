"""The HoloViews forms draw what was recorded, with gaps where nothing was."""

from __future__ import annotations

from dataclasses import replace

import descentlab
import holoviews as hv
import numpy as np
import pytest
import torch
from descentkernels import Field, sample_field
from descentlab import LabError
from descentlab.measurements.trail import Trail
from descentlab.view import View
from descentwidgets import figure
from descentwidgets.views.source import lines
from descentwidgets.views.style import drawable
from scipy.interpolate import RegularGridInterpolator


@pytest.fixture(scope="module")
def run():
    run = descentlab.run("edge_of_stability", width=8, examples=100)
    run.advance(12)
    return run


@pytest.fixture(scope="module")
def branches(run):
    fork = run.fork(6, lr=run.settings.lr / 2)
    fork.advance(8)
    return {"main": run, "slower": fork}


def curves(overlay: hv.Overlay) -> list[hv.Curve]:
    return [element for element in overlay if isinstance(element, hv.Curve)]


@pytest.fixture(scope="module")
def field(run) -> Field:
    with torch.no_grad():
        return sample_field(run.problem.objective.values, run.artefact("landscape").plane)


@pytest.mark.parametrize("cursor", [None, 5])
@pytest.mark.parametrize("several", [False, True])
def test_every_view_of_the_exhibit_renders(run, branches, cursor, several):
    for view in run.exhibit.views:
        drawn = figure(branches if several else run, view.id, cursor)
        assert hv.renderer("bokeh").get_plot(drawn).state is not None


def test_a_curve_holds_the_recorded_numbers(run):
    drawn = curves(figure(run, "loss"))
    series = run.trace.series("loss")
    assert len(drawn) == 1
    np.testing.assert_array_equal(drawn[0].dimension_values(0), series.steps)
    np.testing.assert_array_equal(drawn[0].dimension_values(1), series.values)


def test_each_branch_has_its_own_curve_and_label(branches):
    drawn = curves(figure(branches, "loss"))
    assert [curve.label for curve in drawn] == ["loss (main)", "loss (slower)"]
    assert len(drawn[1]) == 15


def test_the_threshold_bends_where_the_branch_forked(branches):
    threshold = next(
        c
        for c in curves(figure(branches, "sharpness"))
        if c.label.endswith("slower)") and "η" in c.label
    )
    values = threshold.dimension_values(1)
    np.testing.assert_allclose(values[7:], 2 * values[0], rtol=1e-12)


def test_not_measured_is_a_gap_and_not_zero():
    shown = drawable(np.array([1.0, np.nan, np.inf, 0.0, -1.0]), log=False)
    np.testing.assert_array_equal(np.isnan(shown), [False, True, True, False, False])
    shown = drawable(np.array([1.0, np.nan, 0.0, -1.0]), log=True)
    np.testing.assert_array_equal(np.isnan(shown), [False, True, True, True])


def test_the_density_is_the_last_one_at_or_before_the_cursor(run):
    drawn = figure(run, "density", 5)
    assert "step 0" in hv.Store.lookup_options("bokeh", drawn, "plot").kwargs["title"]


def test_the_landscape_shows_the_field_given_and_the_path(run, field):
    drawn = figure(run, "landscape", field=field)
    image = next(e for e in drawn if isinstance(e, hv.Image))
    np.testing.assert_array_equal(image.dimension_values(2, flat=False), field.values.numpy())
    path = next(e for e in drawn if type(e) is hv.Path)
    assert len(path.split()[0].dframe()) == run.step + 1


def test_contours_are_where_the_field_has_their_level(run, field):
    contours = next(e for e in figure(run, "landscape", field=field) if isinstance(e, hv.Contours))
    lines = contours.split(datatype="dictionary")
    assert len(lines) >= 3
    grid = (field.y.numpy(), field.x.numpy())
    at = RegularGridInterpolator(grid, field.values.numpy(), bounds_error=False, fill_value=None)
    x, y = (d.name for d in contours.kdims)
    for line in lines:
        places = np.stack([line[y], line[x]], 1)
        # Both interpolate linearly along the grid's lines, where the points lie.
        np.testing.assert_allclose(at(places), line["loss"], rtol=1e-9)


def test_a_plane_that_hides_most_of_the_motion_says_so(run, field):
    drawn = figure(run, "landscape", field=field, hidden=0.83)
    title = hv.Store.lookup_options("bokeh", drawn, "plot").kwargs["title"]
    assert title == "Loss landscape (hides 83% of the motion)"


def test_the_field_is_called_what_the_settings_ask_for(field):
    run = descentlab.run("edge_of_stability", width=8, examples=100, field="accuracy")
    image = next(e for e in figure(run, "landscape", field=field) if isinstance(e, hv.Image))
    assert [d.name for d in image.vdims] == ["accuracy"]
    assert hv.Store.lookup_options("bokeh", image, "plot").kwargs["cnorm"] == "linear"


def test_a_field_with_a_logarithmic_scale_is_drawn_on_one(run, field):
    image = next(e for e in figure(run, "landscape", field=field, log=True) if type(e) is hv.Image)
    assert hv.Store.lookup_options("bokeh", image, "plot").kwargs["cnorm"] == "log"


def test_weights_that_move_beside_the_runs_have_a_path_of_their_own(field):
    run = descentlab.run("edge_of_stability", width=8, examples=100)
    run.advance(3)
    landscape = run.artefact("landscape")
    beside = Trail().with_(0, landscape.plane.point(0.01, 0.0))
    run.now.artefacts["landscape"] = replace(landscape, others=(("beside", beside),))
    drawn = figure(run, "landscape", field=field)
    ends = {e.label: e.array() for e in drawn if isinstance(e, hv.Points)}
    assert list(ends) == ["main", "beside"]
    np.testing.assert_allclose(ends["beside"], [[0.01, 0.0]], atol=1e-6)


def test_residuals_are_bands_about_their_eigenvalues(run):
    bands = [e for e in figure(run, "sharpness") if isinstance(e, hv.Spread)]
    values, residuals = (run.trace.series(n).values for n in ("eigenvalues", "residuals"))
    assert len(bands) == values.shape[1]
    for column, band in enumerate(bands):
        np.testing.assert_array_equal(band.dimension_values(1), values[:, column])
        np.testing.assert_array_equal(band.dimension_values(2), residuals[:, column])


def test_the_cursor_hides_what_came_after(run):
    assert all(line.steps.max() == 4 for line in lines(run, "loss", cursor=4))


def test_an_unknown_view_names_the_known_ones(run):
    with pytest.raises(LabError, match=r"landscape.*sharpness"):
        figure(run, "no_such_view")


def test_a_trace_alone_needs_a_view(run):
    with pytest.raises(LabError, match="View"):
        figure(run.trace, "loss")
    assert curves(figure(run.trace, View("loss", "curve", "Loss", ("loss",))))


def test_a_density_before_the_first_measurement_is_refused(run):
    with pytest.raises(LabError, match="expected a reading of density at or before step -1"):
        figure(run, "density", -1)
