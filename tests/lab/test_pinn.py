"""Physics-informed networks: their derivatives, their equations, their two optimizers."""

import math

import numpy as np
import pytest
import torch
from descentkernels import conflict
from descentlab import run
from descentlab.problems._pinn_jets import JetNetwork
from descentlab.problems.pinn import PinnSettings, build, equation_of

CASES = [
    PinnSettings(equation="helmholtz_1d", wavenumber=3, points=16, width=5),
    PinnSettings(equation="helmholtz_2d", wavenumber=2, points=16, width=4, layers=1),
    PinnSettings(equation="klein_gordon", wavenumber=2, points=16, width=4, layers=3),
]
equations = pytest.mark.parametrize("settings", CASES, ids=lambda s: s.equation)


def derivatives(function, points, coefficients):
    """u, ∂_d u and Σ c_d ∂_d²u [2 + D, n] of a function [n, D] -> [n], by reverse mode."""
    x = points.clone().requires_grad_()
    values = function(x)
    (first,) = torch.autograd.grad(values.sum(), x, create_graph=True)
    second = [
        torch.autograd.grad(first[:, d].sum(), x, retain_graph=True)[0][:, d]
        for d in range(points.shape[1])
    ]
    bent = sum(c * part for c, part in zip(coefficients, second, strict=True))
    return torch.cat((values[None], first.T, bent[None])).detach()


@equations
def test_the_jets_of_a_network_are_its_derivatives(settings):
    """Float64; second derivatives through three layers lose some digits, hence 1e-11."""
    problem = build(settings)
    tasks = problem.tasks(settings)
    found = tasks.network.jets(problem.start, tasks.inputs)
    expected = derivatives(
        lambda x: tasks.network.values(problem.start, x),
        tasks.equation.points,
        tasks.equation.coefficients,
    )
    torch.testing.assert_close(found, expected, rtol=1e-11, atol=1e-12)


@equations
def test_every_term_vanishes_at_the_solution(settings):
    """The forces are written out by hand, the solution's derivatives taken by autograd."""
    equation = equation_of(settings)
    jets = derivatives(equation.solution, equation.points, equation.coefficients)
    for term in equation.terms:
        own = jets[:, term.points]
        left = torch.tensor(term.streams, dtype=torch.float64) @ own + term.cubic * own[0] ** 3
        size = max(1.0, float(term.target.abs().max()))
        torch.testing.assert_close(left, term.target, rtol=0, atol=1e-12 * size)


@equations
def test_gradients_and_curvature_of_the_terms_agree_with_autograd(settings):
    problem = build(settings)
    tasks = problem.tasks(settings)
    w = problem.start + 0.1
    values, rows = tasks.values_and_gradients(w)
    torch.testing.assert_close(values, tasks.values(w), rtol=1e-12, atol=0)
    leaf = w.clone().requires_grad_()
    terms = [tasks.loss(leaf, i) for i in range(tasks.count)]
    dense = torch.stack([torch.autograd.grad(term, leaf)[0] for term in terms])
    torch.testing.assert_close(rows, dense, rtol=1e-10, atol=1e-11 * float(dense.abs().max()))
    linear = problem.objective.linearize(w)
    torch.testing.assert_close(linear.gradient, dense.sum(0), rtol=1e-9, atol=1e-9)
    # central differences of the closed-form gradient: truncation about h² of the third derivative
    direction, h = torch.cos(torch.arange(len(w), dtype=torch.float64)), 1e-5
    ahead, behind = (problem.objective.gradient(w + s * h * direction) for s in (1, -1))
    measured = (ahead - behind) / (2 * h)
    scale = float(measured.abs().max())
    torch.testing.assert_close(linear.hvp(direction), measured, rtol=0, atol=1e-6 * scale)


def test_weights_that_diverge_give_numbers_that_are_not_finite_and_no_error():
    network = JetNetwork((1, 3, 1), (1.0,))
    problem = build(CASES[0])
    tasks = problem.tasks(CASES[0])
    values, rows = tasks.values_and_gradients(torch.full_like(problem.start, math.inf))
    assert not values.isfinite().any()
    assert not rows.isfinite().all()
    assert network.dim == 10


def test_both_optimizers_are_adam_on_their_own_weighting():
    """Against torch.optim.Adam fed with gradients that autograd takes."""
    small = {"width": 4, "points": 16, "updates": 3, "fixed_weight": 7.0, "eps": 1e-8}
    lab = run("pinn_pathologies", **small)
    tasks, settings = lab.problem.tasks(lab.settings), lab.settings
    lab.advance(2)
    annealing = conflict.load_aggregator("pinn_annealing", annealing_form="code")
    for found, balanced in ((lab.w, True), (lab.now.state.others[0][1].numpy(), False)):
        w = lab.problem.start.clone().requires_grad_()
        adam = torch.optim.Adam(
            [w], settings.lr, betas=(settings.beta, settings.beta2), eps=settings.eps
        )
        memory = None
        for _ in range(6):
            losses = [tasks.loss(w, i) for i in range(tasks.count)]
            rows = torch.stack([torch.autograd.grad(loss, w)[0] for loss in losses])
            if balanced:
                answer = annealing.combine(conflict.Evidence.of(rows), memory)
                memory, w.grad = answer.memory, answer.direction
            else:
                w.grad = rows[0] + 7.0 * rows[1]
            adam.step()
        # six updates of float64, each divided by a root of squares: 1e-9 holds with room
        np.testing.assert_allclose(found, w.detach().numpy(), rtol=1e-9, atol=1e-10)


def test_the_rule_as_printed_runs_away_and_the_authors_code_does_not():
    weights = {}
    for form in ("paper", "code"):
        lab = run("pinn_pathologies", width=8, points=20, annealing_form=form, updates=20)
        lab.advance(8)
        weights[form] = lab.trace.series("term_weights").values[-1, 0]
    assert weights["paper"] > 1e3 > 10 * weights["code"] > 10


def test_a_task_that_an_equation_lacks_is_not_measured_and_one_it_has_is():
    small = {"width": 4, "points": 16, "updates": 1}
    for equation, count in (("helmholtz_2d", 2), ("klein_gordon", 3)):
        lab = run("pinn_pathologies", equation=equation, **small)
        lab.advance(1)
        known = np.isfinite(lab.trace.series("entry_shares").values[-1]).all(1)
        assert known.tolist() == [i < count for i in range(3)]
        assert np.isfinite(lab.trace.series("solution_images").values).all()
