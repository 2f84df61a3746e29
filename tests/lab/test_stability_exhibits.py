"""What the exhibits of stability measure, against closed forms and dense algebra."""

import numpy as np
import pytest
import torch
from descentlab import run
from descentlab.measurements.opposing_signals import OpposingSignals
from descentlab.problems import lasso
from descentlab.processes.penalty_path import NAMES, PENALTIES


def swing_of(settings, steps):
    """Dense float64 evidence for the row of `SelfStabilisation` at the last of `steps`."""
    done = run("self_stabilisation", precision="float64", **settings)
    weights = [done.w]
    for _ in range(steps):
        done.advance(1)
        weights.append(done.w)
    return done, weights


def test_rates_of_sharpening_are_those_of_the_dense_hessian():
    small = {"width": 2, "examples": 20, "lr": 0.4}
    done, weights = swing_of(small, 6)
    objective = done.problem.objective
    before, at, after = weights[-3:]

    def dense(w):
        return objective.hvp(w, torch.eye(len(w), dtype=w.dtype))

    middle = (before + 2 * at + after) / 4
    u = torch.linalg.eigh(dense(at)).eigenvectors[:, -1]
    # ∇(uᵀHu) by central differences of products, whose error is about h² and ε/h, h = 1e-5
    h = 1e-5
    rise = torch.stack(
        [
            (u @ objective.hvp(middle + h * e, u) - u @ objective.hvp(middle - h * e, u)) / (2 * h)
            for e in torch.eye(len(at), dtype=at.dtype)
        ]
    )
    slope = objective.gradient(middle)
    rise, slope = rise - (rise @ u) * u, slope - (slope @ u) * u
    ends = [torch.linalg.eigvalsh(dense(w))[-1] for w in (before, after)]
    expected = [
        -0.4 * float(slope @ rise),
        0.2 * float(rise @ rise),
        float(u @ (at - middle)) ** 2,
        float(ends[1] - ends[0]) / 2,
    ]
    found = done.trace.series("sharpening_moments").values[-1]
    # the tracked eigenvector has a relative residual of up to 2e-2, so its direction errs as much
    np.testing.assert_allclose(found, expected, rtol=0.1, atol=1e-5)
    rows = done.trace.series("sharpening_moments").values[2:]
    rates = done.trace.series("sharpening_rates").values[-1]
    push = -(rows[:, 1] * rows[:, 2]).mean()
    np.testing.assert_allclose(rates[1], push, rtol=1e-12)
    np.testing.assert_allclose(rates[0] + rates[1], rates[2], rtol=1e-12)


def test_a_command_does_not_count_its_step_twice():
    one, two = (run("self_stabilisation", width=2, examples=20) for _ in range(2))
    for each in (one, two):
        each.advance(4)
    two.apply("set", name="lr", value=one.settings.lr * 2)
    two.apply("set", name="lr", value=one.settings.lr)
    for each in (one, two):
        each.advance(3)
    assert two.trace.same_bytes(one.trace)


def test_a_frozen_swing_lets_the_sharpness_through_the_line():
    """Damian, Nichani & Lee (2023): without the swing nothing pushes back."""
    free, frozen = (run("self_stabilisation", damping=d) for d in (0.0, 1.0))
    highest = []
    for each, steps in ((free, free.exhibit.check_steps), (frozen, 50)):
        each.advance(steps)
        sharpness = each.trace.series("eigenvalues").values[:, 0]
        # the first thirty steps are on the way down to the valley's floor
        highest.append(float(sharpness[30:].max() * each.settings.lr / 2))
    assert highest[0] < 1.2
    assert highest[1] > 2 * highest[0]
    assert free.check().holds, free.check()
    assert not frozen.check().holds


def test_planted_examples_are_told_from_gradients_of_single_examples():
    small = run("opposing_signals", width=4, examples=40, precision="float64")
    small.advance(5)
    problem, w = small.problem, small.w
    u = small.artefact("eigenvalues").top
    signals = torch.stack(
        [problem.objective.restricted(torch.tensor([i])).gradient(w) @ u for i in range(40)]
    ).numpy()
    squares, planted = signals**2, torch.cat(tuple(problem.groups.values())).numpy()
    top, share, found, cancellation = small.trace.series("signal_shares").values[-1]
    # the tracked vector's length is one to rounding
    np.testing.assert_allclose(share, squares[planted].sum() / squares.sum(), rtol=1e-8)
    np.testing.assert_allclose(top, np.sort(squares)[-2:].sum() / squares.sum(), rtol=1e-8)
    np.testing.assert_allclose(
        cancellation, abs(signals.sum()) / np.abs(signals).sum(), rtol=1e-6, atol=1e-10
    )
    largest = set(np.argsort(squares)[-len(planted) :])
    assert found == pytest.approx(len(largest & set(planted)) / len(planted))
    order = np.argsort(-signals)
    scores = small.trace.series("group_scores").values[-1]
    images = small.trace.series("group_images").values[-1]
    for end, members in enumerate((order[:8], order[::-1][:8])):
        np.testing.assert_allclose(scores[end], signals[members], rtol=1e-8)
        np.testing.assert_array_equal(images[end], problem.images[members.copy()].numpy())


def test_without_planted_groups_their_shares_are_not_measured():
    plain = run("opposing_signals", width=4, examples=40, fraction=0.0)
    _, share, found, _ = plain.trace.series("signal_shares").values[-1]
    assert np.isnan([share, found]).all()
    losses = plain.trace.series("group_losses").values[-1]
    assert np.isnan(losses[:2]).all()
    assert losses[2] == pytest.approx(float(plain.trace.series("loss").values[-1]))
    assert OpposingSignals((8, 8)).needs == ("eigenvalues",)


def second_moment_rate(jacobian, batch):
    """1/λ_max of the dense generalised problem E[H_B ⊗ H_B] over H ⊗ I + I ⊗ H, in H's range."""
    rows = jacobian.double()
    n, m, _ = rows.shape
    _, s, v = torch.linalg.svd(rows.flatten(0, 1), full_matrices=False)
    features = (rows @ v[s > 1e-6 * s[0]].mT).reshape(n, m, -1)
    each = features.mT @ features  # A_i in the basis of H's range
    r = each.shape[-1]
    whole = each.mean(0)
    share = (n - batch) / (batch * (n - 1))
    alone = torch.einsum("iab,icd->acbd", each, each).reshape(r * r, r * r) / n
    noise = share * alone + (1 - share) * torch.kron(whole, whole)
    eye = torch.eye(r, dtype=torch.float64)
    drift = torch.kron(whole, eye) + torch.kron(eye, whole)
    factor = torch.linalg.inv(torch.linalg.cholesky(drift))
    return 1 / float(torch.linalg.eigvalsh(factor @ noise @ factor.mT)[-1])


def test_critical_rates_are_those_of_the_dense_operator():
    from descentkernels.stability import network_jacobian

    small = run("sgd_stability", width=3, examples=10, batch=2, precision="float64", full_until=0)
    small.advance(50)
    for w, column in ((small.w, 0), (small.now.state.others[0][1], 1)):
        table = network_jacobian(small.problem.objective, w)
        rates = small.trace.series("critical_rates").values[-1]
        # an eigenpair to 1e-4: its value to about 1e-8, and 1e-6 leaves room
        np.testing.assert_allclose(rates[column], second_moment_rate(table, 2), rtol=1e-6)
        if column == 0:
            flat = table.flatten(0, 1)
            np.testing.assert_allclose(rates[2], 2 * 2 * 10 / float(flat.square().sum()), rtol=1e-8)
            largest = torch.linalg.matrix_norm(flat, ord=2) ** 2 / 10
            np.testing.assert_allclose(rates[3], 2 / float(largest), rtol=1e-8)


def test_sgd_leaves_a_minimum_above_its_critical_rate_and_stays_below():
    leaving = run("sgd_stability")
    leaving.advance(leaving.settings.full_until)
    staying = leaving.fork(lr=leaving.settings.lr / 4)
    leaving.advance(leaving.exhibit.check_steps - leaving.step)
    found = leaving.check()
    assert found.holds, found
    assert found.measured["critical rate over η at gradient descent's minimum"] < 1
    before = float(staying.trace.series("loss").values[-1])
    staying.advance(40)
    assert staying.trace.series("loss").values[-40:].max() < 2 * before


def test_both_networks_are_one_until_the_batches_begin():
    leaving = run("sgd_stability", width=4, examples=20, full_until=6)
    leaving.advance(6)
    apart = leaving.trace.series("distance_beside").values
    assert (apart == 0).all()
    leaving.advance(1)
    assert leaving.trace.series("distance_beside").values[-1] > 0


@pytest.mark.parametrize("kink", ["sharp", "rounded"])
def test_each_penalty_goes_down_its_own_objective(kink):
    descending = run("non_smooth", kink=kink, examples=30, dim=6, schedule="inverse_sqrt")
    descending.advance(3)
    before = dict(descending.now.state.others)
    descending.advance(1)
    after = dict(descending.now.state.others)
    eta = 0.05 / np.sqrt(5)  # η/√(1 + t') of the fourth step
    for name, penalty in zip(NAMES, PENALTIES, strict=True):
        settings = lasso.LassoSettings(kink=kink, examples=30, dim=6, penalty=penalty)
        slope = lasso.build(settings).objective.gradient(before[name])
        torch.testing.assert_close(after[name], before[name] - eta * slope, rtol=0, atol=1e-12)


def test_the_kinks_hop_is_half_of_d_times_the_step_and_the_minimiser_zero():
    """At λ = 5 no weight is worth its penalty: |x| averages ½ηλ for each of d weights."""
    hopping = run("non_smooth")
    hopping.advance(hopping.exhibit.check_steps)
    late, least, hop = hopping.trace.series("penalty_profile").values[-1]
    assert hop[-1] == pytest.approx(0.5 * 20 * 0.05 * 5)
    assert late[-1] == pytest.approx(hop[-1], rel=0.1)  # the smooth part pulls a little
    a, b = lasso.data(lasso.LassoSettings())
    bound = float((a.mT @ b / len(a)).abs().max())  # above it zero is the minimiser
    assert all(norm == 0 for p, norm in zip(PENALTIES, least, strict=True) if p > bound)
    plain = torch.linalg.lstsq(a, b[:, None]).solution
    assert least[0] == pytest.approx(float(plain.abs().sum()), rel=1e-8)
    assert hopping.check().holds, hopping.check()


def test_sharpness_at_a_kink_is_that_of_the_smooth_part():
    sharp, rounded = (run("non_smooth", kink=k, rounding=0.1) for k in ("sharp", "rounded"))
    a, _ = lasso.data(lasso.LassoSettings())
    smooth = a.mT @ a / len(a)
    for each, kinks in ((sharp, 0.0), (rounded, 0.01 * (rounded.w**2 + 0.01) ** -1.5)):
        dense = smooth + torch.diag(kinks * torch.ones(len(a[0]), dtype=a.dtype))
        expected = float(torch.linalg.eigvalsh(dense)[-1])
        found = each.trace.series("kink_sharpness").values[0, 0]
        assert found == pytest.approx(expected, rel=1e-10)
