"""The two-task toys, their Pareto sets, and runs from many starts."""

import math

import numpy as np
import pytest
import torch
from descentlab import run
from descentlab.measurements.basins import ENDS
from descentlab.problems import _two_task_losses as published
from descentlab.problems import two_bowls
from descentlab.problems.two_task_toy import FIVE, TOYS


def cagrad_as_published(x, y):
    """The formulas of the paper's appendix, with its signs."""
    log_1 = torch.clamp((0.5 * (-x - 7) - torch.tanh(-y)).abs(), min=5e-6).log() + 6
    log_2 = torch.clamp((0.5 * (-x + 3) + torch.tanh(-y) + 2).abs(), min=5e-6).log() + 6
    above, below = torch.tanh(y * 0.5).clamp(min=0), torch.tanh(-y * 0.5).clamp(min=0)
    bowl_1 = ((-x + 7) ** 2 + 0.1 * (-y - 8) ** 2) / 10 - 20
    bowl_2 = ((-x - 7) ** 2 + 0.1 * (-y - 8) ** 2) / 10 - 20
    return torch.stack([log_1 * above + bowl_1 * below, log_2 * above + bowl_2 * below], -1)


def pcgrad_as_published(x, y):
    log_1 = torch.clamp((0.5 * x + torch.tanh(y)).abs(), min=5e-6).log()
    log_2 = torch.clamp((0.5 * x - torch.tanh(y) + 2).abs(), min=5e-6).log()
    return torch.stack([20 * log_1, 25 * log_2], -1)


def somewhere(count):
    drawn = torch.rand(count, 2, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return torch.cat([22 * drawn - 11, torch.tensor(FIVE, dtype=torch.float64)])


@pytest.mark.parametrize(
    ("closed", "plain"),
    [(published.cagrad, cagrad_as_published), (published.pcgrad, pcgrad_as_published)],
)
def test_losses_and_gradients_are_those_of_the_published_formulas(closed, plain):
    # rounding only, relative to ravine walls of any steepness; the start (0, 0) lies on a kink
    places = somewhere(500).requires_grad_()
    losses = plain(*places.unbind(-1))
    rows = [torch.autograd.grad(f.sum(), places, retain_graph=True)[0] for f in losses.unbind(-1)]
    found = closed(places.detach())
    torch.testing.assert_close(found[0], losses.detach(), rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(found[1], torch.stack(rows, -2), rtol=1e-10, atol=1e-12)


def test_on_the_pareto_set_no_place_is_better_for_both_and_the_gradients_oppose():
    front = published.cagrad_front(41)
    losses, rows = published.cagrad(front)
    # α of α∇f₁ + (1 − α)∇f₂ = 0 follows from x alone: the bowls pull by their distances
    share = ((front[:, 0] + 7) / 14)[:, None]
    assert (share * rows[:, 0] + (1 - share) * rows[:, 1]).abs().max() < 1e-9
    elsewhere = published.cagrad(torch.cat([somewhere(20000), front + 0.05]))[0]
    assert not (elsewhere[:, None] < losses - 1e-9).all(-1).any()
    # the authors draw it at y = −8.3552, its height in the middle
    assert abs(front[20, 1].item() + 8.3552) < 1e-3


def test_pcgrads_two_ravines_have_their_floors_in_common_on_the_set():
    losses = published.pcgrad(published.pcgrad_front(9))[0]
    floor = math.log(published.FLOOR) * torch.tensor([20.0, 25.0], dtype=torch.float64)
    torch.testing.assert_close(losses, floor.expand_as(losses))


def test_lanes_of_the_mean_move_as_torchs_adam_moves_them():
    done = run("pareto_basins", jitter=0.0, updates=40, lr=0.02, beta2=0.95, f1_scale=0.3)
    done.advance(1)
    places = torch.tensor(FIVE, dtype=torch.float64).requires_grad_()
    adam = torch.optim.Adam([places], lr=0.02, betas=(0.9, 0.95), eps=1e-8)
    for _ in range(40):
        adam.zero_grad()
        weights = torch.tensor([0.15, 0.5], dtype=torch.float64)
        (published_losses := cagrad_as_published(*places.unbind(-1))).mul(weights).sum().backward()
        assert published_losses.isfinite().all()
        adam.step()
    # 40 updates before any ravine is met: rounding has not been amplified
    shown = done.trace.series("lane_places").values[-1]
    np.testing.assert_allclose(shown[:5], places.detach().numpy(), rtol=1e-8)


def test_another_aggregator_takes_the_lanes_on_and_the_map_begins_anew():
    done = run("pareto_basins", aggregator="mgda", updates=100, compared="none", lr=0.1)
    done.advance(2)
    lanes = done.trace.series("lane_places").values
    waiting = ENDS.index("not there")
    assert (done.trace.series("basin").values[-1] != waiting).mean() > 0.3
    done.apply("set", name="aggregator", value="mean")
    assert (done.trace.series("basin").values[-1] == waiting).mean() > 0.9
    np.testing.assert_array_equal(done.trace.series("lane_places").values[-1], lanes[-1])


def test_a_dragged_start_is_where_it_was_put():
    done = run("pareto_basins", updates=5, compared="none", jitter=0.0)
    done.advance(3)
    before = done.trace.series("lane_places").values[-1]
    done.apply("place", values={"own_x": -3.0, "own_y": 2.5})
    after = done.trace.series("lane_places").values[-1]
    assert after[-1].tolist() == [-3.0, 2.5]
    np.testing.assert_array_equal(after[:-1], before[:-1])
    done.advance(1)
    # five updates of at most about η each
    assert np.abs(done.w.numpy() - [-3.0, 2.5]).max() < 0.5


def test_the_claim_needs_both_sides_to_have_run():
    done = run("pareto_basins", compared="none", updates=1)
    done.advance(1)
    found = done.check()
    assert not found.holds
    assert "did not run" in found.why


def test_the_settings_of_the_bowls_are_the_angle_and_the_ratio_of_the_first_gradients():
    settings = two_bowls.TwoBowlsSettings(angle=70.0, ratio=30.0)
    rows = two_bowls.scaled(settings, torch.zeros(2, dtype=torch.float64))[1]
    lengths = rows.norm(dim=-1)
    cosine = (rows[0] @ rows[1] / lengths.prod()).item()
    assert math.degrees(math.acos(cosine)) == pytest.approx(70.0, abs=1e-9)
    assert (lengths[0] / lengths[1]).item() == pytest.approx(30.0, rel=1e-12)


def test_without_the_threshold_sam_gs_serves_the_long_gradient_alone():
    done = run("similarity_surgery", samgs_gamma=0.0)
    done.advance(100)
    found = done.check()
    assert not found.holds
    assert "SAM-GS's worse task" in found.why


def test_every_toy_names_its_starts():
    for toy in TOYS:
        names = run("pareto_basins", toy=toy, compared="none", updates=1).problem.labels["start"]
        assert sum(name != "–" for name in names) == len(TOYS[toy].starts)
