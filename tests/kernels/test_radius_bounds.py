"""The radii that are bounds, against the zeros themselves and against their own formulas."""

import math

import pytest
import torch
from descentkernels.radius import (
    ExactRadius,
    Ray,
    exact_radius,
    flip_radius,
    margin_radius,
    spread_radius,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from radius_cases import rays

SLACK = 1 + 1e-12  # each radius is a few roundings away from its formula


def assert_ordered(ray: Ray) -> ExactRadius:
    """ρ_a ≤ ρ_m ≤ ρ_flip ≤ ρ*, and the bound below ρ* but no worse than the others."""
    spread, margin, flip = spread_radius(ray), margin_radius(ray), flip_radius(ray)
    exact = exact_radius(ray)
    radius = exact.radius.nan_to_num(math.inf, math.inf)
    assert (spread <= margin * SLACK).all()
    assert (margin <= flip * SLACK).all()
    # at |t| Δ_a > 10⁵ float64 places a zero no better
    slack = torch.where(exact.certified, 1e-12, 1e-9).double()
    assert (flip <= radius * (1 + slack)).all()
    assert (exact.bound <= radius).all()
    formulas = torch.maximum(margin, flip)
    assert (exact.bound * (1 + 1e-6) >= torch.where(exact.certified, radius, formulas)).all()
    return exact


@pytest.mark.parametrize(
    ("classes", "count"), [(2, 1000), (3, 4000), (10, 4000), (100, 960), (1000, 40)]
)
def test_bounds_are_in_order_on_ten_thousand_rays(classes: int, count: int) -> None:
    exact = assert_ordered(rays(classes, count))
    assert not exact.radius.isnan().any()
    # all but logits so far apart that |t| Δ_a > 10⁵, and zeros of higher order
    assert exact.certified.double().mean() > 0.9


@given(data=st.data(), classes=st.integers(2, 5), scale=st.sampled_from([1.0, 30.0, 1e-8, 1e8]))
@settings(max_examples=25, deadline=None)
def test_bounds_are_in_order(data: st.DataObject, classes: int, scale: float) -> None:
    tables = arrays.arrays(float, (4, classes), elements=st.floats(-10, 10, width=32))
    logits, slopes = (torch.from_numpy(data.draw(tables)) for _ in range(2))
    assert_ordered(Ray(logits * scale, slopes))


def test_margin_radius_is_exact_for_two_classes() -> None:
    ray = rays(2, 1000)
    delta = (ray.logits[:, 0] - ray.logits[:, 1]).abs()
    expected = (delta**2 + math.pi**2).sqrt() / (ray.slopes[:, 0] - ray.slopes[:, 1]).abs()
    torch.testing.assert_close(margin_radius(ray), expected, rtol=1e-12, atol=0)


def test_flip_radius_is_within_a_thousandth_of_its_minimum() -> None:
    """On a grid of its formula, where no class has more than 1/2 anywhere near."""
    ray = Ray(torch.zeros(1, 6), torch.tensor([[0.0, 0.3, 0.5, 1.0, 1.1, 2.0]]))
    u = torch.linspace(-3, 3, 20001, dtype=torch.float64)
    share = torch.softmax(ray.logits + u[:, None] * ray.slopes, 1)
    mean = (share * ray.slopes).sum(1, keepdim=True)
    variance = (share * (ray.slopes - mean) ** 2).sum(1)
    formula = (u**2 + math.pi**2 / (4 * variance)).sqrt()
    least = formula[share.amax(1) <= 0.5].amin()
    flip = flip_radius(ray)[0]
    assert least * (1 - 1.001e-3) <= flip <= least


def test_flip_radius_where_two_classes_share_a_slope_and_the_third_is_far() -> None:
    """No class has more than 1/2, and K'' is e^(−10⁹) until the third takes over at u = 10⁹."""
    ray = Ray(torch.tensor([[0.0, 0.0, -1e9]]), torch.tensor([[0.0, 0.0, 1.0]]))
    flip = flip_radius(ray).item()
    assert flip == pytest.approx(1e9, rel=1.1e-3)
    assert flip <= exact_radius(ray).radius.item()


def test_equal_slopes_have_no_singularity_and_what_is_not_finite_is_not_known() -> None:
    logits = torch.tensor([[1.0, 2.0], [math.nan, 0.0], [0.0, math.inf], [0.0, 0.0]])
    slopes = torch.tensor([[3.0, 3.0], [0.0, 1.0], [0.0, 1.0], [math.nan, 1.0]])
    for radius in (margin_radius, flip_radius):
        found = radius(Ray(logits, slopes))
        assert found[0] == math.inf
        assert found[1:].isnan().all()
