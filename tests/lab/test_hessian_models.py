"""Regularised Newton's lanes: the infimum they are judged by, orders of rates, and known steps."""

import numpy as np
import pytest
import torch
from descentlab import run
from descentlab.checks.hessian_models import exponent, order
from descentlab.problems._digits import digits
from descentlab.problems.smoothness_classes import SmoothnessClassesSettings, build
from descentlab.processes.hessian_models import DONE, LANES
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

K = np.arange(1.0, 61.0)


@pytest.mark.parametrize(
    ("gaps", "expected"), [(0.6**K, 0), (1 / K, 1), (K**-3.0, 1 / 3), (0.9 ** (K**2 / 9), None)]
)
def test_the_order_of_known_sequences(gaps, expected):
    found = order(gaps)
    if expected is None:  # ever faster
        assert found < -0.01
    else:
        assert found == pytest.approx(expected, abs=0.06)


def test_an_exponent_is_read_from_a_power_law_and_not_from_a_gradient_that_stays():
    x = -0.1 * K
    scales = np.stack([x, 0.5 * x + 1], 1)
    assert exponent(scales, 0.6**K) == pytest.approx(0.5)
    assert np.isnan(exponent(scales * [1e-3, 1], 0.6**K))


def test_the_infimum_is_what_an_independent_solver_finds_and_zero_where_all_can_be_told_apart():
    sizes = {"examples": 300, "classes": 2, "family": "label_noise"}
    problem = build(SmoothnessClassesSettings(**sizes))
    least = float(problem.objective.value(problem.start)) - problem.metrics["gap"](
        problem.start, None
    )
    told_apart = (digits()[1] < 2).nonzero()[:300, 0]
    inputs, classes = digits()[0][told_apart].numpy(), problem.classes.numpy()
    # another library's solver, of logistic regression as one column of weights
    peer = LogisticRegression(C=np.inf, solver="newton-cg", tol=1e-9, max_iter=500)
    chances = peer.fit(inputs, classes).predict_proba(inputs)
    assert least == pytest.approx(log_loss(classes, chances), rel=1e-9)
    assert least > 0.01
    apart = build(SmoothnessClassesSettings(examples=40))
    assert apart.metrics["gap"](apart.start, None) == float(apart.objective.value(apart.start))


def test_newton_shrinks_a_homogeneous_loss_as_euler_says_and_a_lane_that_is_done_rests():
    # H(w − w*) = (p − 1)∇L, so that a step leaves (p − 2)/(p − 1) of the way: of the gap, its p-th
    done = run("gradient_normalised_newton", family="power", exponent=4.0, examples=60, gamma=1e3)
    done.advance(3)
    shares = done.trace.series("model_shares").values[1:, LANES.index("exact Hessian")]
    # the linear systems are solved to a hundredth, and λ > 0
    assert shares == pytest.approx((2 / 3) ** 4, rel=0.1)
    bowl = run("gradient_normalised_newton", family="power", exponent=2.0, examples=60)
    bowl.advance(12)
    gaps = bowl.trace.series("model_gaps").values[:, 0]
    assert np.nanmin(gaps[1:]) <= DONE * gaps[0]
    assert torch.equal(bowl.w, bowl.fork(11).w)
    assert np.isnan(bowl.trace.series("model_gammas").values[-1, 0])
