"""Figures of gradients: each arrow, sector and facet lies where the numbers say."""

import holoviews as hv
import numpy as np
import pytest
import torch
from descentkernels.conflict import cone
from descentlab.view import View
from descentwidgets import figure
from descentwidgets.views.gradients import Gradients, fans
from descentwidgets.views.moment import moments
from descentwidgets.views.projection import Camera
from figure_cases import NAN, of_type, option_of, renders, title_of, trace_of

TASKS, TITLES = ("class", "parity", "turn"), ("mean", "UPGrad", "unknown")
SERIES = ("g", "d", "rays")


def traced(gradients, updates):
    """A trace of these rows, with the rays of their dual cone."""
    rays = cone.dual_cone_rays(torch.as_tensor(gradients, dtype=torch.float64)).numpy()
    rows = {"g": gradients, "d": [*updates, [NAN] * len(gradients[0])], "rays": rays}
    return trace_of(
        {name: {0: np.zeros_like(a), 10: a} for name, a in rows.items()},
        g={"columns": TASKS[: len(gradients)]},
        d={"columns": TITLES},
    )


PLANE = traced([[2.0, 0.0], [-3.0, 3.0]], [[-0.5, 1.5], [1.0, 4.0]])
ARROWS = View("arrows", "arrows", "Arrows", SERIES)


def shafts(drawn):
    """Title -> tip of every update drawn."""
    return {c.label: (c.dimension_values(0)[1], c.dimension_values(1)[1]) for c in drawn}


def test_updates_end_where_they_lead_and_the_conflicting_one_is_dashed():
    drawn = figure(PLANE, ARROWS)
    curves = of_type(drawn, hv.Curve)
    assert shafts(curves) == {"mean": (-0.5, 1.5), "UPGrad": (1.0, 4.0)}  # the third is not known
    dashes = [hv.Store.lookup_options("bokeh", c, "style").kwargs["line_dash"] for c in curves]
    assert dashes == ["dashed", "solid"]  # mean · class = −1
    (labels,) = of_type(drawn, hv.Labels)
    assert list(labels.dimension_values(2)) == list(TASKS[:2])
    assert title_of(drawn) == "Arrows, step 10"
    assert renders(drawn)


def test_the_shaded_sector_is_the_dual_cone():
    (sector,) = of_type(figure(PLANE, ARROWS), hv.Polygons)
    outline = sector.array()[:-1]  # closed where it began
    inside = outline[1:] @ np.array([[2.0, 0.0], [-3.0, 3.0]]).T
    assert (inside > -1e-9).all()
    assert inside.min(0) == pytest.approx([0, 0], abs=1e-9)  # up to both borders
    np.testing.assert_allclose(np.hypot(*outline[1:].T), 1.2 * np.sqrt(18))


def test_hovering_tells_lengths_and_cosines():
    (points,) = of_type(figure(PLANE, ARROWS), hv.Points)
    table = points.dframe().set_index("arrow")
    assert table.loc["UPGrad", "length"] == pytest.approx(np.sqrt(17))
    assert table.loc["UPGrad", "cosine with parity"] == pytest.approx(9 / np.sqrt(17 * 18))
    assert table.loc["class", "cosine with parity"] == pytest.approx(-np.sqrt(0.5))


def test_at_unit_length_only_the_directions_are_left():
    unit = View("arrows", "arrows", "Arrows", SERIES, options={"unit": True})
    for tip in shafts(of_type(figure(PLANE, unit), hv.Curve)).values():
        assert np.hypot(*tip) == pytest.approx(1)


def test_where_every_direction_hurts_the_title_says_so_and_nothing_is_shaded():
    stuck = traced([[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]], [[0.0, 0.0]] * 2)
    drawn = figure(stuck, ARROWS)
    assert title_of(drawn) == "Arrows, step 10: every direction hurts a task"
    assert not len(of_type(drawn, hv.Polygons)[0].data)
    assert renders(drawn)


@pytest.mark.parametrize(
    ("rays", "angles"),
    [
        ([[0, 1], [1, 0]], [90]),
        ([[0, -1], [1, 0], [0, 1]], [90, 90]),  # a half-plane
        ([[1, 0], [0, 1], [-1, 0], [0, -1]], [90] * 4),  # everything
        ([[0, 1], [0, -1]], []),  # a line has no inside
        (np.zeros((0, 2)), []),
    ],
)
def test_sectors_lie_between_neighbouring_rays(rays, angles):
    found = fans(np.array(rays, dtype=float), 2.0)
    spans = [np.degrees(np.arccos(f[1] @ f[-1] / 4)) for f in found]
    assert spans == pytest.approx(angles)


SPACE = traced(
    [[1.0, 0.0, 0.0], [-0.5, 1.2, 0.0], [-0.2, -0.5, 0.8]], [[0.3, 0.7, 0.8], [1.0, 1.0, 0.0]]
)
CONE = View("cone", "cone", "Cone", SERIES)


def test_the_sides_of_the_cone_are_where_one_gradient_is_at_a_right_angle():
    from descentwidgets.views.cone import facets

    (moment,) = moments(SPACE, CONE, None)
    found = Gradients.of(moment, CONE)
    sides = facets(found)
    assert len(sides) == 3
    for side, gradient in zip(sides, found.gradients, strict=True):
        np.testing.assert_allclose(side @ gradient, 0, atol=1e-9)
        assert (side @ found.gradients.T > -1e-9).all()
        np.testing.assert_allclose(np.linalg.norm(side[1:], axis=1), found.reach)
    np.testing.assert_array_equal(found.conflicts, [False, True])  # (1, 1, 0) · turn = −0.7


def test_in_space_arrows_are_seen_from_where_one_looks():
    drawn = figure(SPACE, CONE, azimuth=10.0, elevation=70.0)
    expected = Camera(10.0, 70.0).screen(np.array([[0.3, 0.7, 0.8], [1.0, 1.0, 0.0]]))
    tips = shafts(of_type(drawn, hv.Curve))
    np.testing.assert_allclose([tips["mean"], tips["UPGrad"]], expected)
    assert renders(drawn)


# --- vector field --------------------------------------------------------------------------

WINDOW = {"window": [-2, 2, 0, 3], "categories": ["left", "right"], "names": ["a", "b"]}
FIELD = View(
    "field",
    "vector_field",
    "Field",
    ("u", "basin", "front", "at"),
    options={**WINDOW, "background": "bg"},
)


@pytest.fixture(scope="module")
def flow():
    x, y = np.meshgrid(np.linspace(-2, 2, 5), np.linspace(0, 3, 4))
    u = np.stack([-100 * x, np.ones_like(y)], -1)
    u[0, 0] = NAN
    basin = np.where(x > 0, 1.0, 0.0)
    basin[:, 2] = NAN
    front = [[-1.0, 0.0], [1.0, 0.0], [NAN, NAN]]
    places = {step: [[2.0 - step, 1.0], [0.0, step]] for step in range(3)}
    once = {"u": u, "basin": basin, "front": front, "bg": x**2 + 1}
    return trace_of({**{name: {0: a} for name, a in once.items()}, "at": places})


def test_arrows_of_a_field_have_one_length_and_its_direction(flow):
    drawn = figure(flow, FIELD)
    arrows = [p.array([0, 1]) for p in of_type(drawn, hv.Path)[0].split()]
    assert len(arrows) == 19  # one node is not known
    shaft = np.array([a[1] - a[0] for a in arrows])
    np.testing.assert_allclose(np.hypot(*shaft.T), np.hypot(*shaft[0]))
    middle = np.array([(a[0] + a[1]) / 2 for a in arrows])
    u = np.stack([-100 * middle[:, 0], np.ones(19)], 1)
    np.testing.assert_allclose(
        shaft / np.hypot(*shaft.T)[:, None], u / np.hypot(*u.T)[:, None], atol=1e-9
    )
    assert renders(drawn)


def test_basins_front_and_the_ways_so_far(flow):
    drawn = figure(flow, FIELD, 1)
    ground, basins = of_type(drawn, hv.Image)
    assert np.nanmax(ground.dimension_values(2)) == pytest.approx(np.log10(5))
    colours = basins.dimension_values(2, flat=False)
    np.testing.assert_array_equal(colours[0], [0, 0, NAN, 1, 1])
    front, first, _ = (p.array() for p in of_type(drawn, hv.Path)[1:])
    np.testing.assert_array_equal(front, [[-1, 0], [1, 0]])
    np.testing.assert_array_equal(first, [[2, 1], [1, 1]])
    assert {p.label for p in of_type(drawn, hv.Points)} == {"left", "right", "a", "b"}
    assert option_of(drawn, "xlim") == (-2, 2)
    assert title_of(drawn) == "Field, step 1"
