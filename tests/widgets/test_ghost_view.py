"""The figure of the ghosts shows the recorded numbers, where they are and no others."""

from __future__ import annotations

import math

import holoviews as hv
import numpy as np
import pytest
import torch
from descentkernels import radius
from descentlab.view import View
from descentwidgets import figure
from descentwidgets.views.ghost_window import half_width
from figure_cases import NAN, of_type, option_of, renders, title_of, trace_of

VIEW = View("ghosts", "ghosts", "Ghosts", ("z", "a", "zeros", "radii"), options={"drag": "lr"})
# three classes and room for one more
Z, A = np.array([2.0, 0.5, 0.0, NAN]), np.array([-1.0, 0.5, 1.5, NAN])
TAU = 1.5


def recorded(z=Z, a=A, *, certified=1.0, steps=(3,), **radii: float):
    """A trace as the lab records it: ρ_a, ρ_m, ρ_flip, ρ*, τ, certified, example."""
    fit = np.isfinite(z)
    zeros = np.full((12, 2), NAN)
    named = {"rho_a": NAN, "rho_m": NAN, "rho_flip": NAN, "star": NAN, "tau": TAU}
    if fit.any():
        ray = radius.Ray(*(torch.tensor(v[fit])[None] for v in (z, a)))
        found = torch.view_as_real(radius.zeros(ray, 12.0).zeros).numpy()[:12]
        zeros[: len(found)] = found
        named["rho_a"] = float(radius.spread_radius(ray))
        named["rho_m"] = float(radius.margin_radius(ray))
        named["rho_flip"] = float(radius.flip_radius(ray))
        named["star"] = float(np.hypot(*found[0])) if len(found) else math.inf
    row = [*{**named, **radii}.values(), certified, 17.0]
    arrays = {"z": z, "a": a, "zeros": zeros, "radii": np.array(row)}
    return trace_of({name: dict.fromkeys(steps, v) for name, v in arrays.items()}), zeros, row


def arcs(plane: hv.Overlay) -> dict[str, np.ndarray]:
    return {c.label: c.array() for c in of_type(plane, hv.Curve) if c.label}


def test_ghosts_stand_where_the_plane_is_dark_and_over_dots_on_the_curvature():
    trace, zeros, row = recorded(tau=4.0)
    drawn = figure(trace, VIEW)
    plane, bumps = drawn
    half = half_width(row[3], 4.0)
    seen = zeros[(np.abs(zeros[:, 0]) <= half) & (zeros[:, 1] <= half)]
    assert 2 <= len(seen) < np.isfinite(zeros).all(1).sum()  # some lie outside the window
    (image,) = of_type(plane, hv.Image)
    values = image.dimension_values(2, flat=False)
    ys, us = (np.unique(image.dimension_values(d)) for d in (1, 0))
    pixel = us[1] - us[0]
    for u, y in seen:
        i, j = np.abs(ys - y).argmin(), np.abs(us - u).argmin()
        # ∂|φ|/∂u and ∂|φ|/∂y are at most Δ_a/2, Δ_a = 2.5, and a grid point is within a pixel
        assert values[i, j] < 2.5 * pixel
    np.testing.assert_allclose(values[0], 1, rtol=1e-12)  # on the real line
    dots = max(of_type(plane, hv.Points), key=len)
    np.testing.assert_array_equal(dots.array(), seen)
    (under,) = of_type(bumps, hv.Scatter)
    # K'' by second differences of log F, whose error is about h² and ε/h², h = 1e-4
    h, z, a = 1e-4, Z[:3, None], A[:3, None]
    u = seen[:, 0]
    log_f = [np.log(np.exp(z + a * (u + s)).sum(0)) for s in (-h, 0, h)]
    second = (log_f[0] - 2 * log_f[1] + log_f[2]) / h**2
    np.testing.assert_allclose(under.array(), np.stack([u, second], 1), atol=1e-6)
    assert title_of(plane) == "Ghosts, step 3, example 17"
    assert renders(drawn)


def test_circles_have_the_radii_and_the_step_ends_at_its_length():
    trace, zeros, row = recorded()
    plane, _ = figure(trace, VIEW)
    found = arcs(plane)
    assert len(found) == 5
    for points, expected in zip(found.values(), row[:5], strict=True):
        np.testing.assert_allclose(np.hypot(*points.T), expected, rtol=1e-12)
    np.testing.assert_allclose(np.hypot(*zeros[0]), row[3])
    share = f"{TAU / row[3]:.2g} ρ*"
    assert f"τ = 1.5 = {share}" in found
    (step,) = [c for c in of_type(plane, hv.Curve) if not c.label]
    np.testing.assert_array_equal(step.array(), [[0, 0], [TAU, 0]])
    low, high = option_of(plane, "xlim")
    assert (low, option_of(plane, "ylim")) == (-high, (0, high))  # twice as wide as high


def test_a_radius_that_is_only_a_bound_says_so():
    trace, _, row = recorded(certified=0.0)
    found = arcs(figure(trace, VIEW)[0])
    assert f"ρ* ≥ {row[3]:.3g}" in found
    assert f"τ = 1.5 ≤ {TAU / row[3]:.2g} ρ*" in found


@pytest.mark.parametrize(
    ("trace", "named"),
    [
        (recorded(np.full(4, NAN), np.full(4, NAN), star=NAN)[0], 0),
        (recorded(np.array([1.0, NAN, 2.0, NAN]), np.array([1.0, 2.0, 3.0, NAN]))[0], 0),
        # equal slopes: no ghosts, and nothing to be within; only the step has a circle
        (
            recorded(Z, 0 * A, rho_a=math.inf, rho_m=math.inf, rho_flip=math.inf, star=math.inf)[0],
            1,
        ),
        (recorded(tau=0.0)[0], 4),
    ],
    ids=["nothing known", "a logit unknown", "equal slopes", "no step"],
)
def test_what_is_unknown_or_infinite_is_not_drawn(trace, named):
    drawn = figure(trace, VIEW)
    assert len(arcs(drawn[0])) == named
    assert renders(drawn)


@pytest.mark.parametrize(
    ("star", "tau", "half"),
    [
        (1.0, 0.1, 2.0),
        (0.8, 0.1, 1.0),
        (0.1, 100.0, 0.5),  # a step far beyond runs out
        (NAN, 3.0, 5.0),
        (math.inf, 3.0, 5.0),
        (4.0, 0.0, 5.0),
        (NAN, NAN, 1.0),
    ],
)
def test_the_window_is_a_round_number_that_shows_ghost_and_step(star, tau, half):
    assert half_width(star, tau) == pytest.approx(half, rel=1e-12)


def test_branches_stand_side_by_side():
    drawn = figure({"main": recorded()[0], "slower": recorded(tau=0.5)[0]}, VIEW)
    titles = [title_of(element) for element in list(drawn)[:2]]
    assert titles == [f"Ghosts, step 3 ({name}), example 17" for name in ("main", "slower")]
    assert len(drawn) == 4


def test_loose_lines_run_out_of_a_profile_instead_of_setting_its_range():
    t = np.linspace(0, 1, 50)
    lines = np.stack([1 + t, 2 - t, 1 + 1e6 * t**8, 1 - 1e6 * t**8])
    view = View("ray", "profile", "Ray", ("t", "y"), options={"loose": [2, 3]})
    drawn = figure(trace_of({"t": {0: t}, "y": {0: lines}}), view)
    low, high = option_of(drawn, "ylim")
    assert 0.8 < low < 1
    assert 2 < high < 2.2
    curves = of_type(drawn, hv.Curve)
    np.testing.assert_array_equal([c.dimension_values(1) for c in curves], lines)
    styles = [hv.Store.lookup_options("bokeh", c, "style").kwargs for c in curves]
    assert styles[2]["color"] == styles[3]["color"] != styles[0]["color"]
    assert styles[2]["alpha"] < styles[3]["alpha"]
    assert renders(drawn)


def test_numbers_to_pick_pictures_by_leave_the_figure_of_them_as_it_is():
    arrays = {"image": {0: np.arange(12.0).reshape(1, 3, 2, 2)}, "ids": {0: [[5.0, 7.0, 9.0]]}}
    options = {"ids": "ids", "pick": "sample"}
    drawn = figure(trace_of(arrays), View("i", "images", "I", ("image",), options=options))
    (image,) = of_type(drawn, hv.Image)
    assert np.nanmax(image.dimension_values(2)) == 11
    assert renders(drawn)
