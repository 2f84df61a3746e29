"""Fields: exactness and error estimates against dense evaluation, slices, NaN."""

import math

import pytest
import torch
from descentkernels import DescentError, FieldJob, ModuleObjective, Plane, criteria, sample_field
from kernel_cases import DEVICES, randn
from torch import Tensor, nn

PLANE = Plane(
    "test",
    torch.zeros(2, dtype=torch.float64),
    torch.eye(2, dtype=torch.float64),
    ("x", "y"),
    (-1.0, 3.0, 0.0, 2.0),
)


def dense(evaluate, plane: Plane, shape: tuple[int, int] = (97, 97)) -> Tensor:
    x0, x1, y0, y1 = plane.window
    y = torch.linspace(y0, y1, shape[0], dtype=torch.float64)
    x = torch.linspace(x0, x1, shape[1], dtype=torch.float64)
    rows = [evaluate(plane.point(x, torch.full_like(x, b.item()))).double() for b in y]
    return torch.stack(rows)


def test_a_polynomial_field_is_exact_and_x_runs_along_columns() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return 1 + w[:, 0] ** 3 + 10 * w[:, 1]

    field = sample_field(evaluate, PLANE, shape=(11, 21))
    assert field.values.shape == (11, 21)
    assert field.x[0] == -1
    assert field.x[-1] == 3
    assert field.y[-1] == 2
    torch.testing.assert_close(field.values, dense(evaluate, PLANE, (11, 21)))
    assert field.error < 1e-10
    # 5 nodes see a cubic whole, a next pair shows that nothing is left; 12 points are a check
    assert (field.evaluations, field.method) == (7 * 5 + 12, "polynomial")


@pytest.mark.parametrize("tol", [1e-2, 1e-4, 1e-6])
def test_the_evaluations_follow_the_error_asked_for(tol: float) -> None:
    def evaluate(w: Tensor) -> Tensor:
        return 1 / (1 + 0.25 * ((w[:, 0] - 1) ** 2 + (w[:, 1] - 1) ** 2))

    field = sample_field(evaluate, PLANE, tol=tol)
    truth = dense(evaluate, PLANE)
    error = ((field.values - truth).abs().max() / (truth.max() - truth.min())).item()
    assert error <= field.error <= tol
    # poles at ±2i from half-widths of 2 and 1: each node along x gains a factor 1 + √2, along y
    # 2 + √5, and a square grid of 2/5 log₁₀ wider sides would do; twice that is allowed
    sides = [math.log(1 / tol) / math.log(rate) + 3 for rate in (1 + 2**0.5, 2 + 5**0.5)]
    assert field.evaluations <= 2 * sides[0] * sides[1] + 12


def test_a_ridge_gets_points_across_and_few_along() -> None:
    seen = []

    def evaluate(w: Tensor) -> Tensor:
        seen.append(w)
        return torch.cos(6 * w[:, 0]) + 0.1 * w[:, 1]

    field = sample_field(evaluate, PLANE, tol=1e-6)
    assert field.method == "polynomial"
    x, y = (len(torch.unique(torch.cat(seen)[:, i].round(decimals=9))) - 12 for i in (0, 1))
    assert y == 5
    assert x >= 19


def network(activation: nn.Module, device: str, seed: int) -> ModuleObjective:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        module = nn.Sequential(
            nn.Linear(8, 16), activation, nn.Linear(16, 16), activation, nn.Linear(16, 4)
        )
    return ModuleObjective(
        module,
        randn(60, 8, seed=seed),
        torch.arange(60) % 4,
        criteria.cross_entropy,
        device=device,
        dtype=torch.float32,
    )


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("size", [0.3, 3.0])
@pytest.mark.parametrize("activation", [nn.Tanh(), nn.ReLU()], ids=["tanh", "relu"])
def test_the_error_estimate_is_honest_on_networks(
    activation: nn.Module, size: float, log: bool, device: str
) -> None:
    ratios = []
    for seed in range(2):
        objective = network(activation, device, seed)
        w = objective.flat()
        axes = torch.linalg.qr(randn(objective.dim, 2, seed=seed))[0].T.to(w)
        plane = Plane("test", w, axes.contiguous(), ("a", "b"), (-size, size, -size, size))
        field = sample_field(objective.values, plane, shape=(25, 25), log=log, tol=1e-2)
        truth = dense(objective.values, plane, (25, 25)).cpu()
        found = field.values
        if log:
            truth, found = truth.log(), found.log()
        true_error = ((found - truth).abs().max() / (truth.max() - truth.min())).item()
        assert field.error <= 1e-2
        # an estimate, not a bound; float32 evaluations differ by rounding
        assert true_error <= 1.5 * field.error + 1e-5
        ratios.append(field.error / max(true_error, 1e-6))
    # honest is not enough: an estimate of 1 would always be
    assert torch.tensor(ratios).median() < 30, ratios


def waves(seed: int):
    """Random ridges, waves, bumps or kinks over [−1, 3] × [0, 2]."""
    a, b, c = (randn(*size, seed=seed + i) for i, size in enumerate([(6, 2), (6,), (6,)]))
    kind = [torch.tanh, torch.sin, torch.relu, lambda z: torch.exp(-z.square())][seed % 4]
    return lambda w: (kind((w - 1) @ a.T * 1.2 + b) * c).sum(1)


def test_nineteen_of_twenty_true_errors_lie_below_the_estimate() -> None:
    honest, ratios = [], []
    for seed in range(40):
        field = sample_field(waves(seed), PLANE, tol=5e-3, shape=(31, 31))
        truth = dense(waves(seed), PLANE, (31, 31))
        error = ((field.values - truth).abs().max() / (truth.max() - truth.min())).item()
        assert field.error <= 5e-3
        honest.append(error <= field.error)
        ratios.append(field.error / max(error, 1e-9))
    assert sum(honest) >= 38, sum(honest)
    assert torch.tensor(ratios).median() < 30, ratios


def test_kinks_are_refined_where_they_are() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return (w[:, 0] - 0.3).abs() * 5 + (w[:, 1] - 1).abs()

    field = sample_field(evaluate, PLANE, tol=1e-3)
    truth = dense(evaluate, PLANE)
    assert field.method == "refinement"
    assert field.evaluations < 2000  # of 9409 pixels
    true_error = ((field.values - truth).abs().max() / (truth.max() - truth.min())).item()
    assert true_error <= field.error + 1e-12  # rounding: every kink is down to its pixels
    assert field.error <= 1e-3
    few = sample_field(evaluate, PLANE, tol=1e-3, max_evaluations=200)
    assert few.evaluations <= 200
    assert 1e-3 < few.error < 0.2
    assert ((few.values - truth).abs().max() / (truth.max() - truth.min())).item() <= few.error


def test_steps_as_of_an_accuracy() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return ((w[:, 0] - 1) ** 2 + 2 * (w[:, 1] - 1) ** 2 < 1.3).double()

    field = sample_field(evaluate, PLANE, tol=1e-3, shape=(51, 51))
    truth = dense(evaluate, PLANE, (51, 51))
    assert field.method == "refinement"
    assert field.evaluations < 1700  # of 2601 pixels
    torch.testing.assert_close(field.values, truth)


def test_a_picture_of_all_its_pixels_has_no_error() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return torch.sin(1e4 * w[:, 0] * w[:, 1])

    field = sample_field(evaluate, PLANE, max_evaluations=2000, shape=(31, 31))
    torch.testing.assert_close(field.values, dense(evaluate, PLANE, (31, 31)))
    assert field.error == 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_non_finite_values_stay_where_they_are(bad: float) -> None:
    def evaluate(w: Tensor) -> Tensor:
        smooth = (w[:, 0] + w[:, 1]).square()
        return torch.where(w[:, 0] > 2, bad, smooth)

    field = sample_field(evaluate, PLANE)
    assert field.method == "refinement"
    truth = dense(evaluate, PLANE)
    lost = ~torch.isfinite(truth)
    assert lost.any()
    assert torch.equal(field.values.isnan(), lost)
    miss = (field.values[~lost] - truth[~lost]).abs()
    assert miss.max() <= max(field.error, 1e-12) * truth[~lost].max()


def test_nothing_but_non_finite_values() -> None:
    field = sample_field(lambda w: w[:, 0] * torch.nan, PLANE, max_evaluations=25)
    assert field.values.isnan().all()
    assert math.isnan(field.error)


def test_a_constant_has_no_error() -> None:
    for log in (False, True):
        field = sample_field(lambda w: w[:, 0] * 0 + 2, PLANE, log=log)
        assert field.error == 0
        torch.testing.assert_close(field.values, torch.full_like(field.values, 2.0))


def test_log_draws_zero_and_refuses_negative_values() -> None:
    field = sample_field(lambda w: w[:, 0].square(), PLANE, log=True, shape=(5, 5))
    assert (field.values >= 0).all()
    with pytest.raises(DescentError, match="log=False"):
        sample_field(lambda w: w[:, 0], PLANE, log=True)


def test_a_job_in_slices_gives_the_same_bytes() -> None:
    calls: list[int] = []

    def evaluate(w: Tensor) -> Tensor:
        calls.append(len(w))
        return w[:, 0].sin() * w[:, 1].cos()

    at_once = sample_field(evaluate, PLANE, batch=7)
    assert max(calls) == 7
    calls.clear()
    job = FieldJob(evaluate, PLANE, batch=7)
    with pytest.raises(DescentError, match="not ready"):
        job.result()
    spent = [0]
    while not job.advance(10):
        assert job.evaluations == spent[-1] + 10
        spent.append(job.evaluations)
    assert max(calls) == 7
    assert sum(calls) == job.evaluations == at_once.evaluations
    assert torch.equal(job.result().values, at_once.values)
    assert job.advance(10)
    assert sum(calls) == job.evaluations  # done is done


@pytest.mark.parametrize(
    "options", [{"tol": 0.0}, {"shape": (1, 5)}, {"batch": 0}, {"max_evaluations": 3}]
)
def test_senseless_sizes(options: dict) -> None:
    with pytest.raises(DescentError, match="expected tol"):
        FieldJob(lambda w: w[:, 0], PLANE, **options)


def test_an_evaluate_of_the_wrong_shape_is_named() -> None:
    with pytest.raises(DescentError, match="must return"):
        sample_field(lambda w: w, PLANE)
