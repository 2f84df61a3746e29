"""The ghosts of one example and their plane, against roots of polynomials and direct sums."""

import cmath
import math

import numpy as np
import pytest
import torch
from descentkernels import DescentError
from descentkernels.radius import Ray, ghost_plane, slope_variance, zeros
from descentkernels.radius.characteristic import Characteristic
from descentkernels.radius.turns import turns
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import randn


def ray_of(logits, slopes) -> Ray:
    double = {"dtype": torch.float64}
    return Ray(torch.tensor([logits], **double), torch.tensor([slopes], **double))


def by_roots(logits, slopes, window) -> list[complex]:
    """Zeros of F for integer slopes: F is a polynomial in e^t, so they are log(root) + 2πi m."""
    left, right, top = window
    weights = np.zeros(max(slopes) - min(slopes) + 1)
    for z, a in zip(logits, slopes, strict=True):
        weights[max(slopes) - a] += math.exp(z)
    found = []
    for root in np.roots(weights):
        base = cmath.log(complex(root))
        found += [base + 2j * math.pi * m for m in range(-1, int(top / 6) + 2)]
    inside = [t for t in found if left <= t.real <= right and 0 < t.imag <= top]
    return sorted(inside, key=abs)


def test_zeros_of_integer_slopes_are_roots_of_a_polynomial() -> None:
    source = np.random.default_rng(3)
    for _ in range(12):
        logits = source.normal(size=7) * source.choice([0.5, 3.0])
        slopes = source.integers(-3, 4, 7).tolist()
        if len(set(slopes)) < 2:
            continue
        window = (-2.0, 3.0, 14.0)
        expected = by_roots(logits, slopes, window)
        found = zeros(ray_of(logits.tolist(), slopes), window)
        assert found.complete
        # the roots are the less exact side: eigenvalues of a companion matrix
        np.testing.assert_allclose(found.zeros, expected, rtol=1e-9)


@settings(max_examples=20, deadline=None)
@given(
    gap=st.floats(-50, 50),
    spread=st.floats(1e-6, 1e6),
    shift=st.floats(-1e3, 1e3),
    reach=st.floats(2, 60),
)
def test_zeros_of_two_classes_stand_in_a_column(gap, spread, shift, reach) -> None:
    ray = ray_of([0.0, gap], [shift * spread, (shift + 1) * spread])
    width = float(ray.spread)  # with the rounding of the slopes
    found = zeros(ray, (-60 / width, 60 / width, reach / width))
    expected = [(-gap + 1j * math.pi * (2 * m + 1)) / width for m in range(10)]
    expected = [t for t in expected if t.imag <= reach / width]
    assert found.complete
    assert found.zeros.tolist() == pytest.approx(expected, rel=1e-9)


def test_every_zero_of_real_slopes_is_found() -> None:
    for classes in (3, 10, 60):
        logits, slopes = 4 * randn(1, classes, seed=classes), randn(1, classes, seed=classes + 1)
        ray = Ray(logits, slopes)
        found = zeros(ray, 30 / float(ray.spread))
        assert found.complete
        assert len(found.zeros) > 2
        z, a, t = logits.numpy(), slopes.numpy(), found.zeros.numpy()[:, None]
        size = np.exp(z + a * t.real).sum(1)
        np.testing.assert_allclose(np.exp(z + a * t).sum(1) / size, 0, atol=1e-9)
        # as many as F turns around 0 on the window's border, counted on a fine mesh
        x = 30 / float(ray.spread)
        corners = np.array([-x + 0.1j * x, x + 0.1j * x, x + 1j * x, -x + 1j * x, -x + 0.1j * x])
        way = np.interp(np.linspace(0, 4, 8001), np.arange(5), corners)[:, None]
        values = np.exp(z + a * way - (z + a * way.real).max(1, keepdims=True)).sum(1)
        turned = np.angle(values[1:] / values[:-1]).sum() / (2 * math.pi)
        assert len(found.zeros) == round(turned)


def test_two_columns_far_apart_in_a_wide_window() -> None:
    # e^−t + e^L + e^t = 0 is e^t = −e^±L but for e^−2L
    far = 4e4
    found = zeros(ray_of([0.0, far, 0.0], [-1.0, 0.0, 1.0]), (-1e9, 1e9, 10.0))
    assert found.complete
    expected = [complex(u, math.pi * m) for m in (1, 3) for u in (-far, far)]
    order = sorted(found.zeros.tolist(), key=lambda t: (round(t.imag), t.real))
    np.testing.assert_allclose(order, expected, rtol=1e-14)


def test_a_multiple_zero_is_told_from_a_full_count() -> None:
    # F = (1 + e^t)²: double zeros at ±iπ, ±3iπ
    found = zeros(ray_of([0.0, math.log(2), 0.0], [0.0, 1.0, 2.0]), 4.0)
    assert not found.complete
    # Newton's method only halves the distance to it, 12 times
    np.testing.assert_allclose(found.zeros, [1j * math.pi], atol=1e-3)


def test_a_window_with_more_zeros_than_a_picture_holds_says_so() -> None:
    found = zeros(Ray(3 * randn(1, 10), randn(1, 10, seed=1)), 1e5)
    assert not found.complete
    assert len(found.zeros) > 100


def test_rays_without_ghosts() -> None:
    level = zeros(ray_of([0.0, 1.0], [2.0, 2.0]), 5.0)
    assert level.complete
    assert len(level.zeros) == 0
    near = zeros(ray_of([0.0, 1.0], [0.0, 2.0]), 1.5)  # π/2 is farther
    assert near.complete
    assert len(near.zeros) == 0
    lost = zeros(ray_of([0.0, math.nan], [1.0, 2.0]), 5.0)
    assert not lost.complete
    two = Ray(randn(2, 3), randn(2, 3))
    for call in (lambda: zeros(two, 1.0), lambda: ghost_plane(two, *two.logits)):
        with pytest.raises(DescentError, match="one example, found 2"):
            call()
    with pytest.raises(DescentError, match="window"):
        zeros(two.chosen(torch.tensor([0])), 0.0)


def test_turns_are_counted_or_not_at_all() -> None:
    f = Characteristic(torch.zeros(2).double(), torch.tensor([-1.0, 1.0]).double())  # cos Im x

    def around(top: float) -> int | None:
        return turns(f, [[complex(-1, 1), complex(1, 1), complex(1, top), complex(-1, top)]])

    assert [around(top) for top in (1.5, 1.6, 4.7, 4.8)] == [0, 1, 1, 2]
    assert around(math.pi / 2) is None  # through a zero
    assert around(math.pi / 2 + 1e-3) == 1


def test_the_plane_is_the_characteristic_function_of_the_slopes() -> None:
    ray = Ray(3 * randn(1, 10), 5 + randn(1, 10, seed=1))
    u, y = torch.linspace(-4, 4, 7).double(), torch.linspace(0, 6, 5).double()
    z, a = ray.logits.numpy(), ray.slopes.numpy()
    t = (u.numpy() + 1j * y.numpy()[:, None])[..., None]
    expected = abs(np.exp(z + a * t).sum(2)) / np.exp(z + a * t.real).sum(2)
    found = ghost_plane(ray, u, y)
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)
    torch.testing.assert_close(found[0], torch.ones(7).double())  # no ghost is real
    ghosts = zeros(ray, 4.0).zeros
    for t in ghosts:
        assert float(ghost_plane(ray, t.real[None], t.imag[None])) < 1e-11
    assert ghost_plane(ray_of([0.0, math.inf], [0.0, 1.0]), u, y).isnan().all()


def test_slope_variance_is_the_second_derivative_of_log_f() -> None:
    ray = Ray(3 * randn(5, 6), 1e3 + randn(5, 6, seed=1))
    u = torch.tensor([-2.0, 0.0, 0.7], dtype=torch.float64)
    found = slope_variance(ray, u)
    for row in range(5):
        for column in range(3):

            def log_f(t, row=row):
                centred = ray.slopes[row] - 1e3
                return torch.logsumexp(ray.logits[row] + centred * t, 0)

            expected = torch.autograd.functional.hessian(log_f, u[column])
            torch.testing.assert_close(found[row, column], expected, rtol=1e-9, atol=1e-12)
    # two classes: Δ²/4 · sech²((δ + Δu)/2)
    found = slope_variance(ray_of([0.0, 1.0], [0.0, 2.0]), u)[0]
    torch.testing.assert_close(found, 1 / torch.cosh((1 + 2 * u) / 2) ** 2)
