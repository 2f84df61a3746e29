"""The loss along a ray, its Taylor series and the answers at risk, against closed forms."""

import math

import numpy as np
import pytest
import torch
from descentkernels import DescentError, ModuleObjective, criteria
from descentkernels.radius import (
    Ray,
    at_risk,
    linear_logit_loss,
    margins,
    ray_along,
    spread_radius,
    taylor_coefficients,
    taylor_sums,
    zeros,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import DEVICES, randn
from torch import nn
from torch.nn import functional


def labelled_ray(count: int = 5, classes: int = 6, *, scale: float = 3.0) -> Ray:
    labels = torch.arange(count) % classes
    return Ray(scale * randn(count, classes), randn(count, classes, seed=1), labels)


@pytest.mark.parametrize("device", DEVICES)
def test_the_loss_of_linear_logits(device: str) -> None:
    ray = labelled_ray(count=4000, classes=30)
    ray = Ray(ray.logits.to(device), ray.slopes.to(device), ray.labels.to(device))
    t = torch.linspace(-9, 30, 5, device=device, dtype=torch.float64)  # several blocks
    expected = [functional.cross_entropy(ray.logits + s * ray.slopes, ray.labels) for s in t]
    torch.testing.assert_close(linear_logit_loss(ray, t), torch.stack(expected))


def test_it_is_the_loss_itself_for_a_linear_network() -> None:
    targets = torch.tensor([0, 2, -100, 1, 1, 0])  # torch leaves the third out of the mean
    objective = ModuleObjective(
        nn.Linear(5, 3),
        randn(6, 5),
        targets,
        criteria.cross_entropy,
        device="cpu",
        dtype=torch.float64,
    )
    w, p = objective.flat(), 7 * randn(18)
    t = torch.linspace(0, 20, 5).double()
    expected = torch.stack([objective.value(w + s * p / p.norm()) for s in t])
    ray = ray_along(objective, w, p)
    torch.testing.assert_close(linear_logit_loss(ray, t), expected)
    inside = t / 20 * 0.3 * spread_radius(ray).amin()
    expected = torch.stack([objective.value(w + s * p / p.norm()) for s in inside])
    torch.testing.assert_close(taylor_sums(ray, inside, [30])[0], expected, rtol=1e-12, atol=0)
    assert (taylor_coefficients(ray, 3)[2] == 0).all()


def test_coefficients_of_two_classes() -> None:
    # log(1 + e^t) = log 2 + t/2 + t²/8 − t⁴/192 + t⁶/2880 − ..., minus t for the second class
    ray = Ray(torch.zeros(2, 2), torch.tensor([[0.0, 1.0]] * 2), torch.tensor([0, 1]))
    expected = [math.log(2), 1 / 2, 1 / 8, 0, -1 / 192, 0, 1 / 2880]
    found = taylor_coefficients(ray, 6).numpy()
    np.testing.assert_allclose(found[0], expected, rtol=1e-13, atol=1e-16)
    np.testing.assert_allclose(found[1] - found[0], [0, -1, 0, 0, 0, 0, 0], rtol=0, atol=1e-16)
    # j c_j has the ratio −1/π² but for 9^−j: the next zero is at 3π
    many = taylor_coefficients(ray, 40)[0]
    assert float(40 * many[40] / (38 * many[38])) == pytest.approx(-1 / math.pi**2, rel=1e-12)


def test_coefficients_by_repeated_derivatives() -> None:
    ray = labelled_ray(scale=2.0)
    found = taylor_coefficients(ray, 7)
    for row in range(len(ray)):
        t = torch.zeros((), dtype=torch.float64, requires_grad=True)
        now = torch.logsumexp(ray.logits[row] + ray.slopes[row] * t, 0)
        at = ray.labels[row]
        now = now - ray.logits[row, at] - ray.slopes[row, at] * t
        for j in range(8):
            # seven nested derivatives lose a few digits
            assert float(found[row, j]) == pytest.approx(
                float(now.detach()) / math.factorial(j), rel=1e-8
            )
            (now,) = torch.autograd.grad(now, t, create_graph=True)


def test_the_coefficients_grow_as_the_nearest_ghost_says() -> None:
    # near a pair t*, t̄* of simple zeros, c_j = −(2/j) Re t*^−j but for the next zero's share
    order = 120
    for seed in range(3):
        ray = Ray(3 * randn(1, 5, seed=seed), randn(1, 5, seed=seed + 9), torch.tensor([0]))
        ghosts = zeros(ray, 40 / float(ray.spread)).zeros.numpy()
        coefficients = taylor_coefficients(ray, order)[0].numpy()[40:]
        expected = (
            -2 / np.arange(order + 1)[40:] * np.real(ghosts[0] ** -np.arange(40.0, order + 1))
        )
        share = abs(ghosts[0] / ghosts[1]) ** 40
        size = 2 / np.arange(order + 1)[40:] * abs(ghosts[0]) ** -np.arange(40.0, order + 1)
        assert (abs(coefficients - expected) <= (4 * share + 1e-10) * size).all()


def test_the_sums_converge_inside_the_radius_and_diverge_outside() -> None:
    ray = labelled_ray(count=1)
    reach = float(zeros(ray, 40 / float(ray.spread)).zeros[0].abs())
    t = torch.tensor([0.7 * reach, 1.4 * reach], dtype=torch.float64)
    sums, truth = taylor_sums(ray, t, [10, 20, 80]), linear_logit_loss(ray, t)
    miss = (sums - truth).abs()
    assert miss[2, 0] < 1e-10 < miss[0, 0]
    assert miss[0, 1] < miss[1, 1] < miss[2, 1] / 1e3


def test_series_at_any_scale() -> None:
    ray = labelled_ray()
    t = torch.tensor([0.1, 0.5], dtype=torch.float64)
    expected = taylor_sums(ray, t, [0, 5, 60])
    for scale in (1e-100, 1e100):
        scaled = Ray(ray.logits, ray.slopes * scale, ray.labels)
        torch.testing.assert_close(taylor_sums(scaled, t / scale, [0, 5, 60]), expected)
    level = Ray(ray.logits, 0 * ray.slopes + 2, ray.labels)
    found = taylor_sums(level, t, [9])[0]
    torch.testing.assert_close(found, functional.cross_entropy(ray.logits, ray.labels).expand(2))


def test_what_a_series_needs() -> None:
    bare = Ray(randn(2, 3), randn(2, 3))
    t = torch.ones(1).double()
    for call in (
        lambda: linear_logit_loss(bare, t),
        lambda: taylor_sums(bare, t, [1]),
        lambda: taylor_coefficients(bare, 1),
    ):
        with pytest.raises(DescentError, match="expects labels"):
            call()
    odd = Ray(randn(2, 3), randn(2, 3), torch.tensor([0, 3]))
    with pytest.raises(DescentError, match="below the 3 classes"):
        linear_logit_loss(odd, t)
    for orders in ([], [2, -1]):
        with pytest.raises(DescentError, match="orders of 0 or more"):
            taylor_sums(labelled_ray(), t, orders)


def test_margins_and_the_share_at_risk() -> None:
    logits = torch.tensor([[3.0, 1.0, 2.5], [0, 0, 0], [9, 1, 1], [math.inf, 0, 0]])
    ray = Ray(logits, torch.zeros(4, 3))
    np.testing.assert_array_equal(margins(ray), [0.5, 0, 8, math.nan])
    known = ray.chosen(torch.arange(3))
    shares = [float(at_risk(known, r)) for r in (0, 0.1, 1, 8)]
    assert shares == pytest.approx([0, 1 / 3, 2 / 3, 1])
    assert float(at_risk(known, torch.tensor([1.0, 0.0, 3.0]))) == pytest.approx(2 / 3)
    assert at_risk(ray, 1.0).isnan()
    assert at_risk(known, math.nan).isnan()
    assert margins(Ray(torch.zeros(2, 1), torch.zeros(2, 1))).tolist() == [math.inf] * 2


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 1000), scale=st.floats(0.01, 100), length=st.floats(0, 100))
def test_no_answer_changes_that_is_not_at_risk(seed, scale, length) -> None:
    ray = Ray(scale * randn(20, 4, seed=seed), randn(20, 4, seed=seed + 1))
    r = length / spread_radius(ray)
    changed = (ray.logits + length * ray.slopes).argmax(1) != ray.logits.argmax(1)
    assert not (changed & (margins(ray) > r * math.pi * (1 + 1e-12))).any()
    assert float(at_risk(ray, r)) >= float(changed.double().mean()) - 1e-12
