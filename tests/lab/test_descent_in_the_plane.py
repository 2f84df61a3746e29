"""Optimizers over the plane, held against automatic differentiation and the real rules."""

import importlib

import descentlab
import numpy as np
import pytest
import torch
from descentlab.checks.descent_in_the_plane import factor
from descentlab.problems._surfaces import SURFACES
from descentlab.problems.surface_in_the_plane import surface_of
from descentlab.processes.ways_ahead import RULES, WaysSettings, ways
from descentlab.runs.point import Point
from descentlab.update_rules.base import UpdateRule

RULE_FILES = ("gradient_descent", "heavy_ball", "nesterov", "rmsprop", "adam")


@pytest.mark.parametrize("name", SURFACES)
def test_derivatives_of_a_surface_are_those_of_its_value(name):
    surface = SURFACES[name](7.0)
    drawn = torch.Generator().manual_seed(0)
    for place in 4 * torch.randn(20, 2, generator=drawn, dtype=torch.float64):
        gradient = torch.func.grad(surface.value)(place).numpy()
        hessian = torch.func.hessian(surface.value)(place).numpy()
        # Both are polynomials of degree four in float64: rounding only.
        np.testing.assert_allclose(surface.gradient(place.numpy()), gradient, rtol=1e-12, atol=1e-9)
        np.testing.assert_allclose(surface.hessian(place.numpy()), hessian, rtol=1e-12, atol=1e-9)
        top = np.linalg.eigvalsh(hessian)[-1]
        np.testing.assert_allclose(surface.sharpness(place.numpy()), top, rtol=1e-10, atol=1e-9)


@pytest.mark.parametrize("name", SURFACES)
def test_the_minima_of_a_surface_are_minima(name):
    surface = SURFACES[name](7.0)
    for place in np.array(surface.minima):
        np.testing.assert_allclose(surface.gradient(place), 0, atol=1e-12)
        assert np.linalg.eigvalsh(surface.hessian(place)).min() > 0


@pytest.mark.parametrize("lane", range(len(RULES)), ids=RULES)
def test_a_way_is_the_one_the_update_rule_takes(lane):
    settings = WaysSettings(surface="banana", lr=0.003, start_x=-1.0, start_y=2.0)
    exhibit = descentlab.load("descent_in_the_plane")
    problem = exhibit.problem.build(settings)
    module = importlib.import_module(f"descentlab.update_rules.{RULE_FILES[lane]}")
    rule: UpdateRule = module.update_rule
    state, taken = rule.init(problem.start), [problem.start.numpy()]
    rated = _Rated(settings)
    for _ in range(60):
        state = rule.update(Point(problem, state, rated, {}))
        taken.append(state.w.numpy())
    # The same arithmetic in another order: rounding grows along a bent valley, to 1e-10 here.
    np.testing.assert_allclose(ways(settings)[lane, :61], taken, rtol=0, atol=1e-9)


class _Rated:
    """The settings, with the learning rates under the names that the rules ask for."""

    def __init__(self, settings):
        self._settings = settings
        self.momentum_lr, self.coordinate_lr = settings.lr, settings.adaptive_lr

    def __getattr__(self, name):
        return getattr(self._settings, name)


def test_a_lane_that_leaves_has_no_place_from_there_on():
    found = ways(WaysSettings(lr=1.0))
    assert np.isfinite(found[0, 0]).all()
    assert np.isnan(found[0, -1]).all()
    known = np.isfinite(found[0]).all(1)
    assert (np.diff(known.astype(int)) <= 0).all()


def test_a_dragged_start_moves_every_way_and_replays():
    run = descentlab.run("descent_in_the_plane")
    run.advance(5)
    run.apply("place", values={"start_x": 1.0, "start_y": -2.0})
    found = run.trace.series("ways").values[-1]
    np.testing.assert_array_equal(found[:, 0], np.tile([1.0, -2.0], (len(RULES), 1)))
    run.advance(3)
    np.testing.assert_array_equal(run.trace.series("heads").values[-1], found[:, 8])
    assert run.w.tolist() == [1.0, -2.0]
    again = run.replay()
    np.testing.assert_array_equal(again.trace.series("ways").values[-1], found)


def test_noise_is_the_seeds_and_the_same_for_every_optimizer():
    noisy = WaysSettings(noise=1.0)
    first, other = ways(noisy), ways(noisy.with_(seed=1))
    assert not np.array_equal(first, other)
    np.testing.assert_array_equal(first, ways(WaysSettings(noise=1.0)))
    # Gradient descent's and heavy-ball's first steps are η(∇L + σξ) alike.
    np.testing.assert_array_equal(first[0, 1], first[1, 1])
    assert not np.array_equal(first[0, 1], ways(WaysSettings())[0, 1])


def test_momentum_takes_the_root_of_the_steps():
    """With Polyak's best settings on a valley: factors (κ − 1)/(κ + 1) and (√κ − 1)/(√κ + 1)."""
    kappa = 60.0
    root = kappa**0.5
    best = WaysSettings(
        steepness=kappa, lr=4 / (root + 1) ** 2, beta=((root - 1) / (root + 1)) ** 2
    )
    curvatures = np.array([1.0, kappa])
    heavy = factor("heavy-ball", best, curvatures)
    # A double root: rounding of 1e-16 in the coefficients moves it by 1e-8.
    assert heavy == pytest.approx((root - 1) / (root + 1), abs=1e-6)
    plain = factor("gradient descent", best.with_(lr=2 / (kappa + 1)), curvatures)
    assert plain == pytest.approx((kappa - 1) / (kappa + 1), abs=1e-12)
    assert surface_of(best).steepness == kappa
