"""The secant start is of higher order than the last block."""

import torch
from descentkernels import predicted_block
from kernel_cases import randn, symmetric
from torch import Tensor

BASE = symmetric([5.0, 4.0, 3.0, 1.0, 0.5, 0.0])
TURN = symmetric([1.0, -1.0, 0.5, 0.2, -0.3, 0.0], seed=1)


def block(t: float) -> Tensor:
    """Top two eigenvectors of a matrix that depends smoothly on w₀ = t, with arbitrary signs."""
    _, vectors = torch.linalg.eigh(BASE + t * TURN)
    return vectors.T.flip(0)[:2]


def miss(a: Tensor, b: Tensor) -> float:
    """Sine of the largest angle between two row spaces."""
    a = torch.linalg.qr(a.T)[0].T
    return (a - (a @ b.T) @ b).norm().item()


def weights(t: float) -> Tensor:
    return t * torch.tensor([1.0, 0, 0], dtype=torch.float64)


def predicted(t0: float, t1: float, t2: float) -> Tensor:
    return predicted_block(block(t0), block(t1), weights(t0), weights(t1), weights(t2))


def test_the_error_is_second_order_in_a_smooth_stretch() -> None:
    steps = [0.1, 0.05, 0.025]
    errors = [miss(predicted(-h, 0.0, h), block(h)) for h in steps]
    slope = torch.tensor(errors).log().diff() / torch.tensor(steps).log().diff()
    # keeping the last block is order 1; the secant is order 2
    assert (slope > 1.8).all(), slope
    assert errors[-1] < 0.2 * miss(block(0.0), block(steps[-1]))


def test_it_swings_back_with_the_weights() -> None:
    assert miss(predicted(0.3, -0.3, 0.3), block(0.3)) < 1e-10


def test_it_keeps_the_last_block_when_there_is_nothing_to_learn_from() -> None:
    newer = block(0.0)
    still = weights(0.0)
    assert predicted_block(block(0.1), newer, still, still, still) is newer
    assert predicted_block(block(0.1)[:1], newer, still, weights(1.0), still) is newer
    lost = torch.full_like(newer, torch.nan)
    assert predicted_block(lost, newer, still, weights(1.0), weights(2.0)) is newer
    assert predicted_block(newer, newer, still, still * torch.nan, still) is newer


def test_moves_across_the_last_one_do_not_extrapolate() -> None:
    newer = block(0.0)
    sideways = randn(3) * torch.tensor([0.0, 1, 1], dtype=torch.float64)
    found = predicted_block(block(-0.1), newer, weights(-0.1), weights(0.0), sideways)
    torch.testing.assert_close(found, newer)
