"""Orthonormalisation of a few rows, also when they depend on each other."""

import pytest
import torch
from descentkernels.orthonormal import orthonormal_rows
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import randn


@given(
    count=st.integers(1, 6),
    rank=st.integers(1, 6),
    known=st.integers(0, 4),
    scale=st.floats(1e-12, 1e12),
    seed=st.integers(0, 999),
)
@settings(max_examples=60, deadline=None)
def test_rows_span_the_same_space_orthonormally(
    count: int, rank: int, known: int, scale: float, seed: int
) -> None:
    rank = min(rank, count)
    rows = scale * randn(count, rank, seed=seed) @ randn(rank, 20, seed=seed + 1)
    against = torch.linalg.qr(randn(20, known, seed=seed + 2))[0].T
    found = orthonormal_rows(rows, against)
    assert len(found) == rank
    both = torch.cat([against, found])
    # float64 rounding after two sweeps
    torch.testing.assert_close(
        both @ both.T, torch.eye(len(both), dtype=torch.float64), rtol=0, atol=1e-12
    )
    left = rows - (rows @ both.T) @ both
    assert left.norm() <= 1e-6 * rows.norm()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rows_inside_the_given_space_leave_nothing(dtype: torch.dtype) -> None:
    against = torch.linalg.qr(randn(20, 3))[0].T.to(dtype)
    inside = randn(2, 3, seed=1).to(dtype) @ against
    assert len(orthonormal_rows(inside, against)) == 0
    assert len(orthonormal_rows(torch.zeros(2, 20, dtype=dtype), against)) == 0


def test_orthonormal_rows_stay_themselves() -> None:
    rows = torch.linalg.qr(randn(20, 4))[0].T
    torch.testing.assert_close(orthonormal_rows(rows), rows, rtol=0, atol=1e-14)
