"""The problems that flows and stability are shown on do what their files say."""

import numpy as np
import pytest
import torch
from descentlab import LabError
from descentlab.problems import digits_mlp, lasso, opposing_digits, sorting_transformer
from descentlab.problems._digits import scans
from descentlab.problems.digits_mlp import DigitsMlpSettings
from descentlab.problems.lasso import LassoSettings
from descentlab.problems.opposing_digits import OpposingDigitsSettings
from descentlab.problems.sorting_transformer import SortingTransformerSettings
from scipy.optimize import minimize

SORTING = {"examples": 30, "width": 6, "length": 4, "precision": "float64"}


def descend(problem, lr, steps):
    w = problem.start
    for _ in range(steps):
        w = w - lr * problem.objective.gradient(w)
    return w


def test_digits_show_the_scans_they_are_fitted_to():
    settings = DigitsMlpSettings(width=4, examples=40, classes=3)
    built = digits_mlp.problem.build(settings)
    assert built.images.shape == (40, 8, 8)
    images, labels = scans()
    kept = (labels < 3).nonzero()[:40, 0]
    assert torch.equal(built.classes, labels[kept])
    assert torch.equal(built.images, images[kept].float())


def test_precision_changes_nothing_but_rounding():
    single, double = (
        digits_mlp.problem.build(DigitsMlpSettings(width=4, examples=40, precision=p))
        for p in ("float32", "float64")
    )
    assert double.start.dtype == torch.float64
    assert torch.equal(single.start.double(), double.start)
    exact = double.objective.gradient(double.start)
    # float32 has 24 bits, and a mean over 40 examples loses a few of them
    found = single.objective.gradient(single.start).double()
    assert (found - exact).norm() < 1e-5 * exact.norm()


@pytest.mark.parametrize("loss", ["mse", "cross_entropy"])
@pytest.mark.parametrize("norm", ["rms", "none"])
def test_third_derivatives_of_the_transformer_are_differences_of_its_products(loss, norm):
    settings = SortingTransformerSettings(loss=loss, norm=norm, **SORTING)
    built = sorting_transformer.problem.build(settings)
    objective, w = built.objective, built.start
    source = torch.Generator().manual_seed(0)
    u, v = torch.randn(2, objective.dim, generator=source, dtype=w.dtype)
    step = 1e-4
    ahead, behind = (objective.hvp(w + s * step * u, v) for s in (1, -1))
    expected = (ahead - behind) / (2 * step)
    # a central difference of step 1e-4 errs by 1e-8 of a fifth derivative, which is of order 1e2
    assert (objective.third(w, u, v) - expected).norm() < 1e-4 * expected.norm()


def test_losses_of_the_transformer_are_means_over_tokens():
    for loss in ("mse", "cross_entropy"):
        settings = SortingTransformerSettings(loss=loss, **SORTING)
        built = sorting_transformer.problem.build(settings)
        unsorted, ordered = sorting_transformer.sequences(settings)
        assert (ordered.diff(dim=1) >= 0).all()
        assert torch.equal(ordered, unsorted.sort(1).values)
        logits = built.objective.outputs(built.start).mT.reshape(-1, settings.tokens)
        rows, right = torch.arange(len(logits)), ordered.flatten()
        if loss == "mse":
            errors = logits.square().sum(1) - 2 * logits[rows, right] + 1
            expected = errors.mean() / 2
        else:
            expected = (logits.logsumexp(1) - logits[rows, right]).mean()
        assert float(built.objective.value(built.start)) == pytest.approx(float(expected))


def test_the_transformer_learns_to_sort():
    settings = SortingTransformerSettings(examples=60, length=4, tokens=3, loss="cross_entropy")
    built = sorting_transformer.problem.build(settings)
    assert built.metrics["accuracy"](built.start, None) < 0.6
    assert built.metrics["accuracy"](descend(built, 0.1, 120), None) > 0.9


def test_an_odd_width_cannot_be_shared_by_two_heads():
    with pytest.raises(LabError, match="even"):
        sorting_transformer.problem.build(SortingTransformerSettings(width=5))


def test_opposing_groups_swing_against_each_other():
    built = opposing_digits.problem.build(OpposingDigitsSettings(width=24, examples=200))
    plain = digits_mlp.problem.build(DigitsMlpSettings(width=24, examples=200))
    groups = list(built.groups.values())
    marked = torch.cat(groups)
    assert [len(g) for g in groups] == [10, 10]
    assert [built.classes[g].unique().tolist() for g in groups] == [[0], [1]]
    changed = (built.images != plain.images).flatten(1).any(1).nonzero()[:, 0]
    assert torch.equal(changed, marked.sort().values)

    w, losses = descend(built, 0.4, 60), []
    for _ in range(12):
        losses.append([built.metrics[f"loss_opposing_{i}"](w, None) for i in (0, 1)])
        w = w - 0.4 * built.objective.gradient(w)
    first, second = np.diff(losses, axis=0).T
    # one group's loss falls as the other's rises, and the other way round a step later
    assert np.corrcoef(first, second)[0, 1] < -0.9
    assert (np.sign(first[1:]) == -np.sign(first[:-1])).mean() > 0.8


@pytest.mark.parametrize("kink", ["sharp", "rounded"])
def test_nothing_lies_below_the_least_value_of_the_lasso(kink):
    settings = LassoSettings(kink=kink, penalty=0.3, dim=8, examples=20, rounding=0.05)
    built = lasso.problem.build(settings)
    a, b = (t.numpy() for t in lasso.data(settings))

    def height(split):  # x = p − q with p, q ≥ 0 has no kink; quasi-Newton is of another kind
        x = split[:8] - split[8:] if kink == "sharp" else split
        rounded = np.sqrt(x**2 + 0.05**2) - 0.05
        h = split.sum() if kink == "sharp" else rounded.sum()
        return ((a @ x - b) ** 2).sum() / 40 + 0.3 * h

    size, bounds = (16, [(0, None)] * 16) if kink == "sharp" else (8, None)
    options = {"ftol": 1e-15, "gtol": 1e-10, "maxiter": 5000}
    found = minimize(height, np.full(size, 0.1), method="L-BFGS-B", bounds=bounds, options=options)
    x = found.x[:8] - found.x[8:] if kink == "sharp" else found.x
    # finite-difference gradients leave the last 1e-9 or so
    assert abs(built.metrics["gap"](torch.as_tensor(x), None)) < 1e-8


def test_the_kink_has_subgradient_zero_at_zero():
    settings = LassoSettings(penalty=3.0, start="zero")
    built = lasso.problem.build(settings)
    a, b = lasso.data(settings)
    gradient = built.objective.gradient(built.start)
    torch.testing.assert_close(gradient, -(a.mT @ b) / len(a))  # of the smooth part alone


def test_constant_steps_leave_more_of_the_l1_norm_the_larger_the_penalty():
    late = [
        built.metrics["l1_norm"](descend(built, 0.02, 700), None)
        for built in (lasso.problem.build(LassoSettings(penalty=p)) for p in (0, 1, 5, 20))
    ]
    # the penalty wins at first; past that each step of ηλ overshoots the kink, whose minimum is 0
    assert late[1] < 0.2 * late[0]
    assert late[1] < late[2] < late[3]
