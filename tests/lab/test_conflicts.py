"""Conflicting gradients in the lab: measured as dense algebra has them, dragged, recorded."""

import numpy as np
import pytest
import torch
from descentkernels import conflict
from descentlab import run
from descentlab.exhibits._conflict import COMPARED, SHOWN
from descentlab.problems.dragged_gradients import names
from descentlab.record.encoding import decode, encode

SMALL = {"width": 4, "examples": 30, "precision": "float64"}


@pytest.fixture(scope="module")
def small():
    done = run("three_tasks", **SMALL, scale_parity=3.0)
    done.advance(5)
    return done


def last(done, name):
    return done.trace.series(name).values[-1]


def dense(done):
    """The tasks' gradients by autograd, one by one, written out from what the tasks are."""
    problem, settings = done.problem, done.settings
    objective = problem.objective
    inputs, targets = objective._inputs, objective.targets
    leaf = done.w.clone().requires_grad_()
    parts = {s.name: leaf[s.slice].view(s.shape) for s in objective.layout}
    z = torch.func.functional_call(objective._module, parts, (inputs,))
    functional = torch.nn.functional
    losses = [
        settings.scale_digit * functional.cross_entropy(z[:, :10], targets[:, 0].long()),
        settings.scale_parity * functional.softplus((1 - 2 * targets[:, 1]) * z[:, 10]).mean(),
        settings.scale_third * ((z[:, 11:] - targets[:, 2:]) ** 2).mean() / 2,
    ]
    rows = [torch.autograd.grad(loss, leaf, retain_graph=True)[0] for loss in losses]
    return torch.stack(losses).detach(), torch.stack(rows)


def test_losses_angles_and_leftover_conflict_are_those_of_the_dense_jacobian(small):
    losses, rows = dense(small)
    # float64 throughout; the Gramian squares lengths, so angles are right to about 1e-12
    assert last(small, "task_losses") == pytest.approx(losses.numpy(), rel=1e-12)
    unit = rows / rows.norm(dim=1, keepdim=True)
    cosines = (unit @ unit.T).numpy()
    assert last(small, "task_cosines") == pytest.approx(cosines[[0, 0, 1], [1, 2, 2]], abs=1e-10)
    assert last(small, "task_norms") == pytest.approx(rows.norm(dim=1).numpy(), rel=1e-10)
    # by their own definitions, not through this project's aggregators
    mean = rows.mean(0)
    alike = (unit @ (mean / mean.norm())).numpy()
    alignments = dict(zip(SHOWN, last(small, "alignments"), strict=True))
    assert alignments["mean"] == pytest.approx(alike, abs=1e-10)
    assert last(small, "leftover")[COMPARED.index("mean")] == pytest.approx(alike.min(), abs=1e-10)
    flat = torch.linalg.pinv(unit) @ torch.ones(3, dtype=torch.float64)
    assert alignments["config"] == pytest.approx((unit @ (flat / flat.norm())).numpy(), abs=1e-8)
    assert last(small, "task_progress") == pytest.approx(
        (rows @ mean / rows.square().sum(1)).numpy(), abs=1e-10
    )


def test_the_arrows_have_the_lengths_and_angles_of_the_gradients(small):
    _, rows = dense(small)
    arrows, updates = (last(small, f"arrow_{name}") for name in ("gradients", "updates"))
    gramian = (rows @ rows.T).numpy()
    assert arrows @ arrows.T == pytest.approx(gramian, rel=1e-10, abs=1e-12 * gramian.max())
    mean = updates[SHOWN.index("mean")]
    assert arrows @ mean == pytest.approx((rows @ rows.mean(0)).numpy(), rel=1e-9)
    rays = last(small, "arrow_rays")
    rays = rays[np.isfinite(rays).all(1)]
    assert len(rays) == 3
    assert (arrows @ rays.T >= -1e-9 * np.abs(arrows).max()).all()


def test_a_step_follows_the_update_of_the_aggregator_in_hand():
    done = run("three_tasks", **SMALL, aggregator="upgrad", lr=0.05)
    before = done.w.clone()
    direction = conflict.load_aggregator("upgrad")(dense(done)[1])
    done.advance()
    # the update is small beside the weights: rounding of w is what is left
    assert done.w.numpy() == pytest.approx((before - 0.05 * direction).numpy(), abs=1e-13)


def test_every_aggregator_can_take_over_mid_run_and_is_recorded_and_replayed():
    done = run("three_tasks", **SMALL, lr=0.01)
    for name in conflict.aggregator_ids():
        done.apply("set", name="aggregator", value=name)
        done.advance(2)
        assert not done.diverged, name
    assert done.replay().trace.same_bytes(done.trace)
    kept = decode(encode(done.now))
    assert torch.equal(kept.state.w, done.w)


@pytest.mark.parametrize("exhibit", ["gradients_in_the_plane", "gradients_in_space"])
def test_a_dragged_gradient_moves_its_arrow_and_bends_its_loss(exhibit):
    done = run(exhibit, lr=0.1, aggregator="mean")
    dim = len(done.w)
    done.advance(3)
    moved = dict(zip(names(dim)[1], (1.5, -2.0, 0.5), strict=False))
    done.apply("place", values=moved)
    arrows = last(done, "arrow_gradients")
    assert arrows[1] == pytest.approx(list(moved.values()), abs=1e-15)
    assert last(done, "arrow_updates")[SHOWN.index("mean")] == pytest.approx(arrows.mean(0))
    before = last(done, "task_losses").copy()
    loss = done.problem.trained(done.settings).value(done.w)
    assert float(loss) == pytest.approx(before.mean(), abs=1e-15)
    done.advance()
    falls = 0.1 * arrows @ arrows.mean(0)
    assert before - last(done, "task_losses") == pytest.approx(falls, abs=1e-12)


def test_one_loud_gradient_and_one_silent_are_normal_events():
    done = run("gradients_in_the_plane", g3x=0.0, g3y=0.0)
    done.advance(2)
    alignments = last(done, "alignments")
    assert np.isnan(alignments[:, 2]).all()  # a zero gradient has no angle
    still = SHOWN.index("mgda")  # the shortest combination is the silent gradient itself
    assert np.isnan(alignments[still]).all()
    assert np.isfinite(np.delete(alignments, still, 0)[:, :2]).all()
    assert np.isfinite(done.w).all()
    broken = run("three_tasks", **SMALL, lr=1e2, scale_third=1e3)
    broken.advance(200)
    assert broken.diverged
