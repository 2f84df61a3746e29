"""Robust means against scipy's, and what the weighted objective adds up."""

import numpy as np
import pytest
import torch
from descentkernels import DescentError, FunctionObjective, ModuleObjective, criteria
from descentkernels.conflict.robust_mean import trimmed_mean, winsorised_mean
from descentkernels.weighted_objective import WeightedObjective
from kernel_cases import DEVICES
from scipy.stats import trim_mean
from scipy.stats.mstats import winsorize


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("share", [0.0, 0.04, 0.2, 0.49])
def test_robust_means_are_scipys(share, device):
    rows = torch.randn(2, 41, 7, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    rows[0, 3] *= 1e6
    on = rows.to(device)
    for b in range(2):
        clipped = winsorize(rows[b].numpy(), limits=(share, share), axis=0).mean(0)
        # sums of 41 numbers in another order
        np.testing.assert_allclose(winsorised_mean(on, share)[b].cpu(), clipped, rtol=1e-12)
        cut = trim_mean(rows[b].numpy(), share, axis=0)
        np.testing.assert_allclose(trimmed_mean(on, share)[b].cpu(), cut, rtol=1e-12)


def test_one_example_cannot_rule_a_robust_mean():
    rows = torch.randn(30, 5, generator=torch.Generator().manual_seed(1))
    for mean in (winsorised_mean, trimmed_mean):
        calm = mean(rows, 0.1)
        loud = rows.clone()
        loud[rows.argmax(0), torch.arange(5)] = 1e20  # the largest of each coordinate grows
        assert torch.equal(mean(loud, 0.1), calm)
        assert mean(rows[:1], 0.4).equal(rows[0])


def test_a_lost_number_is_not_trimmed_away():
    rows = torch.randn(20, 3, generator=torch.Generator().manual_seed(2))
    rows[4, 1], rows[5, 2] = torch.nan, torch.inf
    for mean in (winsorised_mean, trimmed_mean):
        assert mean(rows, 0.2).isnan().tolist() == [False, True, True]


def test_what_no_robust_mean_is_taken_of():
    with pytest.raises(DescentError, match=r"found 0\.5"):
        winsorised_mean(torch.ones(4, 2), 0.5)
    with pytest.raises(DescentError, match="n ≥ 1"):
        trimmed_mean(torch.ones(0, 2), 0.1)


def test_groups_weighted_by_their_shares_are_the_whole():
    generator = torch.Generator().manual_seed(3)
    net = torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3))
    x, y = torch.randn(10, 4, generator=generator), torch.arange(10) % 3
    whole = ModuleObjective(net, x, y, criteria.cross_entropy, device="cpu", dtype=torch.float64)
    groups = [torch.arange(0, 7), torch.arange(7, 10)]
    parts = [(len(g) / 10, whole.restricted(g)) for g in groups]
    joined, w = WeightedObjective(parts), whole.flat()
    v = torch.randn(3, joined.dim, generator=generator, dtype=torch.float64)
    # the same sums in another order
    close = {"rtol": 1e-10, "atol": 1e-13}
    at, expected = joined.linearize(w), whole.linearize(w)
    torch.testing.assert_close(at.value, expected.value, **close)
    torch.testing.assert_close(at.gradient, expected.gradient, **close)
    torch.testing.assert_close(at.hvp(v), expected.hvp(v), **close)
    torch.testing.assert_close(joined.value_and_gradient(w), whole.value_and_gradient(w), **close)
    torch.testing.assert_close(joined.third(w, v[0], v[1]), whole.third(w, v[0], v[1]), **close)
    torch.testing.assert_close(joined.values(v), whole.values(v), **close)
    # without the second group it is the first one's, at its share
    alone = WeightedObjective([parts[0], (0.0, parts[1][1])])
    torch.testing.assert_close(alone.gradient(w), 0.7 * parts[0][1].gradient(w), **close)
    other = FunctionObjective(lambda w: w.sum(), 2, "cpu", torch.float64)
    with pytest.raises(DescentError, match="same weights"):
        WeightedObjective([parts[0], (1.0, other)])
    with pytest.raises(DescentError, match="at least one"):
        WeightedObjective([])
