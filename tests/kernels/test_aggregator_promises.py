"""Every aggregator against the table of promises: kept where claimed, broken where not."""

from __future__ import annotations

import math

import pytest
import torch
from aggregator_cases import breaches, inputs
from descentkernels.conflict import PROMISES, Evidence, aggregator_ids, load_aggregator
from kernel_cases import DEVICES, generator, randn

#: What a promise may be broken by, in shares of the terms added up: rounding, which nearly balanced
#: gradients (a thousandth apart) raise to 1e-11, and GradVac's cosines near −1 to 1e-9. A length of
#: 0 comes out of a Gramian as its root.
KEPT = {"non_conflicting": 1e-9, "equivariant": 1e-9, "linear": 1e-7, "stationary": 1e-7}
#: What is claimed by nobody's paper and holds at the defaults all the same.
SPARED = {("pinn_annealing", "linear")}  # of the "paper" form only


@pytest.mark.parametrize("name", aggregator_ids())
def test_promises_are_kept_where_claimed_and_broken_where_not(name: str) -> None:
    aggregator = load_aggregator(name)
    worst, where = dict.fromkeys(PROMISES, 0.0), dict.fromkeys(PROMISES, "nowhere")
    for given in inputs():
        for promise, breach in breaches(aggregator, given).items():
            if not breach <= worst[promise]:  # NaN is the worst
                worst[promise] = math.inf if math.isnan(breach) else breach
                where[promise] = f"{given.kind}, {given.gradients.shape[-2]} tasks"
    assert aggregator.promises <= set(PROMISES)
    for promise in PROMISES:
        told = f"{name} {promise}: {worst[promise]:.1e} at {where[promise]}"
        if promise in aggregator.promises:
            assert worst[promise] <= KEPT.get(promise, 1e-7), told
        elif (name, promise) not in SPARED:
            assert worst[promise] > 1e-3, told


@pytest.mark.parametrize("name", aggregator_ids())
def test_one_gradient_is_followed(name: str) -> None:
    """Of one task, and of a task beside one whose gradient is zero, d is along the gradient."""
    aggregator = load_aggregator(name)
    gradient = randn(1, 6)
    for rows in (gradient, torch.cat((gradient, 0 * gradient))):
        losses = torch.full(rows.shape[:1], 0.7, dtype=torch.float64)
        d = aggregator.combine(Evidence.of(rows, losses), generator=generator()).direction
        if name == "mgda" and len(rows) == 2:
            assert not d.any()  # the zero gradient is the hull's shortest vector
        elif name in ("graddrop", "sam_gs"):  # weight by weight, of the same sign
            assert (d * gradient[0] >= 0).all()
            assert d.any()
        else:
            torch.testing.assert_close(d / d.norm(), gradient[0] / gradient.norm())


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", aggregator_ids())
def test_what_is_not_finite_stays_in_its_member(name: str, device: str) -> None:
    aggregator = load_aggregator(name)
    for m, broken in ((2, torch.nan), (3, torch.inf)):
        rows = randn(4, m, 5, seed=m).to(device)
        losses = torch.full((4, m), 0.7, dtype=torch.float64, device=device)
        whole = aggregator.combine(Evidence.of(rows, losses), generator=generator()).direction
        hurt = rows.clone()
        hurt[1, 0] = broken
        hurt_losses = losses.clone()
        hurt_losses[1, 0] = torch.nan
        d = aggregator.combine(Evidence.of(hurt, hurt_losses), generator=generator()).direction
        assert d.device.type == device
        assert d.shape == (4, 5)
        assert not d[1].isfinite().any()
        torch.testing.assert_close(d[[0, 2, 3]], whole[[0, 2, 3]])


def test_on_random_jacobians_the_mean_conflicts_and_what_promises_not_to_does_not() -> None:
    rows = randn(2000, 3, 4)
    share = {}
    for name in ("mean", "pcgrad", "upgrad", "dualproj", "mgda"):
        d = load_aggregator(name).combine(Evidence.of(rows), generator=generator()).direction
        cosines = (rows @ d[..., None])[..., 0] / (rows.norm(dim=-1) * d.norm(dim=-1)[:, None])
        share[name] = (cosines.min(-1).values < -1e-9).double().mean().item()
    assert share["upgrad"] == share["dualproj"] == share["mgda"] == 0
    assert 0 < share["pcgrad"] < share["mean"] / 2
    assert share["mean"] > 0.25
