"""What is measured of a landscape, against values computed one by one and closed forms."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from descentkernels import Eigenpairs
from descentlab import LabError, run
from descentlab.checks.one_basin import one_basin
from descentlab.checks.outliers import outliers
from descentlab.fields import FIELDS, field_job, sample
from descentlab.measurements.eigenvalues import Tracked
from descentlab.measurements.outliers import Outliers
from descentlab.measurements.path_dimension import RANDOM_WALK
from descentlab.measurements.slices import RISE, Slices

SMALL = {"width": 4, "examples": 40}


@pytest.fixture(scope="module")
def relief():
    small = run("loss_landscape", **SMALL)
    small.advance(20)
    return small


@pytest.fixture(scope="module")
def pair():
    small = run("one_basin", small_batch=5, **SMALL)
    small.advance(50)
    return small


def test_slices_are_the_loss_and_its_quadratic(relief):
    point = relief._point(relief.now)
    values = Slices().measure(point, None).values
    t = values["slice_t"]
    top = point.artefacts["eigenvalues"].pairs
    for line, v in ((0, -point.gradient / point.gradient.norm()), (1, top.vectors[0])):
        truth = [float(relief.problem.objective.value(relief.w + float(s) * v)) for s in t[::10]]
        miss = np.abs(values["slice_loss"][line][::10] - truth)
        # the stated error is an estimate: twice it, and float32
        assert miss.max() <= 2 * values["slice_error"][line] + 1e-5
    bend = np.polyfit(t, values["slice_model"][1], 2)[0]
    assert 2 * bend == pytest.approx(float(top.values[0]), rel=1e-2)
    assert 1 + bend * t[-1] ** 2 / float(point.value) == pytest.approx(RISE, rel=1e-2)


def test_slices_of_a_bowl_are_its_quadratic():
    bowl = run("quadratic_stability", dim=6)
    values = Slices().measure(bowl._point(bowl.now), None).values
    np.testing.assert_allclose(values["slice_loss"], values["slice_model"], rtol=1e-9, atol=1e-12)


def test_the_path_dimension_is_that_of_a_singular_value_decomposition(relief):
    trail = relief.artefact("landscape").trail.weights().double()
    squares = torch.linalg.svdvals(trail - relief.w.double()).square()
    one, two, walk = relief.trace.series("path_dimension").values[-1]
    assert one == pytest.approx(float(squares[0] / squares.sum()), rel=1e-6)
    assert two == pytest.approx(float(squares[:2].sum() / squares.sum()), rel=1e-6)
    assert walk == RANDOM_WALK


def test_a_random_walk_has_the_share_it_is_said_to_have():
    steps = torch.randn(400, 4000, generator=torch.Generator().manual_seed(0)).double()
    walk = steps.cumsum(0)
    squares = torch.linalg.svdvals(walk - walk[-1]).square()
    # the constant is a limit: steps and dimensions are finite
    assert float(squares[:2].sum() / squares.sum()) == pytest.approx(RANDOM_WALK, abs=0.02)


def counted(values, residuals):
    """What Outliers makes of these eigenvalues."""
    values, residuals = (torch.tensor(v, dtype=torch.float64) for v in (values, residuals))
    rows = torch.eye(len(values), 20)
    pairs = Eigenpairs(values, rows, residuals, residuals, 0, True, rows, values.new_empty(0))
    bowl = run("quadratic_stability")
    point = bowl._point(bowl.now)
    tracked = bowl.artefact("eigenvalues")
    point.artefacts["eigenvalues"] = Tracked(replace(tracked.track, pairs=pairs))
    reading = Outliers().measure(point, None).values
    return reading["outlier_count"], reading["outlier_gap"]


def test_outliers_are_counted_down_to_the_widest_sure_gap():
    assert counted([9.0, 8.0, 2.0, 1.5], [0.0] * 4) == (2, 4.0)
    # an unconverged tail makes no gap: 1.5 ± 1.2 could be 2.7
    assert counted([9.0, 8.0, 7.0, 1.5], [0.0, 0.0, 0.0, 6.0]) == (2, pytest.approx(8 / 7))
    assert np.isnan(counted([-1.0, -2.0, -3.0], [0.0] * 3)).all()


def test_every_field_is_its_definition_at_single_points(relief):
    plane = relief.artefact("landscape").plane
    objective, classes = relief.problem.objective, relief.problem.classes
    w = plane.point(0.3, 0.2)
    hessian = objective.hvp(w, torch.eye(objective.dim)).double()
    gradient = objective.gradient(w)
    ends = [objective.outputs(w + h * gradient / gradient.norm()) for h in (0.01, -0.01)]
    slopes = (ends[0] - ends[1]) / 0.02
    truth = {
        "loss": float(objective.value(w)),
        "accuracy": float((objective.outputs(w).argmax(1) == classes).double().mean()),
        "gradient_norm": float(objective.gradient(w).norm()),
        "sharpness": float(torch.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]),
        "radius": np.pi / float((slopes.amax(1) - slopes.amin(1)).max()),
    }
    assert truth.keys() == FIELDS.keys()
    for name, kind in FIELDS.items():
        found = float(kind.make(relief.problem)(w[None])[0])
        assert found == pytest.approx(truth[name], rel=6e-3), name


def test_a_field_there_is_not_is_refused_by_name(relief):
    plane = relief.artefact("landscape").plane
    with pytest.raises(LabError, match=r"loss, accuracy, sharpness.*found 'heat'"):
        field_job(relief.problem, "heat", plane)
    with pytest.raises(LabError, match="expected a problem with classes"):
        sample(replace(relief.problem, classes=None), "accuracy", plane)


def test_the_way_between_two_networks_begins_and_ends_at_them(pair):
    objective, other = pair.problem.objective, pair.now.state.others[0][1]
    ends = [float(objective.value(w)) for w in (pair.w, other)]
    for loss in pair.trace.series("path_loss").values[-1]:
        # the line is interpolated to 0.3 % of its range
        np.testing.assert_allclose(loss[[0, -1]], ends, atol=5e-3)
    assert pair.trace.series("losses").values[-1] == pytest.approx(ends, rel=1e-5)
    apart = float((other - pair.w).norm() / pair.w.norm())
    assert pair.trace.series("separation").values[-1] == pytest.approx(apart)
    middle = float(objective.value((pair.w + other) / 2))
    assert pair.trace.series("path_loss").values[-1][0][30] == pytest.approx(middle, abs=5e-3)


def test_a_batch_as_large_as_the_data_is_gradient_descent():
    both = run("one_basin", large_batch=1797, small_batch=1797, lr=0.3, **SMALL)
    both.advance(3)
    w, objective = both.problem.start, both.problem.objective
    for _ in range(3):
        w = w - 0.3 * objective.gradient(w)
    torch.testing.assert_close(both.w, w)
    torch.testing.assert_close(both.now.state.others[0][1], w)


def test_two_starts_hold_the_same_numbers_in_another_order():
    both = run("one_basin", second_start="shuffled", **SMALL)
    other = both.now.state.others[0][1]
    assert not torch.equal(other, both.w)
    for slot in both.problem.layout:
        assert torch.equal(other[slot.slice].sort().values, both.w[slot.slice].sort().values)


def test_the_plane_through_three_points_holds_start_and_both_networks(pair):
    look = pair.fork(plane="through_three_points")
    plane = look.artefact("landscape").plane
    trail = look.artefact("landscape").trail
    for w in (trail.points[0], look.w):
        assert float(plane.distance(w)) < 0.1 * float(look.w.norm())
    (name, past), *_ = look.artefact("landscape").others
    assert name == "small batch"
    torch.testing.assert_close(past.points[-1], look.now.state.others[0][1])


def test_networks_that_have_not_come_apart_are_too_near_to_tell(pair):
    found = one_basin(pair.trace, pair.settings)
    near = run("one_basin", lr=0.001, **SMALL)
    verdict = one_basin(near.trace, near.settings)
    assert found.measured["distance over ‖w‖"] > 0
    assert not verdict.holds
    assert "too little to tell" in verdict.why


def test_a_wrong_count_of_outliers_fails_the_claim():
    small = run("hessian_spectra", width=4, examples=30, input_norm=8.0)
    small.advance(25)
    found = outliers(small.trace, small.settings)
    assert not found.holds
    assert "outliers more often than not" in found.why or "the gap below" in found.why
    small = run("hessian_spectra", width=4, examples=30)
    assert "too few" in outliers(small.trace, small.settings).why
