"""The second-moment operator against every batch enumerated, dense algebra and runs of SGD."""

from __future__ import annotations

import itertools

import pytest
import torch
from descentkernels import DescentError, curvature, stability
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import DEVICES, generator, make_case, randn
from torch import Tensor


def dense(jacobian: Tensor, batch: int, lr: float, *, replacement: bool) -> Tensor:
    """E[(I − ηH_B) ⊗ (I − ηH_B)] [P², P²], the mean over every batch there is."""
    n = len(jacobian)
    every = itertools.product(range(n), repeat=batch)
    every = every if replacement else itertools.combinations(range(n), batch)
    blocks = torch.einsum("imp,imq->ipq", jacobian, jacobian)
    eye = torch.eye(jacobian.shape[-1], dtype=torch.float64)
    maps = [eye - lr * blocks[list(drawn)].mean(0) for drawn in every]
    return torch.stack([torch.kron(a, a) for a in maps]).mean(0)


@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("shape", [(5, 1, 3), (4, 2, 3), (4, 1, 6)])
def test_growth_and_critical_rate_are_those_of_all_batches(
    shape: tuple[int, int, int], replacement: bool
) -> None:
    """Dense eigenvalues; 1e-9: Lanczos' residual of 1e-8 gives values to its square."""
    jacobian = randn(*shape, seed=sum(shape))
    for batch in (1, 2, 3):
        operator = stability.second_moment(jacobian, batch, replacement=replacement)
        for lr in (0.05, 0.3, 1.0):
            matrix = dense(jacobian, batch, lr, replacement=replacement)
            values = torch.linalg.eigvalsh(matrix)
            # fewer rows than weights: there what SGD never moves has the eigenvalue one
            still = 1.0 if shape[0] * shape[1] < shape[2] else 0.0
            found = stability.growth(operator, lr, generator=generator())
            assert max(found, still) == pytest.approx(values.abs().max().item(), rel=1e-9)
        rate = stability.critical_lr(operator, generator=generator())
        assert rate.converged
        top = torch.linalg.eigvalsh(dense(jacobian, batch, rate.value, replacement=replacement))
        assert top[-1].item() == pytest.approx(1, abs=1e-9)
        above = dense(jacobian, batch, 1.001 * rate.value, replacement=replacement)
        assert torch.linalg.eigvalsh(above)[-1] > 1 + 1e-5
        assert rate.lower == pytest.approx(rate.value, rel=1e-6)


@given(st.integers(0, 10**6), st.integers(2, 9), st.integers(1, 3), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_never_falls_with_the_batch_and_keeps_its_bounds(
    seed: int, count: int, outputs: int, dim: int
) -> None:
    jacobian = randn(count, outputs, dim, seed=seed)
    sharpest = torch.linalg.matrix_norm(jacobian.flatten(0, 1), 2).item() ** 2 / count
    rates = []
    for batch in range(1, count + 1):
        operator = stability.second_moment(jacobian, batch)
        rate = stability.critical_lr(operator, generator=generator())
        assert rate.lower <= rate.value * (1 + 1e-12)
        rates.append(rate.value)
    assert all(a <= b * (1 + 1e-9) for a, b in itertools.pairwise(rates))
    assert rates[-1] == pytest.approx(2 / sharpest, rel=1e-9)
    assert rates[0] <= 2 * outputs / operator.trace * (1 + 1e-9)


def test_batch_one_with_equal_norms_is_the_trace() -> None:
    rows = randn(40, 7, seed=2)
    rows = rows / rows.norm(dim=1, keepdim=True) * 1.3
    operator = stability.second_moment(rows, 1)
    rate = stability.critical_lr(operator, generator=generator())
    assert operator.trace == pytest.approx(1.3**2, rel=1e-12)
    assert rate.value == pytest.approx(2 / operator.trace, rel=1e-10)
    rows[0] *= 3  # unequal norms: the trace's bound is no longer sharp
    operator = stability.second_moment(rows, 1)
    rate = stability.critical_lr(operator, generator=generator())
    assert rate.value < 0.8 * 2 / operator.trace


def test_two_independent_examples_in_closed_form() -> None:
    """Orthogonal rows a, b: each direction is multiplied by 1 − ηx² when drawn, else stays, so at
    batch 1 the largest decides: η = 2/max(a², b²). The eigenvector is singular."""
    jacobian = torch.diag(torch.tensor([2.0, 1.0], dtype=torch.float64))
    rate = stability.critical_lr(stability.second_moment(jacobian, 1), generator=generator())
    assert rate.value == pytest.approx(0.5, rel=1e-10)
    assert rate.lower <= rate.value


def test_many_runs_of_sgd_have_the_predicted_second_moment() -> None:
    """E‖δ‖² of 40000 chains after 12 steps against T applied 12 times.

    The chains' own standard error is the tolerance (four of it): no bound is needed.
    """
    rows, lr, batch, chains = randn(12, 3, seed=8), 0.25, 3, 40000
    operator = stability.second_moment(rows, batch)
    g = generator(5)
    delta = torch.ones(chains, 3, dtype=torch.float64)
    for _ in range(12):
        drawn = torch.rand(chains, 12, generator=g).argsort(1)[:, :batch]
        x = rows[drawn]
        slope = torch.einsum("cbp,cb->cp", x, torch.einsum("cbp,cp->cb", x, delta)) / batch
        delta = delta - lr * slope
    # the same start in the basis of H's eigenvectors, up to their signs
    hessian = rows.T @ rows / 12
    basis = torch.linalg.eigh(hessian)[1].flip(1)
    basis = basis * torch.sign((rows @ basis * operator.features[:, 0]).sum(0))
    start = basis.sum(0)
    moment = torch.outer(start, start)
    for _ in range(12):
        moment = operator.step(moment, lr)
    squares = delta.square().sum(1)
    error = (squares.std() / chains**0.5).item()
    assert abs(squares.mean() - moment.trace()).item() < 4 * error
    assert error < 0.05 * moment.trace().item()


@pytest.mark.parametrize("device", DEVICES)
def test_a_networks_examples_come_with_all_their_outputs(device: str) -> None:
    objective = make_case("tanh_mlp").objective(device=device)
    w = objective.flat()
    table = stability.network_jacobian(objective, w)
    assert table.shape == (7, 3, objective.dim)
    v = randn(1, objective.dim).to(w)
    for i in (0, 4):
        alone = curvature.jacobian(objective.restricted(torch.tensor([i])), w)
        torch.testing.assert_close(table[i] @ v[0], alone.jvp(v)[0, 0], rtol=1e-9, atol=1e-12)
    operator = stability.second_moment(table, 2)
    rate = stability.critical_lr(operator, generator=generator(device=device))
    assert rate.lower <= rate.value
    full = stability.critical_lr(stability.second_moment(table, 7), generator=generator(0, device))
    assert rate.value < full.value


def test_refusals() -> None:
    rows = randn(4, 3)
    for call in (
        lambda: stability.second_moment(rows[0], 1),
        lambda: stability.second_moment(rows, 5),
        lambda: stability.second_moment(rows * torch.nan, 1),
        lambda: stability.growth(stability.second_moment(rows, 1), -1.0, generator=generator()),
    ):
        with pytest.raises(DescentError, match="expected"):
            call()
    objective = make_case("cnn").objective()
    with pytest.raises(DescentError, match="cross_entropy"):
        stability.network_jacobian(objective, objective.flat())
    objective = make_case("tanh_mlp").objective()
    with pytest.raises(DescentError, match="MB"):
        stability.network_jacobian(objective, objective.flat(), limit_bytes=1000)
