"""How far a linear model of the gradient reaches, against closed forms and the definition."""

import math

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, curvature, stability
from kernel_cases import DEVICES, generator, make_case, randn
from torch import Tensor

TOL = 1e-7  # asked of the search; float64 errors are good to far more


def one_dimensional(f, x, device="cpu", *, model=True, towards=1.0):
    """γ of f at x along `towards`, beside f'' or beside no model."""
    objective = FunctionObjective(lambda w: f(w[0]), 1, device, torch.float64)
    w = torch.tensor([x], dtype=torch.float64, device=device)
    hvp = objective.linearize(w).hvp if model else None
    direction = torch.full_like(w, towards)
    found = stability.gradient_normalised_smoothness(objective, w, direction, hvp, tol=TOL)
    return float(found.radius)


@pytest.mark.parametrize("device", DEVICES)
def test_the_closed_forms_of_one_dimension(device):
    def gamma(*args, **options):
        return one_dimensional(*args, device=device, **options)

    # (x + s)² − x² − 2xs = s² against x²
    assert gamma(lambda x: x**3, 0.7, towards=-3.0) == pytest.approx(0.7, rel=2 * TOL)
    # x⁴: s³ + 3xs² = x³, whose positive root is 2 cos(2π/9) − 1 at x = 1
    root = 2 * math.cos(2 * math.pi / 9) - 1
    assert gamma(lambda x: x**4, 1.0) == pytest.approx(root, rel=2 * TOL)
    # a tail e^(−x): e^(−s) + s = 2, wherever on it
    tail = gamma(lambda x: torch.exp(-x), 30.0)
    assert math.exp(-tail) + tail == pytest.approx(2, rel=2 * TOL)
    # without a model e^s = 2 uphill; downhill the gradient never changes by more than itself
    assert gamma(torch.exp, 3.0, model=False) == pytest.approx(math.log(2), rel=2 * TOL)


def test_a_quadratic_is_its_own_model_and_without_one_the_hessian_decides():
    root = randn(6, 6)
    for dtype, rel in ((torch.float64, 1e-6), (torch.float32, 1e-3)):
        a = (root @ root.T).to(dtype)
        quadratic = FunctionObjective(lambda w, a=a: 0.5 * w @ a @ w, 6, "cpu", dtype)
        w, v = randn(2, 6, seed=1, dtype=dtype)
        exact = stability.gradient_normalised_smoothness(quadratic, w, v, lambda u, a=a: u @ a)
        assert exact.radius == math.inf
        found = stability.gradient_normalised_smoothness(quadratic, w, v, None, tol=1e-7)
        expected = (a @ w).norm() / (a @ v / v.norm()).norm()
        assert float(found.radius) == pytest.approx(float(expected), rel=rel)


def by_definition(gradient, w: Tensor, v: Tensor, hessian, reach: float) -> float:
    """The largest γ on a grid of 1000 that no s on it speaks against."""
    v = v / v.norm()
    bend = torch.zeros_like(w) if hessian is None else hessian(v[None])[0]
    s = torch.linspace(0, reach, 1001, dtype=torch.float64)[1:, None]
    there = torch.func.vmap(gradient)(w + s * v)
    q = ((there - gradient(w) - s * bend) / s).norm(dim=1)
    allowed = s[:, 0] * q.cummax(0).values <= gradient(w).norm()
    assert not allowed[-1]  # the grid reaches far enough
    return float(s[allowed.nonzero()[-1, 0], 0])


@pytest.mark.parametrize("model", ["exact", "gauss_newton", "empirical_fisher", "none"])
def test_on_a_network_it_is_what_the_definition_says_on_a_fine_grid(model):
    case = make_case("tanh_mlp")
    objective = case.objective()
    w = objective.flat()
    v = randn(len(w), seed=3)
    hessian = {
        "exact": lambda: objective.linearize(w).hvp,
        "gauss_newton": lambda: curvature.gauss_newton(objective, w),
        "empirical_fisher": lambda: curvature.empirical_fisher(objective, w),
        "none": lambda: None,
    }[model]()
    found = stability.gradient_normalised_smoothness(objective, w, v, hessian, tol=1e-3)
    gamma = float(found.radius)
    expected = by_definition(torch.func.grad(case.loss), w, v, hessian, 1.5 * gamma)
    # a step of the grid is 1.5e-3; the rest is what the distances not tried may hide
    assert gamma == pytest.approx(expected, rel=4e-3)
    assert len(found.distances) <= 25


def test_an_error_that_is_there_at_once_and_then_stays_is_not_missed():
    """e(s) = .95 tanh 20s + .005 s reaches 1 at s = 10 only, but e(s)/s = 19 speaks at once."""

    def f(x):
        return x + 0.95 / 20 * torch.log(torch.cosh(20 * x)) + 0.0025 * x**2

    assert one_dimensional(f, 0.0, model=False) == pytest.approx(1 / 19.005, rel=1e-2)


def test_loss_scale_and_length_of_the_direction_do_not_matter_and_steps_inside_go_down():
    """λ = ‖g‖/γ makes h = −(H + λI)⁻¹g at most γ long; there ‖g⁺ + λh‖ ≤ λ‖h‖, whose square is
    −2λ hᵀg⁺ ≥ ‖g⁺‖²: the algebra behind the method's test of acceptance.
    """
    x, y = randn(40, 5), torch.randint(2, (40,), generator=generator(1))

    def loss(w, scale=1.0):
        return scale * torch.nn.functional.softplus((1 - 2 * y) * (x @ w)).mean()

    objective = FunctionObjective(loss, 5, "cpu", torch.float64)
    scaled = FunctionObjective(lambda w: loss(w, 100.0), 5, "cpu", torch.float64)

    def radius(objective, *args):
        found = stability.gradient_normalised_smoothness(objective, *args, tol=1e-6)
        return float(found.radius)

    for w in 2 * randn(5, 5, seed=2):
        here, there = objective.linearize(w), scaled.linearize(w)
        g, eye = here.gradient, torch.eye(5, dtype=torch.float64)
        for used in (8.0, 4.0, 2.0, 1.0, 0.5, 0.25):  # the longest that keeps within its γ
            h = -torch.linalg.solve(here.hvp(eye) + g.norm() / used * eye, g)
            gamma = radius(objective, w, h, here.hvp)
            after, strength = objective.gradient(w + h), g.norm() / used
            if used <= gamma:
                break
        assert h.norm() <= used <= gamma
        assert -2 * strength * (h @ after) >= after.square().sum()
        assert radius(scaled, w, 1e-3 * h, there.hvp) == pytest.approx(gamma, rel=3e-6)


def test_what_is_not_known_is_nan_and_what_does_not_fit_is_said():
    objective = FunctionObjective(lambda w: (w**4).sum(), 2, "cpu", torch.float64)
    w, v = torch.ones(2, dtype=torch.float64), torch.tensor([1.0, 0.0], dtype=torch.float64)

    def gamma(w, v):
        return float(stability.gradient_normalised_smoothness(objective, w, v, None).radius)

    assert math.isnan(gamma(0 * w, v))
    assert math.isnan(gamma(w * math.nan, v))
    assert math.isnan(gamma(w, v * math.inf))
    assert gamma(w, 0 * v) == math.inf
    with pytest.raises(DescentError, match="tol > 0"):
        stability.gradient_normalised_smoothness(objective, w, v, None, tol=0)
