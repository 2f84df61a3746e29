"""Each flow is as near to gradient descent's step as its order says."""

import math

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, extremal_eigenpairs
from descentkernels.flows import drift
from kernel_cases import generator, make_case, randn, symmetric
from torch import Tensor

FINE = 1e-10  # relative tolerance of the integrator where it must not be seen


def quadratic(hessian: Tensor) -> FunctionObjective:
    return FunctionObjective(lambda w: 0.5 * w @ hessian @ w, len(hessian), "cpu", torch.float64)


def pairs_of(objective: FunctionObjective, w: Tensor, k: int):
    return extremal_eigenpairs(
        objective.linearize(w).hvp,
        len(w),
        k,
        tol=1e-12,
        guard=0,
        generator=generator(),
        device="cpu",
        dtype=torch.float64,
    )


@pytest.mark.parametrize("order", [1, 2, 3])
def test_the_error_of_a_step_has_the_order_of_the_flow(order: int) -> None:
    case = make_case("tanh_mlp")
    objective = case.objective()
    w = 0.5 * randn(objective.dim)
    rates, errors = [0.08, 0.04, 0.02], []
    for lr in rates:
        end = drift.integrate(
            lambda w, lr=lr: drift.modified_velocity(objective, w, lr, order=order), w, tol=FINE
        )
        errors.append((end.w - (w - lr * objective.gradient(w))).norm().log().item())
    slope = torch.tensor(errors).diff() / torch.tensor(rates).log().diff()
    # O(η^(order + 1)); the next term bends the line a little at these η
    assert slope.tolist() == pytest.approx([order + 1] * 2, abs=0.25)


def test_the_second_order_flow_descends_the_modified_loss() -> None:
    case = make_case("cnn")
    objective, lr = case.objective(), 0.3
    w = objective.flat() + 0.1 * randn(objective.dim)
    v = drift.modified_velocity(objective, w, lr)
    h = 1e-5
    ahead, behind = (drift.modified_loss(objective, w + s * h * v, lr) for s in (1, -1))
    # d/dt of the modified loss along its own gradient flow; central differences, O(h²)
    assert ((ahead - behind) / (2 * h)).item() == pytest.approx((-v @ v / lr).item(), rel=1e-6)


def test_the_principal_flow_is_the_step_on_a_quadratic() -> None:
    # below one: tracked pairs up to ηλ = 0.95, an untracked rest by its series
    objective = quadratic(symmetric([0.95, 0.7, 0.01, -0.02, 0.0]))
    w = randn(5)
    pairs = pairs_of(objective, w, 2)  # a quadratic's are the same everywhere
    end = drift.integrate(
        lambda w: drift.principal_velocity(objective, w, 1.0, pairs, terms=5).real, w, tol=1e-8
    )
    step = w - objective.gradient(w)
    # five terms leave (ηλ)^6/6 of the rest, 1e-11
    torch.testing.assert_close(end.w, step, rtol=0, atol=1e-7)
    # ... and what has no pair at all shows the two terms: (ηλ)³/3 of it
    none = pairs_of(objective, w, 1)
    few = drift.integrate(lambda w: drift.principal_velocity(objective, w, 1.0, none).real, w)
    assert 1e-3 < (few.w - step).norm() < 0.7**3


def test_beyond_one_the_principal_flow_is_complex_and_says_so() -> None:
    hessian = symmetric([2.5, 1.5, 0.5])
    objective = quadratic(hessian)
    w, lr = randn(3), 1.0
    found = drift.principal_velocity(objective, w, lr, pairs_of(objective, w, 3))
    assert (found.oscillating, found.growing) == (2, 1)
    assert "ηλ > 2" in found.trouble
    values, vectors = torch.linalg.eigh(hessian)
    # dense: log(1 − ηH) w, an independent evaluation with complex logarithms
    log = torch.log((1 - lr * values).to(torch.complex128))
    dense = (log * (vectors.T @ w)) @ vectors.T.to(log.dtype)
    torch.testing.assert_close(found.real, dense.real)
    torch.testing.assert_close(found.imaginary, dense.imag)


def test_the_complex_solution_is_gradient_descent_at_whole_times() -> None:
    hessian, w = symmetric([2.1, 1.6, 0.3, -0.1]), randn(4)
    path = drift.principal_solution(hessian, w, 1.0, torch.arange(6.0, dtype=torch.float64))
    expected = w
    for point in path:
        torch.testing.assert_close(point.real, expected)
        assert point.imag.abs().max() < 1e-12
        expected = expected - hessian @ expected
    between = drift.principal_solution(hessian, w, 1.0, torch.tensor([0.5], dtype=torch.float64))
    assert between.imag.norm() > 0.1


def test_at_one_the_principal_flow_is_finite() -> None:
    objective = quadratic(symmetric([1.0, 0.5]))
    w = randn(2)
    found = drift.principal_velocity(objective, w, 1.0, pairs_of(objective, w, 2))
    # e^v of a direction is what is left after a unit: a thousandth, for the step's zero
    assert found.real.norm() <= -math.log(1e-3) * w.norm()


def test_the_drift_adjusted_rate_makes_the_drift_as_long_as_the_gradient() -> None:
    case = make_case("tanh_mlp")
    objective = case.objective()
    w = 0.5 * randn(objective.dim)
    lr = drift.drift_adjusted_lr(objective, w)
    g = objective.gradient(w)
    half = case.hessian(w) @ g * lr / 2
    assert half.norm().item() == pytest.approx(g.norm().item(), rel=1e-9)


def test_the_integrator_says_how_far_it_came() -> None:
    rotation = torch.tensor([[0.0, -1.0], [1.0, 0.0]], dtype=torch.float64)
    start = torch.tensor([1.0, 0.0], dtype=torch.float64)
    end = drift.integrate(lambda z: rotation @ z, start, duration=math.pi, tol=1e-8)
    torch.testing.assert_close(end.w, -start, rtol=0, atol=1e-6)
    assert (end.t, end.trouble) == (math.pi, "")
    # z' = z² ends at t = 1, before the time asked for
    lost = drift.integrate(lambda z: z * z, start[:1], duration=2.0)
    assert lost.trouble
    assert lost.t <= 1.0001


def test_what_makes_no_sense_is_refused() -> None:
    objective = quadratic(symmetric([1.0, 0.5]))
    with pytest.raises(DescentError, match="order 1, 2 or 3"):
        drift.modified_velocity(objective, randn(2), 0.1, order=4)
    with pytest.raises(DescentError, match="lr > 0"):
        drift.principal_velocity(objective, randn(2), 0.0, pairs_of(objective, randn(2), 1))
