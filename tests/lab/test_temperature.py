"""One network at several temperatures: what is proportional to T, and what is not."""

import math
from dataclasses import replace

import numpy as np
import pytest
from descentlab import run
from descentlab.exhibits.temperature_fingerprint import PROCESS
from descentlab.measurements._rays import rays
from descentlab.measurements.temperature import LENSES, Temperature
from descentlab.problems._side_by_side import DIRECTIONS
from descentlab.problems.temperature_twins import temperatures
from descentlab.runs.point import Point

SMALL = {"width": 8, "examples": 60, "classes": 4}


@pytest.fixture(scope="module")
def trained():
    done = run("temperature_fingerprint", **SMALL)
    done.advance(60)
    return done


def test_one_function_at_five_temperatures_breaks_at_one_r(trained):
    """The head of the T = 1 network scaled by T gives the same softmax(z/T) at every T. Along a
    bias both onset and ρ_a are T times as far: ln onset spreads as ln T in τ, and not at all in r.
    """
    parts, w = trained.problem.parts, trained.w.clone()
    first = w[parts["T = 1"]]
    head = 9 * SMALL["classes"]  # 8 weights and a bias for each logit, the last of the layout
    for t, part in zip(temperatures(trained.settings), parts.values(), strict=True):
        w[part] = first
        w[part.stop - head : part.stop] *= float(t)
    state = replace(trained.now.state, w=w)
    reading = Temperature(PROCESS).measure(
        Point(trained.problem, state, trained.settings, {}), None
    )
    in_tau, in_r = reading.values["spread"]
    # accuracies are counted, so that rounding of float32 logits moves an onset hardly or not at all
    assert in_tau == pytest.approx(math.log(4) / math.sqrt(2), rel=1e-3)
    assert in_r < 1e-3
    slope = np.polyfit(reading.values["log_t"], reading.values["against_t"][1], 1)[0]
    assert slope == pytest.approx(math.log10(2), rel=1e-4)


def test_through_a_lens_the_radius_of_two_classes_is_the_closed_form():
    """K = 2: ρ* = √(δ² + π²T²)/Δ_a, the least over the examples; ρ_a = πT/Δ_a."""
    done = run("temperature_fingerprint", **SMALL | {"classes": 2, "direction": "uphill"})
    found = rays(Point(done.problem, done.now.state, done.settings, {}), PROCESS)
    which, middle = list(DIRECTIONS).index("uphill"), 2
    z, a = found.logits[..., middle], found.slopes[which, ..., middle]
    gap, spread = (z[:, 0] - z[:, 1]).abs(), (a[:, 0] - a[:, 1]).abs()
    t = 2.0 ** LENSES[:, None]
    exact = (gap**2 + (math.pi * t) ** 2).sqrt() / spread
    bound, nearest, _ = 10 ** done.trace.series("lens").values[0]
    np.testing.assert_allclose(nearest, exact.amin(1), rtol=1e-12)
    np.testing.assert_allclose(bound, (math.pi * t / spread).amin(1), rtol=1e-12)


def test_twins_of_one_function_start_with_the_same_probabilities():
    done = run("temperature_fingerprint", **SMALL, twin_start="same_function")
    losses = done.trace.series("network_loss").values[0]
    np.testing.assert_allclose(losses, losses[2], rtol=1e-5)
    apart = run("temperature_fingerprint", **SMALL).trace.series("network_loss").values[0]
    assert np.ptp(apart) > 0.01


def test_the_claim_is_not_borne_out_before_the_losses_are_equal(trained):
    short = run("temperature_fingerprint", **SMALL)
    short.advance(10)
    verdict = short.check()
    assert not verdict.holds
    assert "of 5 have come to the loss wanted" in verdict.why
    assert verdict.measured["ρ_a(T')/T', largest relative deviation"] < 1e-9
