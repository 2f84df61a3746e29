"""Groups taken out of the loss: what is then descended on, how sharp it is, how they swing."""

import numpy as np
import pytest
import torch
from descentkernels.stability import per_example_losses
from descentlab import run

SMALL = {"width": 4, "examples": 40, "precision": "float64"}


def halves(done):
    """(L_others, L_planted) as objectives, and the planted share."""
    marked = torch.cat(tuple(done.problem.groups.values()))
    others = torch.tensor([i for i in range(40) if i not in set(marked.tolist())])
    whole = done.problem.objective
    return whole.restricted(others), whole.restricted(marked), len(marked) / 40


def hessian(objective, w):
    return objective.hvp(w, torch.eye(len(w), dtype=w.dtype))


@pytest.mark.parametrize("weight", [1.0, 0.3, 0.0])
def test_a_weight_on_the_groups_is_one_in_the_loss_and_in_the_step(weight):
    done = run("opposing_signals", **SMALL)
    done.advance(3)
    done.apply("set", name="outlier_weight", value=weight)
    before = done.w
    rest, loud, share = halves(done)
    loss = (1 - share) * rest.value(before) + share * weight * loud.value(before)
    pull = (1 - share) * rest.gradient(before) + share * weight * loud.gradient(before)
    # the row of the step at which the slider was moved
    assert done.trace.series("loss").values[-1] == pytest.approx(float(loss), rel=1e-12)
    done.advance(1)
    torch.testing.assert_close(done.w, before - 0.5 * pull, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("optimizer", ["gradient_descent", "adam"])
def test_the_ablation_is_the_sharpness_of_both_losses_at_one_place(optimizer):
    done = run("opposing_signals", **SMALL, optimizer=optimizer, outlier_weight=0.5)
    done.advance(5)
    rest, loud, share = halves(done)
    parts = [((1 - share) * hessian(rest, done.w)), share * hessian(loud, done.w)]
    scale = torch.ones_like(done.w)
    edge = 2 / done.settings.lr
    if optimizer == "adam":
        slots, beta = dict(done.now.state.slots), done.settings.beta2
        # what the next step divides by: the square of the gradient in force comes in
        now = (1 - share) * rest.gradient(done.w) + 0.5 * share * loud.gradient(done.w)
        mean = beta * slots["second_moment"] + (1 - beta) * now.square()
        scale = ((mean / (1 - beta**6)).sqrt() + done.settings.eps).rsqrt()
        edge = 38 / done.settings.coordinate_lr  # (2 + 2β)/((1 − β)η) at β = 0.9
    dense = [
        float(torch.linalg.eigvalsh(scale[:, None] * h * scale)[-1]) * 2 / edge
        for h in (parts[0] + parts[1], parts[0])
    ]
    # residuals of 2 %: the values are right to about their square, or a little more
    found = done.trace.series("ablation")
    assert found.steps[-1] == 5
    np.testing.assert_allclose(found.values[-1], dense, rtol=1e-2)


def test_the_last_swings_are_the_alternating_part_of_the_recorded_losses():
    done = run("opposing_signals", **SMALL)
    done.advance(33)
    losses = done.trace.series("group_losses").values
    swings = (2 * losses[1:-1] - losses[:-2] - losses[2:]) / 4
    shown = done.trace.series("group_swings").values
    np.testing.assert_allclose(shown[-1], swings[-30:].T, rtol=1e-12, atol=1e-15)
    assert np.isfinite(shown[5]).sum(1).tolist() == [4, 4, 4]
    # a command measures the step anew, which must not count twice
    done.apply("set", name="outlier_weight", value=0.0)
    np.testing.assert_array_equal(done.trace.series("group_swings").values[-1], shown[-1])


def test_whose_loss_changed_is_told_from_two_steps_and_survives_a_command():
    done = run("opposing_signals", **SMALL)
    done.advance(4)
    before = per_example_losses(done.problem.objective, done.w)
    done.advance(1)
    change = (per_example_losses(done.problem.objective, done.w) - before).sort(descending=True)
    wanted = torch.stack([change.values[:8], change.values.flip(0)[:8]]).numpy()
    scores, images = (done.trace.series(f"change_{of}") for of in ("scores", "images"))
    np.testing.assert_allclose(scores.values[-1], wanted, rtol=1e-12)
    first = done.problem.images[change.indices[0]].numpy()
    np.testing.assert_array_equal(images.values[-1, 0, 0], first)
    assert np.isnan(scores.values[0]).all()  # no step has been taken
    # the step measured anew still counts from the one before it
    done.apply("set", name="outlier_weight", value=0.0)
    np.testing.assert_array_equal(done.trace.series("change_scores").values[-1], wanted)


def test_labels_may_agree_and_layers_may_be_linear_or_none():
    agreeing = run("opposing_signals", **SMALL, labels="agreeing").problem
    assert {int(agreeing.classes[i]) for g in agreeing.groups.values() for i in g} == {0}
    flat = run("opposing_signals", **SMALL, depth=0, lr=0.001)
    assert len(flat.w) == 65 * 10
    linear = run("opposing_signals", **SMALL, depth=1, activation="linear").problem.objective
    here, x = linear.flat(), linear.flat()
    # twice the last layer's weights and biases, twice the outputs
    x[64 * 4 + 4 :] *= 2
    torch.testing.assert_close(linear.outputs(x), 2 * linear.outputs(here))
