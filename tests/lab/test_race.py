"""Twelve optimizers side by side, against runs of each alone."""

import numpy as np
import pytest
import torch
from descentlab import run
from descentlab.exhibits.every_optimizers_edge import RACE
from descentlab.runs.point import Point
from descentlab.update_rules import load_rule

SMALL = {"width": 6, "examples": 40, "lr": 0.2}


@pytest.fixture(scope="module")
def race():
    done = run("every_optimizers_edge", **SMALL)
    done.advance(20)
    return done


def alone(race, name, steps):
    rule = load_rule(name)
    state = rule.init(race.problem.start)
    for _ in range(steps):
        state = rule.update(Point(race.problem, state, race.settings, {}))
    return state


def test_each_moves_as_it_would_alone(race):
    places = [race.w, *(w for _, w in race.now.state.others)]
    for name, w in zip(RACE.rules, places, strict=True):
        torch.testing.assert_close(w, alone(race, name, 20).w, msg=name)


def test_sharpness_is_that_of_the_dense_preconditioned_hessian(race):
    objective = race.problem.objective
    found = dict(zip(RACE.rules, race.trace.series("edge_ratios").values[-1].tolist(), strict=True))
    checked = ("gradient_descent", "heavy_ball", "nesterov", "scalar_rmsprop", "rmsprop", "adam")
    for name in checked:
        rule, point = load_rule(name), Point(race.problem, alone(race, name, 20), race.settings, {})
        p = torch.as_tensor(rule.preconditioner(point)).double()
        dense = objective.hvp(point.state.w, torch.eye(objective.dim)).double()
        scale = p.expand(objective.dim).rsqrt()
        dense = scale[:, None] * (dense + dense.T) / 2 * scale
        # critical at 2; the gauge stops at a relative accuracy of 1e-2 of float32 products
        expected = float(torch.linalg.eigvalsh(dense)[-1]) / 2
        assert found[name] == pytest.approx(expected, rel=2e-2), name


def test_curvature_along_a_step_tells_whether_the_quadratic_model_rises(race):
    ratios = race.trace.series("step_ratios").values
    assert np.isfinite(ratios).all()
    point = Point(race.problem, race.now.state, race.settings, {})
    step = RACE.loaded[0].update(point).w - race.w
    model = float(point.gradient @ step + 0.5 * step @ point.linearization.hvp(step))
    assert (ratios[-1, 0] > 1) == (model > 0)


def test_one_that_diverges_stands_still_and_the_race_goes_on():
    wild = run("every_optimizers_edge", **SMALL | {"momentum_lr": 20.0, "beta": 0.99})
    wild.advance(60)
    assert not wild.diverged
    assert all(torch.isfinite(w).all() for _, w in wild.now.state.others)
