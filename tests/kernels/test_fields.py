"""Scalars of the weights, each against its definition written apart from it."""

import math

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, Plane, sample_field
from descentkernels.fields import Sharpness, accuracy, gradient_norm, loss, radius
from kernel_cases import CASES, DEVICES, generator, make_case, randn
from torch.func import functional_call


def nearby(objective, count: int = 5, size: float = 0.3) -> torch.Tensor:
    w = objective.flat()
    return w + size * randn(count, objective.dim).to(w)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", CASES)
def test_loss_accuracy_and_gradient_norm(name: str, device: str) -> None:
    case = make_case(name)
    objective = case.objective(device=device)
    weights = nearby(objective)
    right, slopes = [], []
    for w in weights.cpu():
        named = {n: w[at].view(shape) for n, shape, at in objective.layout}
        outputs = functional_call(case.module, named, (case.inputs,))
        right.append((outputs.argmax(1) == case.targets).double().mean())
        slopes.append(torch.autograd.functional.jacobian(case.loss, w).norm())
    torch.testing.assert_close(
        loss(objective)(weights).cpu(), torch.stack([case.loss(w) for w in weights.cpu()])
    )
    torch.testing.assert_close(accuracy(objective)(weights).cpu(), torch.stack(right))
    torch.testing.assert_close(gradient_norm(objective)(weights).cpu(), torch.stack(slopes))


def test_the_outputs_of_many_weights_are_those_of_each_in_any_chunks() -> None:
    for name in CASES:
        case = make_case(name)
        for budget in (1 << 30, 1):  # all examples at once, one at a time
            objective = case.objective(budget=budget)
            weights = nearby(objective)
            each = torch.stack([objective.outputs(w) for w in weights])
            torch.testing.assert_close(objective.outputs_of(weights), each)
    with pytest.raises(DescentError, match="at least one row"):
        objective.outputs_of(weights[:0])


def test_targets_of_accuracy() -> None:
    case = make_case("cnn")
    objective = case.objective()
    weights = nearby(objective, 40)  # more than are evaluated at once
    hot = torch.eye(3)[case.targets]
    assert torch.equal(accuracy(objective, hot)(weights), accuracy(objective)(weights))
    part = torch.tensor([0, 2, 2, 5])
    shares = accuracy(objective.restricted(part))(weights)
    assert torch.equal(shares, (4 * shares).round() / 4)
    with pytest.raises(DescentError, match="integer classes"):
        accuracy(objective, torch.ones(7))
    with pytest.raises(DescentError, match="outputs \\[3, classes\\]"):
        accuracy(objective, case.targets[:3])(weights)
    weights[1, 0] = torch.nan
    assert accuracy(objective)(weights).isnan().tolist() == [i == 1 for i in range(40)]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", CASES)
def test_sharpness_against_dense_hessians(name: str, device: str) -> None:
    case = make_case(name)
    objective = case.objective(device=device)
    w = objective.flat()
    axes = torch.linalg.qr(randn(objective.dim, 2))[0].T.to(w)
    t = torch.linspace(-1, 1, 3, dtype=torch.float64)
    weights = w + torch.cartesian_prod(t, t).to(w) @ axes
    sharpness = Sharpness(objective, generator(device=device), accuracy=1e-3)
    found = sharpness(weights).cpu()
    exact = torch.stack([torch.linalg.eigvalsh(case.hessian(w))[-1] for w in weights.cpu()])
    # an estimated error may be a little below the true one
    torch.testing.assert_close(found, exact, rtol=2e-3, atol=0)
    assert sharpness.error <= 1e-3
    assert sharpness.hvps < 9 * objective.dim
    again = Sharpness(objective, generator(device=device), accuracy=1e-3)(weights)
    assert torch.equal(again.cpu(), found)


def test_sharpness_as_a_field_with_a_closed_form_and_a_crossing() -> None:
    # L = x⁴/12 + y²·(1 + x)/2 over (x, y, flat directions): eigenvalues in closed form
    def f(w: torch.Tensor) -> torch.Tensor:
        return w[0] ** 4 / 12 + w[1] ** 2 * (1 + w[0]) / 2 + 0.05 * w[2:].square().sum()

    objective = FunctionObjective(f, 6, "cpu", torch.float64)
    plane = Plane(
        "test",
        torch.zeros(6, dtype=torch.float64),
        torch.eye(6, dtype=torch.float64)[:2],
        ("x", "y"),
        (-2.0, 2.0, -1.0, 1.0),
    )
    sharpness = Sharpness(objective, generator(), accuracy=1e-6)
    field = sample_field(sharpness, plane, tol=1e-2, shape=(21, 21))
    x, y = field.x[None, :], field.y[:, None]
    a, b = x**2 + 0 * y, 1 + x + 0 * y
    largest = (a + b) / 2 + (((a - b) / 2) ** 2 + y**2).sqrt()
    exact = largest.clamp(min=0.1)  # 0.1: the flat directions
    assert field.error <= 1e-2
    # the tip of the cone where two eigenvalues meet is narrower than the checks are apart
    torch.testing.assert_close(field.values, exact, rtol=0, atol=0.025 * float(exact.max()))
    assert ((field.values - exact).abs() > 0.01 * exact.max()).double().mean() < 0.01


@pytest.mark.parametrize("device", DEVICES)
def test_radius_along_the_gradient(device: str) -> None:
    case = make_case("cnn")
    objective = case.objective(device=device)
    weights = nearby(objective, 2)
    expected = []
    for w in weights.cpu():

        def outputs(w: torch.Tensor) -> torch.Tensor:
            named = {n: w[at].view(shape) for n, shape, at in objective.layout}
            return functional_call(case.module, named, (case.inputs,))

        gradient = torch.autograd.functional.jacobian(case.loss, w)
        slopes = torch.autograd.functional.jacobian(outputs, w) @ gradient / gradient.norm()
        expected.append(math.pi / (slopes.amax(1) - slopes.amin(1)).max())
    torch.testing.assert_close(radius(objective)(weights).cpu(), torch.stack(expected))
    weights[1, 0] = torch.nan
    assert radius(objective)(weights).isnan().tolist() == [False, True]
    with pytest.raises(DescentError, match="loss with a softmax"):
        radius(make_case("tanh_mlp").objective())


def test_sharpness_of_weights_that_are_lost_or_flat() -> None:
    objective = FunctionObjective(lambda w: w.square().sum() * 0, 3, "cpu", torch.float64)
    sharpness = Sharpness(objective, generator())
    values = sharpness(torch.tensor([[0.0, 1, 2], [torch.nan, 0, 0]], dtype=torch.float64))
    assert values[0] == 0
    assert values[1].isnan()
    assert sharpness(torch.empty(0, 3, dtype=torch.float64)).shape == (0,)
