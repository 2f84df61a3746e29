"""The semidefinite complementarity problem: its conditions, closed forms and enumeration."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import torch
from descentkernels import DescentError
from descentkernels.flows.complementarity import Complementarity, solve
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag
from torch import Tensor


def tensors(*arrays: np.ndarray) -> tuple[Tensor, ...]:
    return tuple(torch.from_numpy(np.ascontiguousarray(each)) for each in arrays)


def gram(k: int, rank: int, rng: np.random.Generator) -> np.ndarray:
    """β_ijkl = ⟨g_ij, g_kl⟩ with symmetric g: positive semidefinite of at most that rank."""
    g = rng.standard_normal((k, k, rank))
    g += g.transpose(1, 0, 2)
    return np.einsum("ijr,klr->ijkl", g, g)


def planted(
    k: int, rank: int, ranks: tuple[int, int], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """α and β with a solution X, S of these ranks: strictly complementary if they sum to k."""
    q, _ = np.linalg.qr(rng.standard_normal((k, k)))
    first, last = q[:, : ranks[0]], q[:, k - ranks[1] :]
    x = (first * rng.uniform(0.5, 2, ranks[0])) @ first.T
    s = (last * rng.uniform(0.5, 2, ranks[1])) @ last.T
    beta = gram(k, rank, rng)
    beta /= np.linalg.norm(beta)
    return s - np.einsum("ijkl,kl->ij", beta, x), beta


def assert_solves(alpha: np.ndarray, beta: np.ndarray, found: Complementarity) -> None:
    """The three conditions from X alone, for α and β of order one and X of one to a
    thousand, the only one of them that is measured in its own unit."""
    assert found.converged
    assert found.residual <= 1e-10
    x = found.x.numpy()
    s = alpha + np.einsum("ijkl,kl->ij", beta, x)
    np.testing.assert_array_equal(x, x.T)
    np.testing.assert_allclose(found.slack.numpy(), (s + s.T) / 2, atol=1e-9)
    assert np.linalg.eigvalsh(x).min() >= -1e-8
    assert np.linalg.eigvalsh((s + s.T) / 2).min() >= -1e-8
    assert abs(np.vdot(x, s)) <= 1e-8 * max(1.0, np.linalg.norm(x))


SIZES = [2, 3, 4, 8, 16]


@pytest.mark.parametrize("k", SIZES)
def test_random_instances(k: int) -> None:
    rng = np.random.default_rng(k)
    for _ in range(8):
        a = rng.standard_normal((k, k))
        alpha, beta = a + a.T, gram(k, k * (k + 1), rng)
        beta /= np.linalg.norm(beta)
        assert_solves(alpha, beta, solve(*tensors(alpha, beta)))


@pytest.mark.parametrize("k", SIZES)
def test_degenerate_instances(k: int) -> None:
    rng = np.random.default_rng(k)
    n = k * (k + 1) // 2
    for rank in (1, n // 2, 2 * n):  # β of rank one, singular, regular
        for ranks in ((1, k - 1), (1, k // 2), (k // 2, 0), (k, 0)):
            # with (1, k // 2) and (k // 2, 0) neither X nor S is definite anywhere in a subspace
            alpha, beta = planted(k, rank, ranks, rng)
            assert_solves(alpha, beta, solve(*tensors(alpha, beta)))


@pytest.mark.parametrize("k", SIZES)
def test_the_identity_projects(k: int) -> None:
    """β = I: X = (−α)₊, S = α₊, also where eigenvalues are repeated or zero."""
    rng = np.random.default_rng(k)
    values = rng.integers(-1, 2, k).astype(float)
    q, _ = np.linalg.qr(rng.standard_normal((k, k)))
    alpha = (q * values) @ q.T
    eye = np.einsum("ik,jl->ijkl", np.eye(k), np.eye(k))
    found = solve(*tensors(alpha, eye))
    np.testing.assert_allclose(found.x, (q * np.maximum(-values, 0)) @ q.T, atol=1e-10)


def test_diagonal_problems_are_linear_complementarity_problems() -> None:
    """Where all is diagonal, x ≥ 0, s = a + Mx ≥ 0, xᵀs = 0 is solved by trying all supports."""
    rng = np.random.default_rng(0)
    for k in (1, 2, 3, 5):
        g = rng.standard_normal((k, k))
        m, a = g @ g.T + 0.1 * np.eye(k) + (g - g.T) / 2, rng.standard_normal(k)  # not symmetric
        beta = np.einsum("ik,jl->ijkl", np.eye(k), np.eye(k))
        for i, j in product(range(k), repeat=2):
            beta[i, i, j, j] = m[i, j]
        for support in product([False, True], repeat=k):
            on = np.flatnonzero(support)
            x = np.zeros(k)
            x[on] = np.linalg.solve(m[np.ix_(on, on)], -a[on])
            if (x >= 0).all() and (a + m @ x >= -1e-12).all():
                break
        found = solve(*tensors(np.diag(a), beta))
        assert found.converged
        np.testing.assert_allclose(found.x, np.diag(x), atol=1e-9)


def test_blocks_that_do_not_see_each_other() -> None:
    """Two problems side by side, with coupling blocks held at S's own curvature: each X is its
    own."""
    rng = np.random.default_rng(3)
    one, two = rng.standard_normal((2, 2)), rng.standard_normal((3, 3))
    alphas = [one + one.T - np.eye(2), two + two.T - np.eye(3)]
    betas = [gram(2, 6, rng), gram(3, 12, rng)]
    beta = np.einsum("ik,jl->ijkl", np.eye(5), np.eye(5))
    beta[:2, :2, :2, :2], beta[2:, 2:, 2:, 2:] = betas
    parts = [solve(*tensors(a, b)).x for a, b in zip(alphas, betas, strict=True)]
    found = solve(*tensors(block_diag(*alphas), beta))
    np.testing.assert_allclose(found.x, block_diag(*parts), atol=1e-8)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6), st.floats(-6, 6), st.floats(-6, 6))
def test_solutions_scale_and_rotate_with_their_problem(k, seed, height, slope) -> None:
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((k, k))
    alpha, beta = a + a.T, gram(k, 2 * k * k, rng)
    q, _ = np.linalg.qr(rng.standard_normal((k, k)))
    plain = solve(*tensors(alpha, beta))
    other = solve(
        *tensors(
            10**height * q @ alpha @ q.T,
            10**slope * np.einsum("ai,bj,ck,dl,ijkl->abcd", q, q, q, q, beta),
        )
    )
    assert plain.converged
    assert other.converged
    expected = q @ plain.x.numpy() @ q.T
    # both are right to 1e-10 of the data, X to that times the condition of β
    np.testing.assert_allclose(
        other.x / 10 ** (height - slope), expected, atol=1e-6 * (1e-3 + abs(expected).max())
    )


def test_a_good_guess_is_worth_its_systems() -> None:
    rng = np.random.default_rng(5)
    alpha, beta = planted(6, 60, (3, 3), rng)
    cold = solve(*tensors(alpha, beta))
    again = solve(*tensors(alpha, beta), start=cold.x)
    moved = solve(*tensors(1.01 * alpha, beta), start=cold.x)
    assert again.iterations == 0
    assert moved.iterations <= min(3, cold.iterations)
    bad = torch.full((6, 6), 1e3, dtype=torch.float64)
    assert_solves(alpha, beta, solve(*tensors(alpha, beta), start=bad))


def test_nothing_oscillates_where_the_curvature_is_under_its_threshold() -> None:
    for alpha in (np.zeros((3, 3)), np.diag([0.0, 1.0, 2.0])):
        for beta in (np.zeros((3,) * 4), gram(3, 2, np.random.default_rng(0))):
            found = solve(*tensors(alpha, beta), start=torch.eye(3))
            assert found.converged
            assert not found.x.any()


def test_what_has_no_solution_is_said() -> None:
    for k in (1, 2, 4):
        alpha, blind = -np.eye(k), np.zeros((k,) * 4)
        assert not solve(*tensors(alpha, blind)).converged
    blind = np.zeros((2,) * 4)
    blind[0, 0, 0, 0] = 1.0  # β sees one direction, both are above their threshold
    assert not solve(*tensors(-np.eye(2), blind)).converged
    assert solve(*tensors(np.diag([-1.0, 0.0]), blind)).converged


def test_any_dtype_and_only_what_is_symmetric_counts() -> None:
    rng = np.random.default_rng(7)
    alpha, beta = planted(3, 12, (2, 1), rng)
    twist, turn = rng.standard_normal((3, 3)), rng.standard_normal((3,) * 4)
    plain = solve(*tensors(alpha, beta))
    skew = solve(*tensors(alpha + twist - twist.T, beta + turn - turn.transpose(1, 0, 2, 3)))
    np.testing.assert_allclose(skew.x, plain.x, atol=1e-9)
    single = solve(*(each.float() for each in tensors(alpha, beta)))
    assert single.x.dtype == torch.float64
    np.testing.assert_allclose(single.x, plain.x, atol=1e-4)


def test_refusals_say_what_was_expected() -> None:
    eye = torch.eye(2)
    with pytest.raises(DescentError, match=r"expected alpha \[k, k\]"):
        solve(eye, torch.zeros(3, 3, 3, 3))
    with pytest.raises(DescentError, match="start"):
        solve(eye, torch.zeros(2, 2, 2, 2), start=torch.eye(3))
    with pytest.raises(DescentError, match="beta has entries that are not finite"):
        solve(eye, torch.full((2, 2, 2, 2), torch.nan))
