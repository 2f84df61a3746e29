"""Models on many lanes at once, and losses with bounded slopes, against autograd."""

import pytest
import torch
from descentlab.problems._lane_models import Diagonal, Linear, Relu, gauss_newton, squared_loss
from descentlab.problems.lipschitz_convex import FUNCTIONS, LipschitzConvex
from descentlab.processes._sgd_lanes import drawn, stepped
from torch.autograd.functional import hessian

MODELS = (Linear(3), Diagonal(3), Relu(3, 4))


def normal(*shape, seed=0):
    source = torch.Generator().manual_seed(seed)
    return torch.randn(*shape, generator=source, dtype=torch.float64)


@pytest.mark.parametrize("model", MODELS, ids=lambda m: type(m).__name__)
def test_a_step_is_that_of_autograd_and_the_trace_that_of_the_hessian(model):
    x, w = normal(5, 3), normal(2, model.dim, seed=1)
    y = normal(5, seed=2)
    lr, shares = torch.tensor([0.1, 0.3], dtype=torch.float64), normal(2, 5, seed=3).abs()
    leaf = w.clone().requires_grad_()
    loss = (shares * (model.outputs(leaf, x) - y) ** 2 / 2).sum()
    (gradient,) = torch.autograd.grad(loss, leaf)
    torch.testing.assert_close(stepped(model, w, (x, y), lr, shares), w - lr[:, None] * gradient)
    # where all examples are fitted the Gauss-Newton matrix is the Hessian
    trace, top = gauss_newton(model, w, x)
    for k in range(2):
        fitted = model.outputs(w, x)[k]
        dense = hessian(lambda v, f=fitted: squared_loss(model, v[None], x, f)[0], w[k])
        torch.testing.assert_close(trace[k], dense.trace())
        torch.testing.assert_close(top[k], torch.linalg.eigvalsh(dense)[-1])


def test_batches_have_their_size_and_no_example_twice():
    sizes = torch.tensor([1, 3, 5])
    shares = drawn(sizes, 5, torch.Generator().manual_seed(0))
    assert ((shares > 0).sum(1) == sizes).all()
    torch.testing.assert_close(shares.sum(1), torch.ones(3, dtype=torch.float64))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_slopes_and_curvatures_are_those_of_the_value_and_bounded(name):
    loss = LipschitzConvex(FUNCTIONS[name], normal(6, 2), 2 * normal(6, seed=1))
    x = normal(2, seed=2)
    leaf = x.clone().requires_grad_()
    (gradient,) = torch.autograd.grad(loss.value(leaf), leaf)
    torch.testing.assert_close(loss.gradient(x[None])[0], gradient)
    torch.testing.assert_close(loss.hessian(x[None])[0], hessian(loss.value, x))
    far = torch.linspace(-50, 50, 101, dtype=torch.float64)
    assert (loss.function.slope(far).abs() <= 1).all()
    assert (loss.function.curvature(far) >= 0).all()
