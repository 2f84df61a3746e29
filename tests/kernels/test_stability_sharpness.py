"""Sharpness along steps and in batches, against torch's products and losses along the step."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, ModuleObjective, criteria, stability
from kernel_cases import DEVICES, generator, make_case, randn, symmetric
from torch import nn


@pytest.mark.parametrize("device", DEVICES)
def test_a_step_gains_nothing_at_its_threshold(device: str) -> None:
    """On a quadratic, scaling v by −2gᵀv/vᵀHv brings the loss back to where it was, exactly."""
    h = symmetric([5.0, 2.0, 1.0, 0.1]).to(device)
    objective = FunctionObjective(lambda w: w @ h @ w / 2, 4, device, torch.float64)
    w = randn(4, seed=1).to(device)
    at = objective.linearize(w)
    metric = randn(4, seed=3).to(device).exp()
    for v in (-at.gradient, -at.gradient.sign(), -at.gradient / metric):
        for d in (None, metric):
            found = stability.directional_sharpness(at.hvp, at.gradient, v, metric=d)
            scale = torch.ones_like(w) if d is None else d
            expected = (v @ h @ v) / (v @ (scale * v))
            torch.testing.assert_close(found.value, expected)
            # the threshold is in proportion to 1/|v|
            critical = v * found.threshold / found.value
            torch.testing.assert_close(objective.value(w + critical), objective.value(w))
    lr = 0.3
    step = -lr * at.gradient / metric
    found = stability.directional_sharpness(at.hvp, at.gradient, step, metric=metric)
    assert found.threshold.item() == pytest.approx(2 / lr, rel=1e-12)
    assert found.ratio.item() == pytest.approx(found.value.item() * lr / 2, rel=1e-12)


def test_tiny_steps_and_zeros() -> None:
    h = symmetric([5.0, 2.0, 1.0, 0.1])
    objective = FunctionObjective(lambda w: w @ h @ w / 2, 4, "cpu", torch.float64)
    at = objective.linearize(randn(4))
    step = -1e-200 * at.gradient
    found = stability.directional_sharpness(at.hvp, at.gradient, step)
    assert found.threshold.item() == pytest.approx(2e200, rel=1e-12)
    nothing = stability.directional_sharpness(at.hvp, at.gradient, 0 * step)
    assert nothing.value.isnan()
    assert nothing.threshold.isnan()
    with pytest.raises(DescentError, match=r"expected a gradient and a step"):
        stability.directional_sharpness(at.hvp, at.gradient, step[:2])


def test_batches_have_the_mean_of_all_batches() -> None:
    """All 21 batches of two by torch's double backward: both means within four standard errors."""
    case = make_case("tanh_mlp")
    objective = case.objective()
    w = objective.flat() + 0.3 * randn(objective.dim, seed=3)
    rises, squares = [], []
    for pair in itertools.combinations(range(7), 2):
        index = torch.tensor(pair)
        alone = replace(case, inputs=case.inputs[index], targets=case.targets[index])
        gradient = torch.autograd.functional.jacobian(alone.loss, w)
        rises.append(gradient @ torch.autograd.functional.vhp(alone.loss, w, gradient)[1])
        squares.append(gradient @ gradient)
    exact = stability.summarise_batches(torch.stack(rises), torch.stack(squares), whole=True)
    found = stability.batch_sharpness(objective, w, 2, 120, generator=generator(4))
    assert found.batches == 120
    assert abs(found.mean - exact.mean) < 4 * found.mean_error < 0.5 * abs(exact.mean)
    assert abs(found.ratio - exact.ratio) < 4 * found.ratio_error < 0.5 * abs(exact.ratio)


def test_standard_errors_are_those_of_repeated_measurements() -> None:
    """The spread over 300 repetitions of 40 draws. 15 %: the spread itself is good to 4 %, the
    linearisation to some percent."""
    g = generator(2)
    squares = torch.rand(300, 40, generator=g, dtype=torch.float64) + 0.5
    rises = squares * (1 + torch.rand(300, 40, generator=g, dtype=torch.float64)) + squares**2
    runs = [stability.summarise_batches(a, b) for a, b in zip(rises, squares, strict=True)]
    for name in ("mean", "ratio"):
        spread = torch.tensor([getattr(r, name) for r in runs]).std().item()
        told = sum(getattr(r, f"{name}_error") for r in runs) / len(runs)
        assert told == pytest.approx(spread, rel=0.15)


def test_the_full_batch_is_the_sharpness_along_the_gradient() -> None:
    objective = make_case("cnn").objective()
    w = objective.flat()
    at = objective.linearize(w)
    along = stability.directional_sharpness(at.hvp, at.gradient, -at.gradient).value.item()
    found = stability.batch_sharpness(objective, w, 7, 5, generator=generator())
    assert found.mean == pytest.approx(along, rel=1e-9)
    assert found.ratio == pytest.approx(along, rel=1e-9)
    assert (found.mean_error, found.ratio_error, found.batches) == (0.0, 0.0, 1)
    assert math.isnan(
        stability.batch_sharpness(objective, w, 3, 1, generator=generator()).mean_error
    )
    with pytest.raises(DescentError, match="1 to 7 examples"):
        stability.batch_sharpness(objective, w, 8, 1, generator=generator())


def test_at_the_ratios_edge_a_batchs_own_step_does_not_change_its_loss_on_average() -> None:
    """Linear regression, every batch of one: Σ_B L_B(w − ηg_B) − L_B(w) is zero at η = 2/ratio."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = nn.Linear(4, 2).double()
    x, y = randn(9, 4, seed=1), randn(9, 2, seed=2)
    objective = ModuleObjective(
        module, x, y, criteria.mean_squared_error, device="cpu", dtype=torch.float64
    )
    w = objective.flat()
    parts = [objective.restricted(torch.tensor([i])) for i in range(9)]
    gradients = [part.gradient(w) for part in parts]
    rises = torch.stack([g @ p.hvp(w, g) for p, g in zip(parts, gradients, strict=True)])
    squares = torch.stack([g @ g for g in gradients])
    lr = 2 / stability.summarise_batches(rises, squares).ratio
    pairs = zip(parts, gradients, strict=True)
    changes = torch.stack([p.value(w - lr * g) - p.value(w) for p, g in pairs])
    assert changes.abs().max() > 0.1
    assert abs(changes.mean().item()) < 1e-9 * changes.abs().max().item()
