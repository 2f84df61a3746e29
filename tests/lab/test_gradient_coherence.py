"""Coherence, learning order and the robust network, against plain algebra on single examples."""

import numpy as np
import pytest
import torch
from descentlab import run
from descentlab.measurements.learning_order import EDGES, GROUPS, SHOWN
from descentlab.problems._digits import chosen, digits
from descentlab.problems.real_and_random_labels import (
    NETWORKS,
    NOISY,
    RANDOM,
    REAL,
    ROBUST,
    RealAndRandomLabelsSettings,
    labels,
)
from scipy.stats.mstats import winsorize

SMALL = {"width": 4, "examples": 40}


def rows_of(done, network, w):
    """[n, P] float64: the gradient of every example of one network, by autograd one at a time."""
    alone, part = done.problem.alone[network].in_float64, done.problem.parts[NETWORKS[network]]
    count = len(done.problem.classes)
    singles = [alone.restricted(torch.tensor([i])) for i in range(count)]
    return torch.stack([one.gradient(w[part].double()) for one in singles])


def test_labels_are_real_partly_wrong_and_random():
    settings = RealAndRandomLabelsSettings(examples=500, label_noise=0.2)
    real, noisy, robust, random = labels(settings).T
    assert torch.equal(real, digits()[1][chosen(settings)])
    assert torch.equal(noisy, robust)
    wrong = noisy != real
    more = labels(settings.with_(label_noise=0.5))[:, NOISY] != real
    assert (wrong <= more).all()
    # standard deviations of such shares of 500: 0.018, 0.022 and 0.013
    assert float(wrong.double().mean()) == pytest.approx(0.2, abs=0.06)
    assert float(more.double().mean()) == pytest.approx(0.5, abs=0.07)
    assert float((random == real).double().mean()) == pytest.approx(0.1, abs=0.04)


def test_coherence_is_that_of_single_gradients_here_and_halfway():
    done = run("gradient_coherence", **SMALL)
    done.advance(4)
    before = done.w
    done.advance(1)
    for series, w in (("coherence", done.w), ("coherence_calm", (before + done.w) / 2)):
        found = done.trace.series(series)
        assert found.steps[-1] == 5
        for network in range(4):
            rows = rows_of(done, network, w)
            alpha = rows.mean(0).square().sum() / rows.square().sum(1).mean()
            # float32 weights and gradients
            assert found.values[-1, network] == pytest.approx(40 * float(alpha), rel=1e-4)
    noise = 40 / found.values[-1] - 1
    np.testing.assert_allclose(done.trace.series("noise_scale").values[-1], noise, rtol=1e-6)


def test_each_network_moves_by_its_own_mean_and_one_by_a_robust_one():
    done = run("gradient_coherence", **SMALL, robust_share=0.1, lr=0.5)
    done.advance(2)
    before = done.w
    done.advance(1)
    for network, name in enumerate(NETWORKS):
        part, rows = done.problem.parts[name], rows_of(done, network, before).numpy()
        share = 0.1 if network == ROBUST else 0.0
        mean = winsorize(rows, limits=(share, share), axis=0).mean(0)
        moved = (done.w - before)[part]
        # float32
        np.testing.assert_allclose(moved.numpy(), -0.5 * mean, rtol=2e-3, atol=2e-6)


def test_with_no_share_the_robust_network_is_the_plain_one_and_the_slider_parts_them():
    done = run("gradient_coherence", **SMALL, robust_share=0.0)
    done.advance(3)
    plain, robust = (done.problem.parts[NETWORKS[i]] for i in (NOISY, ROBUST))
    assert torch.equal(done.w[plain], done.w[robust])
    done.apply("set", name="robust_share", value=0.2)
    done.advance(1)
    assert not torch.equal(done.w[plain], done.w[robust])


def test_what_is_learned_and_when():
    done = run("gradient_coherence", **SMALL, robust_share=0.1, lr=2.0)
    problem, first = done.problem, np.full((40, 4), -1)
    targets = problem.objective.targets.numpy()
    for step in range(13):
        if step:
            done.advance(1)
        chances = problem.objective.outputs(done.w).softmax(1).numpy()
        own = np.take_along_axis(chances, targets[:, None], 1)[:, 0]
        first[(first < 0) & (own > 0.5)] = step
    members = {None: np.ones(40, bool), True: problem.wrong.numpy(), False: ~problem.wrong.numpy()}
    kept = [(network, members[wrong]) for network, wrong in GROUPS.values()]
    now = [(own[m, n] > 0.5).mean() for n, m in kept]
    np.testing.assert_allclose(done.trace.series("learned").values[-1], now)
    edges = np.append(EDGES.numpy(), 10**6)
    shown = [i for i, name in enumerate(GROUPS) if name in SHOWN]
    bins = [np.histogram(first[m, n], edges)[0] / m.sum() for n, m in (kept[i] for i in shown)]
    found = done.trace.series("first_learned").values[-1]
    np.testing.assert_allclose(found, np.repeat(bins, 2, axis=1))
    assert np.sum(bins) > 0.5
    np.testing.assert_allclose(
        done.trace.series("network_loss").values[-1], -np.log(own).mean(0), rtol=1e-5
    )


def test_unseen_digits_are_held_against_their_real_labels():
    done = run("gradient_coherence", width=4, examples=100, classes=3, lr=2.0)
    done.advance(10)
    kept = chosen(done.settings)
    free = [i for i in (digits()[1] < 3).nonzero()[:, 0].tolist() if i not in set(kept.tolist())]
    network, w = done.problem.alone[REAL], done.w[done.problem.parts[NETWORKS[REAL]]]
    named = network.unflatten(w)
    first, second = (named[f"{i}.weight"] for i in (0, 2))
    hidden = torch.tanh(digits()[0][free].float() @ first.T + named["0.bias"])
    right = (hidden @ second.T + named["2.bias"]).argmax(1) == digits()[1][free]
    tested = float(right.double().mean())
    assert done.trace.series("test_accuracy").values[-1, REAL] == pytest.approx(tested)
    trained = done.trace.series("network_accuracy").values[-1]
    gap = trained[REAL] - tested
    assert done.trace.series("gap").values[-1, REAL] == pytest.approx(gap)
    assert gap < 0.1 < done.trace.series("gap").values[-1, RANDOM]


def test_where_no_digits_are_left_nothing_is_tested():
    done = run("gradient_coherence", width=1, examples=1797, robust_share=0.0)
    assert np.isnan(done.trace.series("test_accuracy").values).all()


def test_a_short_run_is_too_short_to_tell():
    short = run("gradient_coherence", **SMALL)
    short.advance(6)
    assert "too few" in short.check().why
