"""Objectives whose Hessian is known on paper."""

import pytest
import torch
from descentkernels import FunctionObjective, ModuleObjective, criteria, top_eigenpairs
from torch import nn


def generator() -> torch.Generator:
    return torch.Generator().manual_seed(0)


def data(n: int, d: int) -> torch.Tensor:
    return torch.randn(n, d, generator=generator(), dtype=torch.float64)


def test_linear_regression_has_the_hessian_of_its_inputs() -> None:
    x, targets = data(20, 4), data(20, 2)
    objective = ModuleObjective(
        nn.Linear(4, 2, bias=False),
        x,
        targets,
        criteria.mean_squared_error,
        device="cpu",
        dtype=torch.float64,
    )
    # L = ½·mean‖Wx − t‖²: H = I₂ ⊗ XᵀX/n, anywhere
    expected = torch.block_diag(*[x.T @ x / 20] * 2)
    eye = torch.eye(8, dtype=torch.float64)
    for w in (objective.flat(), 100 * data(1, 8)[0]):
        torch.testing.assert_close(objective.hvp(w, eye), expected, rtol=1e-9, atol=1e-10)
        assert objective.third(w, eye[0], eye[1]).abs().max() < 1e-9
    gradient = (x @ objective.flat().view(2, 4).T - targets).T @ x / 20
    torch.testing.assert_close(objective.gradient(objective.flat()), gradient.reshape(-1))


def test_logistic_regression_has_the_textbook_derivatives() -> None:
    x, labels = data(30, 3), torch.arange(30) % 2
    objective = ModuleObjective(
        nn.Linear(3, 2, bias=False),
        x,
        labels,
        criteria.cross_entropy,
        device="cpu",
        dtype=torch.float64,
    )
    w = data(1, 6)[0]
    p = torch.softmax(x @ w.view(2, 3).T, 1)[:, 0]
    # with two classes, H = mean p(1−p) · [[1, −1], [−1, 1]] ⊗ xxᵀ
    inner = (x.T * (p * (1 - p))) @ x / 30
    sign = torch.tensor([[1.0, -1.0], [-1.0, 1.0]], dtype=torch.float64)
    eye = torch.eye(6, dtype=torch.float64)
    torch.testing.assert_close(objective.hvp(w, eye), torch.kron(sign, inner))
    # and along u the third derivative is mean p(1−p)(1−2p)(uᵀx)³, with u acting on class 0
    u = torch.cat([data(1, 3)[0], torch.zeros(3, dtype=torch.float64)])
    along = (p * (1 - p) * (1 - 2 * p) * (x @ u[:3]) ** 3).mean()
    torch.testing.assert_close(objective.third(w, u, u) @ u, along)


def test_a_quartic_has_its_third_derivative() -> None:
    objective = FunctionObjective(lambda w: (w**4).sum() / 24, 5, "cpu", torch.float64)
    w, u, v = data(3, 5)
    torch.testing.assert_close(objective.hvp(w, v), w**2 / 2 * v)
    torch.testing.assert_close(objective.third(w, u, v), w * u * v)


@pytest.mark.parametrize("depth", [2, 3])
def test_a_deep_scalar_chain_has_its_sharpness(depth: int) -> None:
    # f = ½(∏wᵢ − 1)² at a global minimum: H = ccᵀ with cᵢ = ∏_{j≠i} wⱼ, so λ₁ = ‖c‖²
    objective = FunctionObjective(lambda w: 0.5 * (w.prod() - 1) ** 2, depth, "cpu", torch.float64)
    w = torch.linspace(1.0, 2.0, depth, dtype=torch.float64)
    w = w / w.prod() ** (1 / depth)
    found = top_eigenpairs(
        objective.linearize(w).hvp,
        depth,
        1,
        generator=generator(),
        device="cpu",
        dtype=torch.float64,
        tol=1e-10,
    )
    assert found.values[0].item() == pytest.approx((1 / w).square().sum().item(), rel=1e-9)
