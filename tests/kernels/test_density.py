"""Lanczos and the spectral density against dense spectra."""

import pickle

import pytest
import torch
from descentkernels import (
    DescentError,
    extremal_eigenpairs,
    lanczos,
    spectral_density,
    top_eigenpairs,
)
from descentkernels.quadrature import half_width
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import CASES, DEVICES, generator, make_case, randn, symmetric
from scipy.stats import wasserstein_distance
from torch import Tensor

BULK = (torch.linspace(-1, 1, 397) ** 3).tolist()
OUTLIERS = [30.0, 20.0, 12.0]


def hvp_of(matrix: Tensor):
    return lambda v: v @ matrix


@given(seed=st.integers(0, 1000), steps=st.integers(1, 30))
@settings(max_examples=25, deadline=None)
def test_lanczos_matches_moments_and_stays_in_the_spectrum(seed: int, steps: int) -> None:
    matrix = symmetric(torch.linspace(-2, 3, 25).tolist(), seed)
    start = randn(25, seed=seed + 1)
    alpha, beta = lanczos(hvp_of(matrix), start, steps)
    assert len(alpha) == min(steps, 25)
    assert len(beta) == len(alpha) - 1
    t = torch.diag(alpha) + torch.diag(beta, 1) + torch.diag(beta, -1)
    ritz = torch.linalg.eigvalsh(t)
    assert ritz.min() > -2 - 1e-9
    assert ritz.max() < 3 + 1e-9
    # Gauss quadrature of m nodes integrates polynomials up to degree 2m − 1 exactly
    unit = start / start.norm()
    for degree in range(2 * len(alpha)):
        exact = unit @ torch.linalg.matrix_power(matrix, degree) @ unit
        found = torch.linalg.matrix_power(t, degree)[0, 0]
        torch.testing.assert_close(found, exact, rtol=1e-8, atol=1e-8 * 3**degree)


def test_lanczos_in_float32_has_no_ghosts() -> None:
    values = [100.0, 50.0, *torch.linspace(0, 1, 198).tolist()]
    matrix = symmetric(values).float()
    alpha, beta = lanczos(hvp_of(matrix), randn(200).float(), 60)
    assert alpha.dtype == torch.float64
    t = torch.diag(alpha) + torch.diag(beta, 1) + torch.diag(beta, -1)
    # without reorthogonalisation 100 turns up three or four times
    assert (torch.linalg.eigvalsh(t) > 40).sum() == 2


def test_lanczos_stops_when_the_space_is_exhausted() -> None:
    matrix = torch.diag(torch.tensor([1.0, 1.0, 2.0, 2.0, 5.0], dtype=torch.float64))
    alpha, beta = lanczos(hvp_of(matrix), torch.ones(5, dtype=torch.float64), 5)
    assert (len(alpha), len(beta)) == (3, 2)  # three distinct eigenvalues
    t = torch.diag(alpha) + torch.diag(beta, 1) + torch.diag(beta, -1)
    expected = torch.tensor([1.0, 2.0, 5.0], dtype=torch.float64)
    torch.testing.assert_close(torch.linalg.eigvalsh(t), expected)


def test_lanczos_refuses_and_survives() -> None:
    matrix = symmetric([1.0, 2.0, 3.0])
    for start, steps in ((torch.zeros(3), 2), (torch.full((3,), torch.nan), 2), (randn(3), 0)):
        with pytest.raises(DescentError, match="lanczos expects"):
            lanczos(hvp_of(matrix), start, steps)
    alpha, _ = lanczos(lambda v: v * torch.inf, randn(3), 3)
    assert alpha.isnan().all()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("deflated", [False, True])
def test_density_is_near_the_exact_one(deflated: bool, dtype: torch.dtype, device: str) -> None:
    values = [*BULK, *OUTLIERS]
    matrix = symmetric(values).to(device, dtype)
    options = {"generator": generator(1, device), "device": device, "dtype": dtype}
    pairs = top_eigenpairs(hvp_of(matrix), 400, 3, tol=1e-4, **options) if deflated else None
    found = spectral_density(hvp_of(matrix), 400, steps=60, probes=3, deflate=pairs, **options)
    assert not found.exact
    assert found.weights.sum().item() == pytest.approx(1, abs=1e-9)
    distance = wasserstein_distance(
        found.nodes.cpu().numpy(), values, u_weights=found.weights.cpu().numpy().clip(0)
    )
    # a probe's share of an outlier is χ²₁/P: with 3 probes and 3 outliers of size 12 to 30 the
    # mean is off by 0.1 or so. Deflated, only the bulk is random: its mean has standard deviation
    # √(2 mean λ²/(3 P)) = 0.015, and 0.05 is three of those
    assert distance < (0.05 if deflated else 0.3), distance
    mean = (found.nodes * found.weights).sum().item()
    assert mean == pytest.approx(sum(values) / 400, abs=0.05 if deflated else 0.3)
    if deflated:
        torch.testing.assert_close(
            found.outliers.cpu(), torch.tensor(OUTLIERS).double(), rtol=1e-3, atol=0
        )
    area = torch.trapezoid(found.density, found.x).item()
    assert area == pytest.approx(1, abs=0.02)
    assert (found.density >= -1e-9).all()
    assert found.standard_error.isfinite().all()


SPECTRA = {
    "cubic": BULK,
    "outliers": [*BULK, *OUTLIERS, -3.0],
    "a spike at zero": [*([0.0] * 200), *torch.logspace(-3, 0, 120).tolist(), *OUTLIERS],
}


@pytest.mark.parametrize("probes", [1, 3])
@pytest.mark.parametrize("spectrum", SPECTRA)
def test_the_interval_covers_the_truth(spectrum: str, probes: int) -> None:
    values = torch.tensor(SPECTRA[spectrum], dtype=torch.float64)
    matrix, dim = torch.diag(values), len(values)
    options = {"grid": 64, "width": 0.1, "device": "cpu", "dtype": torch.float64}
    exact = spectral_density(hvp_of(matrix), dim, steps=dim, generator=generator(), **options)
    assert exact.exact
    assert exact.hvps == dim
    assert not exact.standard_error.any()
    options["grid"] = exact.x
    matters = exact.density > 1e-3 * exact.density.max()
    covered, widths = [], []
    for seed in range(24):
        found = spectral_density(
            hvp_of(matrix), dim, steps=40, probes=probes, generator=generator(seed), **options
        )
        miss = (found.density - exact.density).abs()
        covered.append((miss <= found.half_width)[matters].double().mean())
        # a useful interval: where most of the weight is, not wider than the density itself
        top = exact.density.argmax()
        widths.append((found.half_width / exact.density)[top])
    assert torch.stack(covered).mean() >= 0.95
    assert torch.stack(widths).median() < 0.5


def test_a_run_deflates_what_it_has_brought_to_convergence() -> None:
    values = [*BULK, *OUTLIERS, -25.0]
    truth = torch.tensor(sorted(values), dtype=torch.float64)
    for seed in range(5):
        found = spectral_density(
            hvp_of(torch.diag(truth)), 401, steps=40, generator=generator(seed), device="cpu",
            dtype=torch.float64,
        )  # fmt: skip
        outside = found.nodes.abs() > 5
        torch.testing.assert_close(found.nodes[outside], truth[truth.abs() > 5], rtol=1e-6, atol=0)
        # exactly 1/P each, not the square of a random component
        torch.testing.assert_close(
            found.weights[outside], torch.full((4,), 1 / 401, dtype=torch.float64)
        )


def test_quantiles_are_nearer_than_nodes() -> None:
    # a smooth bulk: half-way to its neighbours is where a node's weight comes from
    truth = torch.linspace(-1, 1, 900, dtype=torch.float64)
    found = spectral_density(
        hvp_of(torch.diag(truth)), 900, steps=20, generator=generator(), device="cpu",
        dtype=torch.float64,
    )  # fmt: skip
    spread = (found.quantiles(900) - truth).abs().mean().item()
    nodes = wasserstein_distance(found.nodes.numpy(), truth.numpy(), found.weights.numpy())
    assert spread < 0.6 * nodes
    exact = spectral_density(
        hvp_of(torch.diag(truth)), 900, steps=900, generator=generator(), device="cpu",
        dtype=torch.float64,
    )  # fmt: skip
    torch.testing.assert_close(exact.quantiles(900), truth, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", CASES)
def test_density_of_networks_in_wasserstein_distance(name: str) -> None:
    case = make_case(name)
    objective = case.objective()
    w = objective.flat()
    truth = torch.linalg.eigvalsh(case.hessian(w))
    linear, dim = objective.linearize(w), objective.dim
    options = {"generator": generator(), "device": "cpu", "dtype": torch.float64}
    whole = spectral_density(linear.hvp, dim, steps=dim, **options)
    scale = truth.abs().max().item()
    torch.testing.assert_close(whole.nodes, truth, rtol=0, atol=1e-10 * scale)
    pairs = extremal_eigenpairs(linear.hvp, dim, 5, which="both", tol=1e-6, **options)
    expected = torch.cat([truth.flip(0)[:5], truth[:5]])
    torch.testing.assert_close(pairs.values, expected, rtol=0, atol=1e-8 * scale)
    found = spectral_density(linear.hvp, dim, steps=dim // 3, deflate=pairs, **options)
    # ten of some eighty eigenvalues are exact; a third of the products must place the others, each
    # more than a per cent of all
    assert (found.quantiles(dim) - truth).abs().mean() < 0.04 * scale


def test_exact_density_of_a_small_matrix_is_a_sum_of_bells() -> None:
    values = torch.tensor([0.0, 1.0, 1.0, 4.0], dtype=torch.float64)
    grid = torch.linspace(-2, 6, 50, dtype=torch.float64)
    found = spectral_density(
        hvp_of(symmetric(values.tolist())),
        4,
        generator=generator(),
        grid=grid,
        width=0.5,
        device="cpu",
        dtype=torch.float64,
    )
    bells = torch.distributions.Normal(values, torch.full_like(values, 0.5))
    expected = bells.log_prob(grid[:, None]).exp().mean(1)
    torch.testing.assert_close(found.density, expected, rtol=1e-6, atol=1e-12)
    torch.testing.assert_close(found.nodes, values, rtol=0, atol=1e-12)


def test_results_repeat_and_can_be_stored() -> None:
    matrix = symmetric(BULK)
    options = {"steps": 20, "device": "cpu", "dtype": torch.float64}
    runs = [
        spectral_density(hvp_of(matrix), 397, generator=generator(4), **options) for _ in range(2)
    ]
    assert torch.equal(runs[0].density, runs[1].density)
    assert torch.equal(pickle.loads(pickle.dumps(runs[0])).density, runs[0].density)


def test_non_finite_products_and_degenerate_spectra() -> None:
    for dim, steps in ((300, 5), (4, 10)):
        lost = spectral_density(
            lambda v: v * torch.nan,
            dim,
            steps=steps,
            generator=generator(),
            device="cpu",
            dtype=torch.float32,
        )
        assert lost.density.isnan().all()
        flat = spectral_density(
            lambda v: 0 * v,
            dim,
            steps=steps,
            generator=generator(),
            device="cpu",
            dtype=torch.float32,
        )
        assert flat.density.isfinite().all()
        assert (flat.x.diff() > 0).all()
    with pytest.raises(DescentError, match="steps ≥ 1"):
        spectral_density(
            lambda v: v, 4, steps=0, generator=generator(), device="cpu", dtype=torch.float32
        )


@pytest.mark.filterwarnings("error")
def test_an_exact_density_of_several_probes_has_no_error_and_no_warning() -> None:
    matrix = symmetric([1.0, 2.0, 3.0])
    found = spectral_density(
        hvp_of(matrix), 3, steps=4, probes=2, generator=generator(), device="cpu",
        dtype=torch.float64,
    )  # fmt: skip
    assert found.exact
    assert not found.standard_error.any()


def test_the_interval_stays_in_this_world_where_hardly_an_eigenvalue_is() -> None:
    value = torch.tensor([1e-6, 1.0, 0.0], dtype=torch.float64)
    variance = torch.tensor([1e-8, 1e-6, 0.0], dtype=torch.float64)
    found = half_width(value, variance, 1e-4)
    # 4 standard deviations, where χ² with 2e-4 degrees of freedom would say 10³⁰⁰ and more;
    # 1.96 of them where there are many; none where all is known
    torch.testing.assert_close(
        found, torch.tensor([4e-4, 1.96e-3, 0.0]).double(), rtol=3e-3, atol=0
    )
