"""Measures of conflict against numpy on the gradients themselves, and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from descentkernels import DescentError
from descentkernels.conflict import measures
from kernel_cases import DEVICES

#: A Gramian's entries carry 1e-16 of the longest gradients' product, float64 everywhere.
CLOSE = 1e-12


def rows(*shape: int, seed: int = 0) -> torch.Tensor:
    return (
        torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        * torch.logspace(-3, 3, shape[-2], dtype=torch.float64)[:, None]
    )


@pytest.mark.parametrize("device", DEVICES)
def test_each_measure_agrees_with_numpy_gradient_by_gradient(device):
    """A batch of [2, 3] sets of 4 gradients in R⁵, lengths over six decades."""
    gradients = rows(2, 3, 4, 5).to(device)
    weights = rows(2, 3, 4, 1, seed=1)[..., 0].to(device)
    gramian = gradients @ gradients.mT
    found = {
        "cosines": measures.cosines(gramian),
        "share": measures.negative_share(gramian),
        "similarity": measures.magnitude_similarity(gramian),
        "progress": measures.progress(gramian, weights),
        "leftover": measures.leftover_conflict(gramian, weights),
        "leftover_of": measures.leftover_conflict_of(
            gradients, (weights[..., None, :] @ gradients)[..., 0, :]
        ),
        "coherence": measures.coherence(gradients),
        "of_gramian": measures.coherence_of_gramian(gramian),
    }
    for where in np.ndindex(2, 3):
        g, weight = gradients[where].cpu().numpy(), weights[where].cpu().numpy()
        d = weight @ g
        n = np.linalg.norm(g, axis=1)
        cos = np.array([[a @ b / np.linalg.norm(a) / np.linalg.norm(b) for b in g] for a in g])
        alpha = np.sum(g.mean(0) ** 2) / np.mean(n**2)
        expected = {
            "cosines": cos,
            "share": np.mean([cos[i, j] < 0 for i in range(4) for j in range(i)]),
            "similarity": 2 * np.outer(n, n) / (n[:, None] ** 2 + n**2),
            "progress": g @ d,
            "leftover": np.min(g @ d / n) / np.linalg.norm(d),
            "leftover_of": np.min(g @ d / n) / np.linalg.norm(d),
            "coherence": alpha,
            "of_gramian": alpha,
        }
        for name, value in expected.items():
            np.testing.assert_allclose(
                found[name][where].cpu(), value, rtol=CLOSE, atol=CLOSE * np.max(np.abs(value))
            )


def test_coherence_counts_the_examples_that_each_gradient_helps():
    orthogonal, identical = torch.eye(5), torch.ones(5, 3)
    for gradients, alpha in ((orthogonal, 1 / 5), (identical, 1.0)):
        found = measures.coherence(gradients)
        assert float(found) == pytest.approx(alpha, rel=1e-15)
        assert float(measures.m_coherence(found, 5)) == pytest.approx(5 * alpha)
    # n orthogonal gradients: tr Σ = 1 − 1/n, ‖E g‖² = 1/n
    assert float(measures.noise_scale(torch.tensor(1 / 5))) == pytest.approx(4.0)
    assert float(measures.coherence(torch.tensor([[1.0, 2.0], [-1.0, -2.0]]))) == 0


def test_curvature_along_a_step_is_that_of_the_quadratic():
    """L = ½wᵀHw: the average over the segment is gᵀHg at every step length."""
    matrix = rows(4, 4)
    hessian, w = matrix @ matrix.mT, rows(4, 4, seed=2)[0]
    g = hessian @ w
    for step in (1e-4, 2.0):
        after = hessian @ (w - step * g)
        found = measures.multi_task_curvature(g, after, step)
        # g − g′ loses ‖g‖/‖tHg‖ ≤ 1e4 ulp at the short step
        torch.testing.assert_close(found, g @ hessian @ g, rtol=1e-9, atol=0)
    with pytest.raises(DescentError, match="t > 0"):
        measures.multi_task_curvature(g, g, 0.0)


def test_what_has_no_direction_is_not_known_and_counts_for_nothing():
    """A zero gradient, a single task, an update of zero, a NaN in one task of a batch."""
    gradients = torch.tensor([[1.0, 0.0], [-1.0, 1.0], [0.0, 0.0]], dtype=torch.float64)
    gramian, ones = gradients @ gradients.mT, torch.ones(3, dtype=torch.float64)
    assert measures.cosines(gramian)[2].isnan().all()
    assert float(measures.negative_share(gramian)) == 1  # of one pair that has an angle
    # d = (0, 1): at right angles to the first, 45° from the second
    assert float(measures.leftover_conflict(gramian, ones)) == 0
    assert measures.magnitude_similarity(gramian)[0].tolist() == pytest.approx(
        [1, 2 * 2**0.5 / 3, 0]
    )
    assert measures.negative_share(torch.ones(1, 1)).isnan()
    cancelled = torch.tensor([[0.3], [-0.1]], dtype=torch.float64)
    balance = torch.tensor([1.0, 3.0], dtype=torch.float64)
    assert measures.leftover_conflict(cancelled @ cancelled.mT, balance).isnan()
    batch = torch.stack((gramian, gramian))
    batch[0, 1] = batch[0, :, 1] = torch.nan
    assert measures.leftover_conflict(batch, ones).isnan().tolist() == [True, False]
    with pytest.raises(DescentError, match="at least one task"):
        measures.cosines(torch.zeros(2, 3))
