"""Shifted systems against dense float64 algebra."""

import pytest
import torch
from descentkernels import DescentError
from descentkernels.curvature import shifted_solve
from kernel_cases import DEVICES, randn, symmetric


@pytest.mark.parametrize("device", DEVICES)
def test_every_shift_is_solved_at_the_price_of_the_smallest(device):
    a, b = symmetric(torch.logspace(-4, 1, 80).tolist()).to(device), randn(80, seed=1).to(device)
    shifts = torch.tensor([0.01, 0.1, 3.0], dtype=torch.float64, device=device)
    calls = []

    def product(block):
        calls.append(len(block))
        return block @ a

    found = shifted_solve(product, b, shifts, tol=1e-11)
    for x, shift, residual in zip(found.solutions, shifts, found.residuals, strict=True):
        eye = torch.eye(80, dtype=torch.float64, device=device)
        torch.testing.assert_close(x, torch.linalg.solve(a + shift * eye, b), rtol=1e-7, atol=1e-9)
        true = (b - a @ x - shift * x).norm() / b.norm()
        assert abs(float(true - residual)) < 1e-12
        assert residual <= 1e-11
    assert found.positive.all()
    assert found.products == len(calls) < 80
    assert shifted_solve(product, b, shifts[:1], tol=1e-11).products == found.products


def test_too_few_products_leave_the_residual_they_say():
    a, b = symmetric(torch.logspace(-6, 1, 60).tolist()), randn(60, seed=1)
    few = shifted_solve(
        lambda v: v @ a, b, torch.tensor([1e-6], dtype=b.dtype), tol=1e-12, max_products=9
    )
    x = few.solutions[0]
    assert few.products == 9
    true = (b - a @ x - 1e-6 * x).norm() / b.norm()
    assert float(true) == pytest.approx(float(few.residuals[0]), rel=1e-8)
    assert true > 1e-3


def test_a_negative_direction_is_noticed_and_a_space_that_is_exhausted_is_enough():
    a, b = symmetric([-0.5, 0.0, 0.0, 1.0, 2.0, 2.0, 2.0]), randn(7, seed=1)
    found = shifted_solve(lambda v: v @ a, b, torch.tensor([0.3, 0.6], dtype=b.dtype), tol=1e-14)
    assert found.positive.tolist() == [False, True]
    assert found.products == 4  # as many as there are different eigenvalues
    expected = torch.linalg.solve(a + 0.6 * torch.eye(7, dtype=torch.float64), b)
    torch.testing.assert_close(found.solutions[1], expected, rtol=1e-10, atol=1e-12)


def test_zero_nan_and_wrong_shapes():
    a, b = symmetric([1.0, 2.0, 3.0]), randn(3, seed=1)
    zero = shifted_solve(lambda v: v @ a, 0 * b, torch.tensor([1.0]))
    assert not zero.solutions.any()
    assert zero.residuals.tolist() == [0.0]
    broken = shifted_solve(lambda v: v * torch.nan, b, torch.tensor([1.0, 2.0]))
    assert broken.solutions.isnan().all()
    assert not broken.positive.any()
    with pytest.raises(DescentError, match="shifts"):
        shifted_solve(lambda v: v @ a, b, torch.tensor(1.0))
