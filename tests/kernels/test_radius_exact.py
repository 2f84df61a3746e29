"""The exact radius against closed forms, polynomial roots and 50-digit arithmetic."""

import math

import numpy as np
import pytest
import torch
from descentkernels.radius import Ray, batch_radius, exact_radius
from descentkernels.radius.scaled import scaled
from descentkernels.radius.winding import count_zeros
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import DEVICES
from mpmath import mp
from radius_cases import rays, reference_count, reference_zero


def normal_ray(count: int, classes: int, scale: float, seed: int = 0) -> Ray:
    generator = torch.Generator().manual_seed(seed)
    logits, slopes = torch.randn(2, count, classes, generator=generator, dtype=torch.float64)
    return Ray(scale * logits, slopes)


def test_two_slopes_have_the_closed_form() -> None:
    ray = rays(2, 1000)
    delta = (ray.logits[:, 0] - ray.logits[:, 1]).abs()
    expected = (delta**2 + math.pi**2).sqrt() / (ray.slopes[:, 0] - ray.slopes[:, 1]).abs()
    found = exact_radius(ray)
    torch.testing.assert_close(found.radius, expected, rtol=1e-12, atol=0)
    assert found.certified.all()


def test_the_search_finds_the_closed_form() -> None:
    """A third class too unlikely to matter sends two classes through the search."""
    ray = normal_ray(200, 3, 3.0)
    ray.logits[:, 2] = -800
    delta = (ray.logits[:, 0] - ray.logits[:, 1]).abs()
    slopes = ray.slopes[:, :2]
    ray.slopes[:, 2] = slopes.mean(1)
    expected = (delta**2 + math.pi**2).sqrt() / (slopes[:, 0] - slopes[:, 1]).abs()
    found = exact_radius(ray)
    torch.testing.assert_close(found.radius, expected, rtol=1e-12, atol=0)
    assert found.certified.all()


@pytest.mark.parametrize(("classes", "scale"), [(3, 1.0), (3, 30.0), (10, 5.0), (100, 5.0)])
def test_exact_radius_to_fifty_digits(classes: int, scale: float) -> None:
    """The zero to 1e-12, and a 50-digit count that shows no other within 1.001 times as far."""
    ray = normal_ray(8, classes, scale)
    found = exact_radius(ray)
    assert found.certified.all()
    with mp.workdps(50):
        for k in range(8):
            reference = reference_zero(ray, k, found.zero[k].item())
            assert abs(found.radius[k].item() / abs(reference) - 1) < 1e-12
            assert found.bound[k].item() <= abs(reference)
        for k in range(3 if classes < 100 else 1):
            assert reference_count(ray, k, 1.001 * found.radius[k].item()) == 1


def lattice() -> tuple[Ray, list[np.ndarray]]:
    """Slopes 0 … 5 make F a polynomial in e^t; its zeros are the logarithms of the roots."""
    generator = torch.Generator().manual_seed(1)
    logits = 3 * torch.randn(150, 6, generator=generator, dtype=torch.float64)
    logits[:10] = (logits + logits.flip(1))[:10]  # roots that mirror each other in u = 0
    turns = 2j * math.pi * np.arange(-5, 6)
    zeros = [np.log(np.roots(row[::-1]).astype(complex)) for row in logits.exp().numpy()]
    return Ray(logits, torch.arange(6.0).expand(150, -1)), [
        np.add.outer(z, turns).ravel() for z in zeros
    ]


def test_exact_radius_of_a_lattice_is_a_polynomial_root() -> None:
    ray, zeros = lattice()
    found = exact_radius(ray)
    expected = torch.tensor([np.abs(z).min() for z in zeros])
    assert found.certified.all()
    # numpy's roots are eigenvalues of a matrix with entries up to e^20
    torch.testing.assert_close(found.radius, expected, rtol=1e-7, atol=0)


def test_zeros_are_counted_as_polynomial_roots_are() -> None:
    ray, zeros = lattice()
    inside = scaled(ray)
    for reach in (4.0, 9.0, 20.0):
        distances = [np.abs(z[z.imag > 1e-6]) for z in zeros]
        expected = torch.tensor([int((d < reach).sum()) for d in distances])
        assert expected.max() > 0
        radius = torch.full((len(ray),), reach * 5, dtype=torch.float64)  # Δ_a = 5
        count = count_zeros(inside, radius, torch.polar(radius, torch.ones_like(radius)))
        assert count.proven.all()
        assert count.number.equal(expected)


def test_the_certificate_finds_what_newton_alone_misses() -> None:
    ray = normal_ray(300, 100, 1.0)
    plain, proven = exact_radius(ray, certify=False), exact_radius(ray)
    assert not plain.certified.any()
    assert (plain.bound <= proven.radius).all()
    assert proven.certified.all()
    assert (proven.radius <= plain.radius * (1 + 1e-12)).all()
    missed = (proven.radius < plain.radius * (1 - 1e-6)).nonzero()[:, 0]
    assert len(missed)
    with mp.workdps(20):
        reference = reference_zero(ray, missed[0].item(), proven.zero[missed[0]].item())
    assert abs(abs(reference) / proven.radius[missed[0]].item() - 1) < 1e-12


@pytest.mark.parametrize("weights", [[1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1]])
def test_a_multiple_zero_is_flagged_and_bounded(weights: list[int]) -> None:
    """(1 + e^t)^m vanishes to order m at iπ, which float64 finds to ε^(1/m) and cannot certify."""
    logits = torch.tensor([weights], dtype=torch.float64).log()
    ray = Ray(logits, torch.arange(float(len(weights)))[None])
    found = exact_radius(ray)
    assert not found.certified.any()
    assert 0.95 * math.pi < found.bound.item() < math.pi
    assert found.radius.item() == pytest.approx(math.pi, rel=1e-3)
    assert not batch_radius(ray).certified


@given(
    seed=st.integers(0, 10**6),
    classes=st.integers(3, 8),
    scale=st.floats(0.1, 30),
    factor=st.sampled_from([1e-30, 0.1, 7.0, 1e30]),
)
@settings(max_examples=20, deadline=None)
def test_exact_radius_has_the_symmetries_of_softmax(
    seed: int, classes: int, scale: float, factor: float
) -> None:
    """Shifts and the order of classes change nothing; a class split in two is the same class."""
    ray = normal_ray(4, classes, scale, seed)
    expected = exact_radius(ray).radius
    order = torch.randperm(classes, generator=torch.Generator().manual_seed(seed))
    shifted = Ray(ray.logits[:, order] + 3, (ray.slopes[:, order] - 2) * factor)
    halves = torch.cat([ray.logits, ray.logits[:, :1]], 1)
    halves[:, [0, -1]] -= math.log(2)
    split = Ray(halves, torch.cat([ray.slopes, ray.slopes[:, :1]], 1))
    for other, scaled_by in ((shifted, factor), (split, 1.0)):
        found = exact_radius(other)
        assert found.certified.all()
        torch.testing.assert_close(found.radius * scaled_by, expected, rtol=1e-10, atol=0)


def test_no_zeros_no_examples_and_what_is_not_finite() -> None:
    logits = torch.tensor([[1.0, 2.0, 0.0], [math.nan, 0.0, 0.0], [0.0, 0.0, 1.0]])
    slopes = torch.tensor([[3.0, 3.0, 3.0], [0.0, 1.0, 2.0], [0.0, math.inf, 1.0]])
    found = exact_radius(Ray(logits, slopes))
    assert found.radius[0] == found.bound[0] == math.inf
    assert found.certified.tolist() == [True, False, False]
    assert found.radius[1:].isnan().all()
    assert found.bound[1:].isnan().all()
    assert found.zero.isnan().all()
    assert len(exact_radius(Ray(logits[:0], slopes[:0])).radius) == 0


@pytest.mark.parametrize("device", DEVICES)
def test_exact_radius_runs_where_its_ray_is(device: str) -> None:
    ray = normal_ray(50, 10, 5.0)
    there = exact_radius(Ray(ray.logits.to(device), ray.slopes.to(device)))
    assert there.radius.device.type == device
    torch.testing.assert_close(there.radius.cpu(), exact_radius(ray).radius, rtol=1e-12, atol=0)
    assert there.certified.all()
