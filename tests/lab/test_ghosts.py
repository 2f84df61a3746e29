"""The ghosts exhibit reads what it says it reads."""

import numpy as np
import pytest
import torch
from descentkernels import radius
from descentlab import run

SMALL = {"width": 4, "examples": 30}


def column(done, name, number):
    return done.trace.series(name).values[:, number]


def test_temperature_is_a_lens():
    """ρ_a is proportional to T to rounding; ρ*, which knows the margins, is not; training is
    untouched."""
    cold, hot = (run("ghosts_of_softmax", temperature=t, **SMALL) for t in (1.0, 4.0))
    for each in (cold, hot):
        each.advance(6)
    assert torch.equal(cold.w, hot.w)
    np.testing.assert_allclose(column(hot, "radii", 0), 4 * column(cold, "radii", 0), rtol=1e-12)
    growth = column(hot, "exact_radius", ...) / column(cold, "exact_radius", ...)
    assert (abs(growth - 4) > 0.05).all()


def test_the_step_ahead_is_the_step_taken():
    done = run("ghosts_of_softmax", optimizer="adam", lr=0.01, **SMALL)
    before = done.w
    for _ in range(3):
        ahead = done.trace.series("radii").values[-1, 3]
        done.advance(1)
        taken = np.linalg.norm((done.w - before).double())
        before = done.w
        # float32 weights of order one: a step of 0.1 is known to six digits
        assert taken == pytest.approx(ahead, rel=1e-5)
        assert done.trace.series("radii").values[-1, 4] == pytest.approx(ahead, rel=1e-5)


def test_a_controller_keeps_the_step_within_the_radius_on_screen():
    done = run("ghosts_of_softmax", lr=50.0, controller="radius", **SMALL)
    done.advance(10)
    bound, taken = column(done, "radii", 0), column(done, "radii", 4)
    assert (column(done, "step_ratio", ...)[:-1] > 1).any()
    # the bound is computed twice, once from p and once on the way: float32 directions
    assert (taken[1:] <= bound[:-1] * (1 + 1e-5)).all()


def test_a_picked_example_is_the_one_drawn():
    done = run("ghosts_of_softmax", **SMALL)
    done.apply("set", name="sample", value=7)
    numbers = done.trace.series("ghost_radii").values[-1]
    assert numbers[6] == 7
    w = done.w
    ray = radius.ray_along(done.problem.objective, w, -done.problem.objective.gradient(w))
    one = radius.exact_radius(ray.chosen(torch.tensor([7])))
    assert numbers[3] == pytest.approx(float(one.radius), rel=1e-5)
    zeros = done.trace.series("ghost_zeros").values[-1]
    assert np.linalg.norm(zeros[0]) == pytest.approx(numbers[3], rel=1e-9)
    assert zeros[0, 1] > 0


def test_a_hand_on_the_wheel_sees_the_ghosts_at_any_step():
    """They are read at every other step, and at any at which a command is given."""
    done = run("ghosts_of_softmax", **SMALL)
    done.advance(3)
    assert done.trace.series("ghost_radii").steps.tolist() == [0, 2]
    for value in (1.0, 2.0):  # the second takes the first one's place
        done.apply("set", name="lr", value=value)
        ghosts = done.trace.series("ghost_radii")
        assert ghosts.steps.tolist() == [0, 2, 3]
        gradient = done.problem.objective.gradient(done.w).double().norm()
        assert ghosts.values[-1, 4] == pytest.approx(value * float(gradient), rel=1e-5)
    done.advance(2)
    assert done.trace.series("ghost_radii").steps.tolist() == [0, 2, 3, 4]
    assert done.replay().trace.same_bytes(done.trace)


def test_the_ranking_is_by_the_exact_radius():
    done = run("ghosts_of_softmax", **SMALL)
    scores = done.trace.series("fragile_scores").values[-1, 0]
    assert (np.diff(scores) >= 0).all()
    assert scores[0] == pytest.approx(done.trace.series("exact_radius").values[-1], rel=1e-9)


def test_numbers_that_overflow_end_the_run_and_not_the_lab():
    done = run("ghosts_of_softmax", lr=1000.0, **SMALL)
    done.advance(8)
    values = done.trace.series("radii").values
    assert column(done, "loss", ...).max() > 1e4
    assert not np.isinf(values).any()
    assert np.isfinite(values[:, [0, 1, 3]]).all()


def test_the_check_says_when_a_bound_is_broken():
    done = run("ghosts_of_softmax", **SMALL)
    done.advance(25)
    assert done.check().measured["share of comparisons in order"] == 1
    done.trace.series("radii").values[4, 0] *= 10  # ρ_a above ρ*
    found = done.check()
    assert not found.holds
    assert found.measured["share of comparisons in order"] < 1


@pytest.mark.parametrize("along", ["gradient", "eigenvector", "random"])
def test_the_lens_looks_along_what_it_says(along):
    """The bound is that of the direction by dense algebra in float64; float32 to five digits."""
    done = run("ghosts_of_softmax", direction=along, width=2, examples=20)
    done.advance(2)
    objective, w = done.problem.objective, done.w
    found = done.now.artefacts["softmax_radii"].direction
    if along == "gradient":
        gradient = objective.gradient(w)
        torch.testing.assert_close(found, -gradient / gradient.norm(), rtol=1e-4, atol=1e-5)
    elif along == "eigenvector":
        hessian = objective.hvp(w, torch.eye(len(w))).double()
        top = torch.linalg.eigh((hessian + hessian.T) / 2).eigenvectors[:, -1]
        assert abs(float(found.double() @ top)) > 0.99  # searched to one per cent
    else:
        first = run("ghosts_of_softmax", direction=along, width=2, examples=20)
        assert torch.equal(found, first.now.artefacts["softmax_radii"].direction)
    bound = float(radius.spread_radius(radius.ray_along(objective, w, found)).min())
    assert done.trace.series("radii").values[-1, 0] == pytest.approx(bound, rel=1e-5)
