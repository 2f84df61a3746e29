"""Fields: Chebyshev exactness and error estimates against dense evaluation, slices, NaN."""

import math
from itertools import pairwise

import pytest
import torch
from descentkernels import DescentError, FieldJob, ModuleObjective, Plane, criteria, sample_field
from descentkernels.chebyshev import chebyshev_points, coefficients, interpolation_matrix
from descentkernels.interpolation import bilinear
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


@pytest.mark.parametrize("count", [2, 3, 16, 33])
def test_interpolation_is_exact_for_polynomials(count: int) -> None:
    points, at = chebyshev_points(count), torch.linspace(-1, 1, 41, dtype=torch.float64)
    assert (points.diff() > 0).all()
    weights = randn(count)

    def polynomial(x: Tensor) -> Tensor:
        return sum(w * torch.cos(j * torch.acos(x.clamp(-1, 1))) for j, w in enumerate(weights))

    matrix = interpolation_matrix(count, at)
    torch.testing.assert_close(matrix @ polynomial(points), polynomial(at), rtol=0, atol=1e-11)
    found = coefficients(polynomial(points)[:, None].expand(-1, 3))
    torch.testing.assert_close(found[:, 0], weights, rtol=0, atol=1e-11)
    eye = torch.eye(count, dtype=torch.float64)
    assert torch.equal(interpolation_matrix(count, points), eye)  # at the points themselves


def test_a_polynomial_field_is_exact_and_x_runs_along_columns() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return 1 + w[:, 0] ** 3 + 10 * w[:, 1]

    field = sample_field(evaluate, PLANE, nodes=6, shape=(11, 21))
    assert field.values.shape == (11, 21)
    assert field.x[0] == -1
    assert field.x[-1] == 3
    assert field.y[-1] == 2
    torch.testing.assert_close(field.values, dense(evaluate, PLANE, (11, 21)))
    assert field.error < 1e-10
    assert (field.evaluations, field.method) == (36 + 16, "chebyshev")


def test_the_error_falls_geometrically_for_an_analytic_function() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return 1 / (1 + 0.25 * ((w[:, 0] - 1) ** 2 + (w[:, 1] - 1) ** 2))

    truth = dense(evaluate, PLANE)
    span = truth.max() - truth.min()
    errors = []
    for nodes in (8, 12, 16, 20):
        field = sample_field(evaluate, PLANE, nodes=nodes, tol=1.0)
        errors.append(((field.values - truth).abs().max() / span).item())
        assert errors[-1] <= 1.5 * field.error
    ratios = [b / a for a, b in pairwise(errors)]
    # poles at ±2i from a half-width of 2: ellipse parameter 1 + √2, so 4 nodes gain a factor 34
    assert all(ratio < 1 / 10 for ratio in ratios), ratios


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
    for seed in range(4):
        objective = network(activation, device, seed)
        w = objective.flat()
        axes = torch.linalg.qr(randn(objective.dim, 2, seed=seed))[0].T.to(w)
        plane = Plane("test", w, axes.contiguous(), ("a", "b"), (-size, size, -size, size))
        field = sample_field(objective.values, plane, shape=(41, 41), log=log, tol=1.0)
        truth = dense(objective.values, plane, (41, 41)).cpu()
        found = field.values
        if log:
            truth, found = truth.log(), found.log()
        true_error = ((found - truth).abs().max() / (truth.max() - truth.min())).item()
        # float32 evaluations of neighbouring nodes differ by rounding
        assert true_error <= 2 * field.error + 1e-5
        ratios.append(field.error / max(true_error, 1e-6))
    # honest is not enough: an estimate of 1 would always be
    assert torch.tensor(ratios).median() < 20, ratios


def test_kinks_fall_back_to_the_grid() -> None:
    def evaluate(w: Tensor) -> Tensor:
        return (w[:, 0] - 0.3).abs() * 5 + (w[:, 1] - 1).abs()

    field = sample_field(evaluate, PLANE, nodes=8, tol=1e-3, max_evaluations=400)
    truth = dense(evaluate, PLANE)
    assert field.method == "grid"
    assert field.evaluations <= 400 + 64 + 16
    true_error = ((field.values - truth).abs().max() / (truth.max() - truth.min())).item()
    assert true_error < 0.03
    whole = sample_field(evaluate, PLANE, nodes=8, tol=1e-3, max_evaluations=10**5, shape=(31, 31))
    torch.testing.assert_close(whole.values, dense(evaluate, PLANE, (31, 31)))
    assert whole.error == 0


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_non_finite_values_stay_where_they_are(bad: float) -> None:
    def evaluate(w: Tensor) -> Tensor:
        smooth = (w[:, 0] + w[:, 1]).square()
        return torch.where(w[:, 0] > 2, bad, smooth)

    field = sample_field(evaluate, PLANE, nodes=8)
    assert field.method == "grid"
    truth = dense(evaluate, PLANE)
    lost = ~torch.isfinite(truth)
    assert lost.any()
    # at most one cell of the 51 × 51 grid beyond the border is lost with them
    cell = 4 / 50
    sure = (field.x < 2 - cell).expand(97, 97)
    assert torch.isfinite(field.values[sure]).all()
    assert field.values[lost].isnan().all()
    miss = (field.values[sure] - truth[sure]).abs().max()
    assert miss < 1e-2 * truth[sure].max()


def test_nothing_but_non_finite_values() -> None:
    field = sample_field(lambda w: w[:, 0] * torch.nan, PLANE, nodes=4, max_evaluations=25)
    assert field.values.isnan().all()
    assert math.isnan(field.error)


def test_a_constant_has_no_error() -> None:
    for log in (False, True):
        field = sample_field(lambda w: w[:, 0] * 0 + 2, PLANE, nodes=4, log=log)
        assert field.error == 0
        torch.testing.assert_close(field.values, torch.full_like(field.values, 2.0))


def test_log_draws_zero_and_refuses_negative_values() -> None:
    field = sample_field(lambda w: w[:, 0].square(), PLANE, nodes=5, log=True, shape=(5, 5))
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
    with pytest.raises(DescentError, match="272 points are left"):
        job.result()
    left = [job.remaining]
    while not job.advance(10):
        left.append(job.remaining)
        assert left[-1] < left[-2]
    assert job.remaining == 0
    assert max(calls) == 7
    assert sum(calls) == 272
    assert torch.equal(job.result().values, at_once.values)
    assert job.advance(10)
    assert sum(calls) == 272  # done is done


def test_bilinear_is_exact_for_bilinear_functions_and_stops_nan() -> None:
    y, x = torch.linspace(-1, 1, 5).double(), torch.linspace(-1, 1, 4).double()
    values = 2 + y[:, None] - 3 * x + y[:, None] * x
    at_y, at_x = torch.linspace(-1, 1, 9).double(), torch.linspace(-1, 1, 13).double()
    expected = 2 + at_y[:, None] - 3 * at_x + at_y[:, None] * at_x
    torch.testing.assert_close(bilinear(values, at_y, at_x, grid=True), expected)
    pairs = bilinear(values, at_y, at_x[:9], grid=False)
    torch.testing.assert_close(pairs, expected[:, :9].diagonal())
    values[0, 0] = torch.nan
    lost = bilinear(values, y, x, grid=True).isnan()
    assert lost.sum() == 1


@pytest.mark.parametrize(
    "options", [{"nodes": 3}, {"shape": (1, 5)}, {"batch": 0}, {"max_evaluations": 3}]
)
def test_senseless_sizes(options: dict) -> None:
    with pytest.raises(DescentError, match="expected nodes"):
        FieldJob(lambda w: w[:, 0], PLANE, **options)


def test_an_evaluate_of_the_wrong_shape_is_named() -> None:
    with pytest.raises(DescentError, match="must return"):
        sample_field(lambda w: w, PLANE)
