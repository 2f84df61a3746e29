"""Aggregators that solve no problem: against their authors' rules, torchjd and closed forms."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pytest
import torch
from descentkernels import DescentError, conflict
from descentkernels.conflict import Evidence, load_aggregator
from descentkernels.conflict.aggregators._orders import orders
from kernel_cases import DEVICES
from torch import Tensor
from torchjd import aggregation, scalarization

MINE = (
    "sum",
    "pcgrad",
    "gradvac",
    "graddrop",
    "famo",
    "gradnorm",
    "gcond",
    "sam_gs",
    "pinn_annealing",
)


def drawn(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def rows(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=drawn(seed), dtype=torch.float64)


def evidence(gradients: Tensor) -> Evidence:
    """With losses for the rules that read them."""
    count = gradients.shape[-2]
    losses = 1 + torch.arange(count, dtype=torch.float64, device=gradients.device)
    return Evidence.of(gradients, losses.expand(gradients.shape[:-1]))


def direction(name: str, gradients: Tensor, seed: int = 0, **parameters: float) -> Tensor:
    aggregator = load_aggregator(name, **parameters)
    found = aggregator.combine(evidence(gradients), generator=drawn(seed)).direction
    assert found is not None
    return found


def test_pcgrad_is_its_algorithm_on_the_gradients_themselves():
    """Algorithm 1, vector by vector, in the orders that were drawn; torchjd where there is one."""
    gradients = rows(6, 4, 7)
    order = orders(gradients @ gradients.mT, drawn(3), "PCGrad")
    for g, tasks, found in zip(gradients, order, direction("pcgrad", gradients, 3), strict=True):
        resolved = g.clone()
        for i in range(4):
            for j in tasks[i].tolist():
                along = resolved[i] @ g[j]
                if along < 0:
                    resolved[i] -= along / (g[j] @ g[j]) * g[j]
        torch.testing.assert_close(found, resolved.sum(0), rtol=1e-12, atol=1e-13)
    opposed = rows(2, 5) + torch.tensor([[3.0], [-3.0]])
    assert opposed[0] @ opposed[1] < 0
    torch.testing.assert_close(
        direction("pcgrad", opposed), aggregation.PCGrad()(opposed), rtol=1e-12, atol=0
    )


def test_orders_are_uniform_over_the_others():
    """3 × 6 orders of 4 tasks: each expected 1000 times of 6000, ±5 binomial deviations."""
    order = orders(torch.zeros(6000, 4, 4), drawn(), "PCGrad")
    for task in range(4):
        others = [j for j in range(4) if j != task]
        for expected in permutations(others):
            times = (order[:, task] == torch.tensor(expected)).all(-1).sum()
            assert abs(int(times) - 1000) < 5 * (6000 * 5 / 36) ** 0.5
    with pytest.raises(DescentError, match=r"torch\.Generator"):
        orders(torch.zeros(3, 3), None, "PCGrad")


def test_gradvac_follows_torchjd_until_the_bound_takes_hold():
    """Over steps, two tasks, where the order is forced; their ε of 1e-8 is the difference."""
    ours, theirs = load_aggregator("gradvac", gradvac_beta=0.3), aggregation.GradVac(beta=0.3)
    memory = None
    for step in range(8):
        gradients = rows(2, 5, seed=step)
        found = ours.combine(Evidence.of(gradients), memory)
        memory = found.memory
        torch.testing.assert_close(found.direction, theirs(gradients), rtol=1e-6, atol=1e-6)
    # parallel gradients for long, then perpendicular ones: a target of 1 that nothing reaches
    alike, memory = torch.tensor([[1.0, 0.0], [2.0, 0.0]], dtype=torch.float64), None
    for _ in range(60):
        memory = ours.combine(Evidence.of(alike), memory).memory
    apart = torch.eye(2, dtype=torch.float64)
    found = ours.combine(Evidence.of(apart), memory).direction
    torch.testing.assert_close(found, torch.tensor([11.0, 11.0], dtype=torch.float64))
    # at first the target is a right angle: PCGrad, in the same orders
    gradients = rows(5, 8)
    torch.testing.assert_close(
        direction("gradvac", gradients, 4), direction("pcgrad", gradients, 4)
    )


def test_graddrop_is_torchjds_for_the_same_draws_and_keeps_the_mean_of_its_rule():
    gradients = rows(3, 40)
    torch.manual_seed(5)
    torch.testing.assert_close(
        direction("graddrop", gradients, 5), aggregation.GradDrop()(gradients)
    )
    purity = (1 + gradients.sum(0) / gradients.abs().sum(0)) / 2
    positive, negative = gradients.clamp(min=0).sum(0), gradients.clamp(max=0).sum(0)
    many = direction("graddrop", gradients.expand(4000, 3, 40))
    expected = purity * positive + (1 - purity) * negative
    deviation = (positive - negative) * (purity * (1 - purity) / 4000).sqrt()
    assert ((many.mean(0) - expected).abs() <= 5 * deviation + 1e-12).all()
    leaky = direction("graddrop", gradients, graddrop_leak=1.0)
    torch.testing.assert_close(leaky, gradients.sum(0))


def test_famo_follows_torchjd_over_steps():
    """Its scalar's derivative by each loss is our weight; losses above a floor of −2."""
    ours = load_aggregator("famo", famo_gamma=0.01, famo_floor=-2.0)
    theirs = scalarization.FAMO(3, torch.full((3,), -2.0), lr=0.025, weight_decay=0.01).double()
    memory, gramian = None, torch.eye(3, dtype=torch.float64)
    for step in range(6):
        losses = (torch.tensor([-1.0, 2.0, 30.0]) * 0.9**step - 0.1 * step).double()
        if step:
            theirs.update(losses)
        found = ours.combine(Evidence(gramian, losses=losses), memory)
        memory = found.memory
        values = losses.clone().requires_grad_()
        (expected,) = torch.autograd.grad(theirs(values), values)
        torch.testing.assert_close(found.weights, expected, rtol=1e-6, atol=1e-7)
    below = Evidence(gramian, losses=torch.tensor([-3.0, 1.0, 1.0]))
    assert ours.combine(below).weights.isnan().any()
    with pytest.raises(DescentError, match="losses"):
        ours.combine(Evidence(gramian))


def test_gradnorm_descends_on_its_balancing_loss():
    """One step against autograd of Σ|wᵢ‖gᵢ‖ − target|; at α = 0 all lengths become one."""
    gradients, rate, alpha = rows(3, 6) * torch.tensor([[1.0], [10.0], [0.1]]), 0.01, 0.5
    ours = load_aggregator("gradnorm", gradnorm_rate=rate, gradnorm_alpha=alpha)
    first = ours.combine(Evidence.of(gradients, torch.tensor([1.0, 2.0, 3.0])))
    losses = torch.tensor([0.9, 0.5, 2.9], dtype=torch.float64)
    second = ours.combine(Evidence.of(gradients, losses), first.memory)
    w, lengths = first.memory.weights.clone().requires_grad_(), gradients.norm(dim=1)
    ratios = losses / torch.tensor([1.0, 2.0, 3.0])
    mean = (w * lengths).mean().detach()
    loss = (w * lengths - mean * (ratios / ratios.mean()) ** alpha).abs().sum()
    (slope,) = torch.autograd.grad(loss, w)
    moved = (w - rate * slope / mean).detach().clamp(min=1e-6)
    torch.testing.assert_close(second.memory.weights, moved * 3 / moved.sum())
    torch.testing.assert_close(second.direction, w.detach() @ gradients)
    even, memory = replace(ours, gradnorm_rate=1e-3, gradnorm_alpha=0.0), second.memory
    lengths = torch.tensor([1.0, 2.0, 0.5], dtype=torch.float64)
    for _ in range(1500):
        held = Evidence(lengths.square().diag(), losses=losses)
        memory = even.combine(held, memory).memory
    weighed = memory.weights * lengths
    # it goes on stepping about the balance, by 1e-3 · 2/N̄ at most of a weight of ~.5
    torch.testing.assert_close(
        weighed / weighed.mean(), torch.ones_like(weighed), rtol=0.02, atol=0
    )


def test_annealing_settles_on_the_ratio_or_on_its_root_and_runs_away_with_the_gradient():
    gradients = torch.tensor([[3.0, -8.0, 1.0], [0.5, 0.1, -0.9], [0.0, 0.0, 0.0]]).double()
    for form, settled in (("paper", 16.0), ("code", 4.0)):
        rule = load_aggregator("pinn_annealing", annealing_form=form, annealing_alpha=0.3)
        memory = None
        for _ in range(200):
            memory = rule.combine(Evidence.of(gradients), memory).memory
        torch.testing.assert_close(memory, torch.tensor([settled, 1.0]).double())
        fitted = gradients * torch.tensor([[1.0], [1e-6], [1.0]])
        for _ in range(200):
            memory = rule.combine(Evidence.of(fitted), memory).memory
        assert memory[0] == pytest.approx(16e6 if form == "paper" else 4e3)
    found = rule.combine(Evidence.of(gradients), memory)
    torch.testing.assert_close(found.direction, gradients[0] + found.memory @ gradients[1:])
    with pytest.raises(DescentError, match="paper, code"):
        load_aggregator("pinn_annealing", annealing_form="both")


def test_sam_gs_equalises_unlike_lengths_and_weighs_like_ones_by_their_past():
    """The first step in closed form: m̂ = g, v̂ = (1 − mean Ψ)² + 1e-8/(1 − β₂)."""
    unlike = torch.tensor([[3.0, 4.0], [0.0, 0.1]]).double()
    expected = (5.1 / 2) * torch.tensor([0.6, 1.8]).double()
    torch.testing.assert_close(direction("sam_gs", unlike), expected)
    like = torch.tensor([[3.0, 4.0], [-4.0, 1.0]]).double()
    off = 1 - 2 * 5 * 17**0.5 / 42
    expected = (like * like.abs()).sum(0) / (off**2 + 1e-7) ** 0.5
    torch.testing.assert_close(direction("sam_gs", like), expected)
    torch.testing.assert_close(direction("sam_gs", 10 * like), 100 * expected)
    # the second step: moments are means of the past, corrected for their start
    ours = load_aggregator("sam_gs", samgs_beta1=0.5, samgs_beta2=0.8)
    memory = ours.combine(Evidence.of(like)).memory
    found = ours.combine(Evidence.of(-like), memory).direction
    moment = (0.25 * like - 0.5 * like) / 0.75
    spread = (0.2 * off**2 * 1.8 + 1.8e-8) / 0.36
    torch.testing.assert_close(found, (-like * moment.abs()).sum(0) / spread**0.5)


def at(cosine: float, length: float = 1.0) -> Tensor:
    """(1, 0) and a gradient at the angle of that cosine."""
    return torch.tensor([[1.0, 0.0], [length * cosine, length * (1 - cosine**2) ** 0.5]]).double()


def test_gcond_resolves_a_pair_by_its_zone():
    agreeing, weak, main, critical = at(0.3), at(-0.3), at(-0.6, 2.0), at(-0.9, 2.0)
    torch.testing.assert_close(direction("gcond", agreeing), agreeing.sum(0))
    torch.testing.assert_close(direction("gcond", weak), direction("pcgrad", weak))
    # at the first step nobody has a past: the longer gradient wins
    kept = main[1] + main[0] - (main[0] @ main[1]) / (main[1] @ main[1]) * main[1]
    torch.testing.assert_close(direction("gcond", main), kept)
    torch.testing.assert_close(direction("gcond", critical), critical[1])
    # zones of one's own: all conflicts weak, and three tasks in turn are left without any
    free = direction("gcond", rows(200, 2, 6), gcond_critical=-1.0, gcond_main=-1.0)
    assert (rows(200, 2, 6) @ free[..., None]).min() > -1e-12
    with pytest.raises(DescentError, match="gcond_main"):
        load_aggregator("gcond", gcond_main=0.5)


def test_gcond_smooth_goes_from_both_give_way_to_one_gives_way():
    """The second version's angle α: π/2 at main, 5π/8 halfway to critical, π from there on."""
    for cosine, share in ((-0.5, 1.0), (-0.65, math.sin(5 * math.pi / 8)), (-0.9, 0.0)):
        loser, winner = at(cosine, 2.0)  # the longer one wins where nobody has a past
        product = loser @ winner
        left = loser - product / (winner @ winner) * winner
        kept = winner - share * product / (loser @ loser) * loser
        found = direction("gcond", at(cosine, 2.0), gcond_form="smooth")
        torch.testing.assert_close(found, left + kept)
    # a mild conflict, α = π/4: of what PCGrad takes away sin α goes
    mild = at(-0.25)
    gone = mild.sum(0) - direction("gcond", mild, gcond_form="smooth")
    whole = mild.sum(0) - direction("pcgrad", mild)
    torch.testing.assert_close(gone, math.sin(math.pi / 4) * whole)
    with pytest.raises(DescentError, match="gcond_form"):
        load_aggregator("gcond", gcond_form="both")


def test_gconds_arbiter_prefers_the_steady_gradient_but_not_for_ever():
    """Task 0 keeps its direction, task 1 swings by 40°; the longer one at first is task 1."""
    ours, memory, kept = load_aggregator("gcond"), None, []
    for step in range(9):
        gradients = at(-0.95 if step % 2 else -0.85, 1.5)
        if step % 2:
            gradients[1, 1] *= -1
        found = ours.combine(Evidence.of(gradients), memory)
        memory = found.memory
        kept.append(int(found.weights.argmax()))
        assert sorted(found.weights.tolist()) == [0, 1]
    # first by length, then by steadiness, and the fourth time in a row the other's turn
    assert kept == [1, 0, 0, 0, 1, 0, 0, 0, 1]


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("name", MINE)
def test_a_batch_is_its_members_and_their_degenerate_cases(name, device):
    """Over two steps; members: any, parallel, opposed, one zero, all zero, one with a NaN."""
    gradients = rows(6, 2, 5).to(device)
    gradients[1, 1], gradients[2, 1] = 2 * gradients[1, 0], -gradients[2, 0]
    gradients[3, 1], gradients[4] = 0, 0
    gradients[5, 1, 2] = torch.nan
    if name == "graddrop":  # draws of its own for each member: those alike whatever is drawn
        gradients[0] = gradients[1]
    aggregator = load_aggregator(name)

    def stepped(batch: Tensor) -> list[Tensor]:
        memory, found = None, []
        for scale in (1.0, -0.5):
            answer = aggregator.combine(evidence(batch * scale), memory, generator=drawn())
            memory, found = answer.memory, [*found, answer.direction]
        return found

    together = stepped(gradients)
    for member in range(6):
        if name == "graddrop" and member in (2, 5):
            continue
        for one, found in zip(stepped(gradients[member]), together, strict=True):
            torch.testing.assert_close(found[member], one, rtol=1e-12, atol=1e-15, equal_nan=True)
    for found in together:
        assert found[:5].isfinite().all()
        assert not found[5].isfinite().all()
        assert (found[4] == 0).all()
    single = direction(name, gradients[0, :1].cpu())
    torch.testing.assert_close(single, gradients[0, 0].cpu())
    assert direction(name, gradients[0].cpu().float()).dtype == torch.float32


def test_what_is_left_of_the_conflict_on_random_jacobians():
    """2000 random 3×4 Jacobians, the rows' lengths lognormal: how many updates conflict."""
    gradients = rows(2000, 3, 4) * rows(2000, 3, 1, seed=1).exp()
    # of 400 000 such: a binomial deviation of 2000 is .011 at most, five are allowed
    for name, share in (("mean", 0.509), ("pcgrad", 0.0965), ("gcond", 0.436), ("sam_gs", 0.256)):
        left = conflict.leftover_conflict_of(gradients, direction(name, gradients))
        assert float((left < -1e-9).double().mean()) == pytest.approx(share, abs=0.055)
