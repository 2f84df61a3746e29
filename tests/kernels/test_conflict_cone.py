"""Arrows that stand for gradients, and the cone of updates that hurt no task."""

import numpy as np
import pytest
import torch
from descentkernels import DescentError
from descentkernels.conflict import cone
from hypothesis import given
from hypothesis import strategies as st
from kernel_cases import DEVICES, randn
from scipy.optimize import nnls

UNITS = torch.eye(3, dtype=torch.float64)
E1, E2, E3 = UNITS


def jacobian(m: int, rank: int, seed: int, scales: list[float]) -> torch.Tensor:
    """[m, 9] of this rank, its rows as long as `scales` says."""
    return torch.tensor(scales)[:m, None] * (randn(m, rank, seed=seed) @ randn(rank, 9, seed=9))


@pytest.mark.parametrize("device", DEVICES)
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 99))
def test_the_rows_have_the_gramian_whatever_their_rank_and_lengths(device, m, rank, seed):
    rows = jacobian(m, rank, seed, [1e-10, 1.0, 1e10, 1e3]).to(device)
    gramian = torch.stack([rows @ rows.T, torch.zeros(m, m, device=device).double()])
    found = cone.isometric(gramian)
    lengths = rows.norm(dim=1)
    # eigenvalues of a matrix of cosines are good to a few eps·m ≈ 1e-15; 1e-12 opens no axis
    error = (found[0] @ found[0].T - gramian[0]).abs() / (lengths[:, None] * lengths)
    assert error.max() < 1e-11
    assert not found[1].any()
    assert not found.triu(1).any()
    assert ((found[0] != 0).any(0).sum() == min(m, rank)).all()


def test_of_full_rank_it_is_the_cholesky_factor():
    rows = randn(5, 4, 9)
    gramian = rows @ rows.mT
    torch.testing.assert_close(
        cone.isometric(gramian), torch.linalg.cholesky(gramian), rtol=1e-11, atol=1e-12
    )


def test_coordinates_are_the_updates_lengths_and_angles():
    rows, weights = jacobian(4, 3, 5, [1.0] * 4), randn(7, 4, seed=1)
    gramian = rows @ rows.T
    places, updates = cone.coordinates(gramian.expand(7, 4, 4), weights), weights @ rows
    arrows = cone.isometric(gramian)
    torch.testing.assert_close(places @ arrows.T, updates @ rows.T, rtol=0, atol=1e-11)
    torch.testing.assert_close(places @ places.T, updates @ updates.T, rtol=0, atol=1e-10)


def test_a_smaller_or_larger_space_is_given_when_the_gradients_fit():
    plane = jacobian(3, 2, 4, [1.0] * 3)
    gramian = plane @ plane.T
    flat = cone.isometric(gramian, 2)
    torch.testing.assert_close(flat @ flat.T, gramian, rtol=0, atol=1e-12)
    assert cone.isometric(gramian, 5).shape == (3, 5)
    with pytest.raises(DescentError, match="at most 1 dimensions, found 2"):
        cone.isometric(gramian, 1)
    broken = torch.stack([gramian, gramian * torch.nan])
    assert cone.isometric(broken).isfinite().all(-1).all(-1).tolist() == [True, False]


@given(st.integers(2, 3), st.integers(1, 5), st.integers(1, 3), st.integers(0, 99))
def test_the_rays_generate_the_dual_cone(d, m, rank, seed):
    """x is a sum of rays with positive weights, by SciPy's solver, exactly where Rx ≥ 0."""
    rows = randn(m, min(rank, d), seed=seed) @ randn(min(rank, d), d, seed=seed + 1)
    rays = cone.dual_cone_rays(rows * torch.logspace(-10, 10, m)[:, None])
    rays = rays[rays.isfinite().all(1)]
    torch.testing.assert_close(rays.norm(dim=1), torch.ones(len(rays)).double())
    assert ((rays @ rows.T) >= -1e-8 * rows.norm(dim=1)).all()
    for x in randn(40, d, seed=seed + 2):
        inside = bool((rows @ x >= 0).all())
        # SciPy's own accuracy, and a share of these directions is a thousand times further out
        rest = nnls(rays.T.numpy(), x.numpy())[1] if len(rays) else float(x.norm())
        assert (rest < 1e-7 * float(x.norm())) == inside


@given(st.integers(3, 6), st.integers(0, 99))
def test_of_independent_rows_each_ray_is_extreme_and_they_go_around(m, seed):
    tilted = randn(m, 3, seed=seed) * torch.tensor([1.0, 1.0, 0.2]) + 3 * E3
    rays = cone.dual_cone_rays(tilted)
    rays = rays[rays.isfinite().all(1)]
    borders = (rays @ tilted.T).abs() < 1e-9
    assert (borders.sum(1) >= 2).all()  # two borders meet in an extreme ray
    for ray, following in zip(rays, rays.roll(-1, 0), strict=True):
        assert nnls(rays[(rays != ray).any(1)].T.numpy(), ray.numpy())[1] > 1e-7
        assert ((ray * tilted).sum(1).abs() + (following * tilted).sum(1).abs()).min() < 1e-8


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([E1[:2], -E1[:2]], [E2[:2], -E2[:2]]),  # opposed: a line
        ([E1[:2], 2 * E1[:2]], [-E2[:2], E1[:2], E2[:2]]),  # one direction: a half-plane
        ([E1[:2], E2[:2] - E1[:2], -E2[:2] - E1[:2]], []),  # no way but staying
        ([0 * E1, E3, E3], [E1, E2, -E1, -E2, E3]),  # a half-space
        ([E1, E2, E1 + E2], [E1, E2, E3, -E3]),  # a wedge
        ([E1, -E1, E3], [E2, -E2, E3]),  # half a plane in space
        ([0 * E1], [E1, E2, E3, -E1, -E2, -E3]),  # nothing asked
    ],
)
def test_cones_with_lines_in_them_and_none_at_all(rows, expected):
    found = cone.dual_cone_rays(torch.stack(rows))
    d = len(rows[0])
    assert found.shape == (max(len(rows), 2 * d), d)
    known = found[found.isfinite().all(1)].numpy()
    wanted = np.array([e.numpy() for e in expected]).reshape(-1, d)
    assert len(known) == len(wanted)
    assert all(np.abs(known - w).max(1).min() < 1e-12 for w in wanted)


def test_what_is_no_gradient_in_two_or_three_dimensions_is_refused_or_unknown():
    assert cone.dual_cone_rays(torch.tensor([[1.0, torch.nan]])).isnan().all()
    with pytest.raises(DescentError, match=r"\[m, 2\] or \[m, 3\], found \[2, 4\]"):
        cone.dual_cone_rays(randn(2, 4))
