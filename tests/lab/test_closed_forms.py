"""What a run measures, held against closed forms and dense algebra."""

import math

import numpy as np
import pytest
import torch
from descentlab import load, run
from descentlab.problems._digits import digits
from descentlab.problems.quadratic import QuadraticSettings, eigenvalues


def test_gradient_descent_on_a_quadratic_is_its_closed_form():
    lr = 0.15
    bowl = run("quadratic_stability", dim=6, lr=lr)
    start, curvatures = bowl.w, eigenvalues(bowl.settings)
    bowl.advance(50)
    expected = start * (1 - lr * curvatures) ** 50
    # float64: 50 multiplications lose at most about 50 units in the last place
    torch.testing.assert_close(bowl.w, expected, rtol=1e-13, atol=1e-15)
    loss = 0.5 * (curvatures * expected**2).sum()
    assert bowl.trace.series("loss").values[-1] == pytest.approx(float(loss), rel=1e-12)
    assert bowl.trace.series("eigenvalues").values[-1] == pytest.approx(
        curvatures[:3].tolist(), rel=1e-12
    )


def test_eigenvalues_along_a_run_agree_with_the_dense_hessian():
    small = run("edge_of_stability", width=4, examples=30, lr=0.3)
    small.advance(40)
    objective = small.problem.objective
    dense = objective.hvp(small.w, torch.eye(objective.dim)).double()
    true = torch.linalg.eigvalsh((dense + dense.T) / 2).flip(0)[:3].numpy()
    measured = small.trace.series("eigenvalues").values[-1]
    residuals = small.trace.series("residuals").values[-1]
    # some eigenvalue lies within the residual of each value; the top one is it
    assert np.abs(measured - true).max() <= residuals.max() + 1e-3 * true[0]
    assert measured[0] == pytest.approx(true[0], rel=2e-3)


def test_the_density_integrates_to_one_and_has_the_mean_of_the_trace():
    small = run("edge_of_stability", width=4, examples=30)
    x = small.trace.series("density_x").values[0]
    density = small.trace.series("density").values[0]
    assert np.trapezoid(density, x) == pytest.approx(1, abs=0.02)  # tails beyond the grid
    objective = small.problem.objective
    trace = float(objective.hvp(small.w, torch.eye(objective.dim)).trace())
    # one random probe: its error is a few times the spread of the bulk over √P
    assert np.trapezoid(x * density, x) == pytest.approx(trace / objective.dim, abs=0.05)


def test_the_oscillation_is_the_gradient_along_the_top_eigenvector_and_alternates():
    bowl = run("quadratic_stability", lr=0.19)
    bowl.advance(30)
    swing = bowl.trace.series("oscillation").values
    assert (np.sign(swing[1:]) == -np.sign(swing[:-1])).all()
    assert swing[1:] / swing[:-1] == pytest.approx(1 - 0.19 * 10, rel=1e-9)


def test_accuracy_is_the_share_of_right_answers():
    small = run("edge_of_stability", width=8, examples=50, lr=0.5)
    small.advance(60)
    images, labels = digits()
    parts = small.problem.objective.unflatten(small.w)
    x = images[:50].float()
    for layer in (0, 2):
        x = torch.tanh(x @ parts[f"{layer}.weight"].T + parts[f"{layer}.bias"])
    out = x @ parts["4.weight"].T + parts["4.bias"]
    right = (out.argmax(1) == labels[:50]).double().mean()
    assert small.trace.series("accuracy").values[-1] == pytest.approx(float(right))


def test_the_digits_are_the_real_scans_centred_to_unit_variance():
    from sklearn.datasets import load_digits

    images, labels = digits()
    assert images.shape == (1797, 64)
    assert images.mean(0).abs().max() < 1e-12
    assert float(images.std()) == pytest.approx(1, rel=1e-12)
    raw, raw_labels = load_digits(return_X_y=True)
    assert np.bincount(labels).tolist() == np.bincount(raw_labels).tolist()
    # undo the scaling of one image and find it among the scans
    spread = (raw - raw.mean(0)).std(ddof=1)
    back = images[7].numpy() * spread + raw.mean(0)
    assert np.abs(raw - back).max(1).min() < 1e-9


def test_the_hidden_share_and_the_distance_say_how_much_the_plane_misses():
    small = run("edge_of_stability", width=4, examples=30, lr=0.3)
    small.advance(30)
    landscape = small.artefact("landscape")
    offsets = (landscape.trail.weights() - landscape.plane.origin).double()
    axes = landscape.plane.axes.double()
    outside = offsets - (offsets @ axes.T) @ axes
    last = small.trace.series("plane_distance").values[-1]
    assert last == pytest.approx(float(outside[-1].norm()), rel=1e-4, abs=1e-6)
    assert 0 <= landscape.hidden <= 1
    random = run(
        "edge_of_stability", width=4, examples=30, lr=0.3, plane="random_filter_normalised"
    )
    random.advance(30)
    assert random.artefact("landscape").hidden > 0.9 > landscape.hidden


def test_the_quadratic_spectrum_is_the_one_asked_for():
    asked = QuadraticSettings(dim=5, sharpness=8.0, condition=16.0)
    assert eigenvalues(asked).tolist() == pytest.approx([8.0, 4.0, 2.0, 1.0, 0.5])
    assert math.isclose(load("quadratic_stability").settings().sharpness, 10.0)
