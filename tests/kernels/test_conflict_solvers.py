"""The small convex problems of the aggregators, against solutions found from J and not from G."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from descentkernels import DescentError
from descentkernels.conflict import load_aggregator, solvers
from hypothesis import given, settings
from hypothesis import strategies as st
from kernel_cases import generator, randn
from scipy.optimize import nnls
from torch import Tensor
from torchjd import aggregation as peer
from torchjd.linalg import QuadprogProjector

#: cases(m): B Jacobians [m, m + 2] of equal and of very unequal lengths, and nearly dependent ones.
KINDS = ("plain", "unequal", "nearly dependent")


def jacobians(kind: str, m: int, count: int = 40) -> Tensor:
    rows = randn(count, m, m + 2, seed=m)
    if kind == "unequal":
        exponents = torch.rand(count, m, 1, generator=generator(m), dtype=torch.float64)
        rows = rows * 10 ** (20 * exponents - 10)
    elif kind == "nearly dependent":  # and in conflict: the last is the others' negative, almost
        rows[:, -1] = -rows[:, :-1].mean(1) + 1e-5 * rows[:, -1]
    return rows


def least_squares(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Lawson and Hanson on the rows themselves: no Gramian, no squared condition."""
    return nnls(a, b, maxiter=1000)[0]


def apart(weights: Tensor, reference: np.ndarray, rows: Tensor) -> float:
    """‖Jᵀ(λ − λ')‖ over Σ|λᵢ|‖gᵢ‖."""
    difference = (weights - torch.from_numpy(reference)) @ rows
    return (difference.norm() / (weights.abs() @ rows.norm(dim=-1))).item()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("m", [2, 3, 8])
def test_min_norm_and_projections_are_those_of_least_squares_on_the_rows(kind: str, m: int) -> None:
    """1e-9: the reference's own condition, 1e5 where rows nearly depend, times rounding."""
    rows = jacobians(kind, m)
    gramian = rows @ rows.mT
    preferences = torch.rand(*rows.shape[:2], generator=generator(), dtype=torch.float64)
    shortest = solvers.min_norm_weights(gramian)
    projected = solvers.cone_projection_weights(gramian, preferences)
    upgrad = load_aggregator("upgrad").weights(gramian)
    for b in range(0, len(rows), 4):
        lengths = rows[b].norm(dim=-1)
        unit = (rows[b] / lengths[:, None]).numpy()
        small = (lengths.min() / lengths).numpy()
        z = small * least_squares(np.vstack((unit.T, small)), np.eye(unit.shape[1] + 1)[-1])
        assert apart(shortest[b], z / z.sum(), rows[b]) < 1e-9

        raised = least_squares(unit.T, -(preferences[b] @ rows[b]).numpy() / lengths.max().item())
        reference = preferences[b].numpy() + raised * lengths.max().item() / lengths.numpy()
        assert apart(projected[b], reference, rows[b]) < 1e-9

        parts = [
            (np.eye(m)[i] + least_squares(unit.T, -unit[i]) / lengths.numpy() * lengths[i].item())
            for i in range(m)
        ]
        assert apart(upgrad[b], np.mean(parts, 0), rows[b]) < 1e-9


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("m", [1, 2, 3, 8])
def test_certificates_are_rounding_and_tell_a_wrong_answer(kind: str, m: int) -> None:
    if m == 1 and kind == "nearly dependent":
        return
    rows = jacobians(kind, m)
    gramian = rows @ rows.mT
    ones = torch.full_like(gramian[..., 0], 1 / m)
    answers = {
        "min_norm": ((), {}),
        "cone_projection": ((ones,), {}),
        "bargaining": ((), {}),
        "conflict_averse": ((), {"radius": 0.7}),
    }
    for name, (given_, options) in answers.items():
        solve, certify = (getattr(solvers, f"{name}_{what}") for what in ("weights", "residual"))
        weights = solve(gramian, *given_, **options)
        residual = certify(gramian, *given_, weights, **options)
        # of nearly balanced gradients ‖g₀‖ is 1e-5 of theirs: G knows its square to 1e-6
        known = 1e-5 if (name, kind) == ("conflict_averse", "nearly dependent") else 1e-12
        assert residual.max() < known, name
        assert (weights != 0).any(-1).all()
        wrong = weights * (1 + 0.1 * torch.arange(1, m + 1, dtype=torch.float64))
        if name != "cone_projection":  # where nothing conflicts, more of each is a projection too
            assert certify(gramian, *given_, wrong, **options).min() > 1e-3, name
        alone = torch.stack([solve(g, *(x[0] for x in given_), **options) for g in gramian[:3]])
        torch.testing.assert_close(alone, weights[:3], rtol=1e-4, atol=0)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 6), st.sampled_from((0.1, 0.5, 1.0, 3.0)))
def test_no_update_in_the_ball_has_more_least_progress_than_cagrads(
    seed: int, m: int, radius: float
) -> None:
    """By weak duality too: F(w) of any w in the simplex is a bound, 1e-12 of ‖g₀‖ max‖g‖."""
    rows = randn(m, m, seed=seed)
    weights = solvers.conflict_averse_weights(rows @ rows.mT, radius=radius)
    mean, d = rows.mean(0), weights @ rows
    reach, least = radius * mean.norm(), (rows @ d).min()
    scale = (mean.norm() + reach) * rows.norm(dim=-1).max()
    assert abs((d - mean).norm() - reach) <= 1e-9 * reach
    random = randn(200, m, seed=seed + 1)
    inside = mean + reach * random / random.norm(dim=-1, keepdim=True)
    nearby = d + 1e-3 * reach * random
    nearby = mean + (nearby - mean) * (reach / (nearby - mean).norm(dim=-1, keepdim=True))
    for others in (inside, nearby):
        assert (others @ rows.T).min(-1).values.max() <= least + 1e-12 * scale
    simplex = torch.distributions.Dirichlet(torch.ones(m, dtype=torch.float64)).sample((200,))
    combined = simplex @ rows
    bounds = combined @ mean + reach * combined.norm(dim=-1)
    assert bounds.min() >= least - 1e-12 * scale


@pytest.mark.filterwarnings("ignore:You are solving a parameterized problem:UserWarning")
def test_the_peer_agrees_where_its_solvers_are_accurate() -> None:
    """torchjd on Gaussian rows. Its quadratic programs run without their ridge, which moves d by
    1e-3; its CAGrad is a conic program's, right to 1e-4, of no more least progress; its MGDA
    is Frank and Wolfe's, accurate for two."""
    exact = QuadprogProjector(norm_eps=0, reg_eps=1e-13)
    pairs = {
        "upgrad": (peer.UPGrad(projector=exact), 1e-9),
        "dualproj": (peer.DualProj(projector=exact), 1e-9),
        "imtl_g": (peer.IMTLG(), 1e-12),
        "aligned_mtl": (peer.AlignedMTL(), 1e-12),
        "config": (peer.ConFIG(), 1e-12),
        "mgda": (peer.MGDA(), 1e-12),
        "nash_mtl": (None, 1e-6),
        "cagrad": (peer.CAGrad(0.5), 1e-3),
    }
    for m in (2, 3, 8):
        rows = randn(m, m + 2, seed=20 + m)
        for name, (theirs, tolerance) in pairs.items():
            if name == "mgda" and m > 2:
                continue
            theirs = theirs or peer.NashMTL(m, optim_niter=100)
            d, reference = load_aggregator(name)(rows), theirs(rows)
            assert (d - reference).norm() < tolerance * reference.norm(), (name, m)
            if name == "cagrad":
                assert (rows @ d).min() > (rows @ reference).min() - 1e-9


def test_many_unknowns_and_many_problems_are_pivoted_to_the_same_answers() -> None:
    """UPGrad of 60 tasks, one problem a row; of 8 tasks in batches of both sides of the switch."""
    rows = randn(60, 70)
    weights = load_aggregator("upgrad").weights(rows @ rows.T)
    unit = rows / rows.norm(dim=-1, keepdim=True)
    lengths = rows.norm(dim=-1).numpy()
    parts = [
        np.eye(60)[i] + least_squares(unit.T.numpy(), -unit[i].numpy()) * lengths[i] / lengths
        for i in range(60)
    ]
    assert apart(weights, np.mean(parts, 0), rows) < 1e-10
    # 8 tasks that nearly lie in 4 dimensions: where blocks of exchanges cycle
    rows = randn(300, 8, 4) @ randn(4, 12) + 1e-6 * randn(300, 8, 12)
    gramian = rows @ rows.mT
    ones = torch.full((300, 8), 1 / 8, dtype=torch.float64)
    weights = solvers.cone_projection_weights(gramian, ones)
    assert solvers.cone_projection_residual(gramian, ones, weights).max() < 1e-13


def test_where_a_rule_has_no_answer() -> None:
    opposite = torch.tensor([[1.0, 0, 0], [-2.0, 0, 0], [0, 1.0, 0]], dtype=torch.float64)
    # no bargain: the first two's directions balance; but a zero gradient is not at the table
    assert not load_aggregator("nash_mtl")(opposite).any()
    assert load_aggregator("nash_mtl")(torch.cat((opposite[1:], 0 * opposite[:1]))).norm() > 0.1
    # within a ball as wide as the mean is long, nothing better than 0
    assert not load_aggregator("cagrad", cagrad_c=1.5)(opposite).any()
    # equal cosines with opposite gradients: none but 0, from both sides
    for name in ("imtl_g", "config"):
        for angle in (0.0, 1e-6):
            pair = torch.tensor([[1.0, 0], [-2.0, 2 * angle]], dtype=torch.float64)
            assert load_aggregator(name)(pair).norm() < 1e-5
    # a short gradient between two, whose weight is negative: against all of them
    fan = torch.tensor([[1.0, 1.0, 0], [1.0, -1.0, 0], [0.05, 0, 0.005]], dtype=torch.float64)
    reached = fan @ load_aggregator("imtl_g")(fan) / fan.norm(dim=-1)
    torch.testing.assert_close(reached, reached.mean().expand(3))
    assert reached.max() < 0


def test_parameters_and_shapes_are_checked() -> None:
    for name, values in (("cagrad", {"cagrad_c": -1.0}), ("nash_mtl", {"nash_max_norm": -1.0})):
        with pytest.raises(DescentError, match="expected a number of at least 0"):
            load_aggregator(name, **values)
    with pytest.raises(DescentError, match="beside Gramians"):
        solvers.cone_projection_weights(torch.eye(3), torch.ones(2))
    rows = 5 * randn(3, 4)
    assert load_aggregator("nash_mtl")(rows).norm().item() == pytest.approx(1)
    free = load_aggregator("nash_mtl", nash_max_norm=0.0)(rows)
    assert free.norm().item() == pytest.approx((3 * (rows @ rows.T).norm()).sqrt().item())
