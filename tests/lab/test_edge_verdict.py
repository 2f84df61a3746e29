"""The claim of every exhibit holds at its defaults, and fails where it must."""

import re
from pathlib import Path

import numpy as np
import pytest
from descentlab import run
from descentlab.catalog import exhibit_ids

pytestmark = pytest.mark.apart

ROOT = Path(__file__).parents[2]
#: Claims that another test holds at the defaults and the check's steps, and goes on from there.
ELSEWHERE = {
    "edge_of_stability": "notebooks/01_edge_of_stability.ipynb",
    "hessian_spectra": "notebooks/02_hessian_spectra.ipynb",
    "loss_landscape": "notebooks/03_loss_landscapes.ipynb",
    "one_basin": "notebooks/03_loss_landscapes.ipynb",
    "central_flow": "notebooks/04_central_flows.ipynb",
    "three_tasks": "notebooks/07_gradient_conflict.ipynb",
    "ghosts_of_softmax": "notebooks/06_ghosts_of_softmax.ipynb",
    "self_stabilisation": "tests/lab/test_stability_exhibits.py",
    "opposing_signals": "notebooks/05_every_optimizers_edge.ipynb",
    "spike_arena": "tests/lab/test_spike_arena.py",
    "sgd_stability": "tests/lab/test_stability_exhibits.py",
    "non_smooth": "tests/lab/test_stability_exhibits.py",
}


def verdict(steps, **settings):
    done = run("edge_of_stability", **settings)
    done.advance(steps)
    return done.exhibit.check(done.trace, done.settings)


@pytest.mark.parametrize("name", [n for n in exhibit_ids() if n not in ELSEWHERE])
def test_the_claim_of_an_exhibit_holds_at_its_defaults(name):
    done = run(name)
    done.advance(done.exhibit.check_steps)
    found = done.check()
    assert found.holds, found.why


@pytest.mark.parametrize(("name", "place"), ELSEWHERE.items())
def test_the_other_claims_are_held_where_it_is_said(name, place):
    text = (ROOT / place).read_text().replace('\\"', '"')
    assert re.search(rf'run\("{name}"[,)]', text)
    assert re.search(r"assert (\w+\.check\(\)|found|verdict)\.holds", text)


def test_a_step_so_small_that_the_edge_is_never_reached_fails():
    found = verdict(60, lr=0.001)
    assert not found.holds
    assert "never reached" in found.why
    assert np.isnan(found.measured["first step at the edge"])


def test_a_diverged_run_fails_and_says_so():
    found = verdict(500, lr=20.0, examples=30, width=4)
    assert not found.holds
    assert "diverged" in found.why


def test_a_run_too_short_to_tell_fails():
    found = verdict(5, examples=30, width=4)
    assert not found.holds
    assert "too few" in found.why


@pytest.mark.parametrize(("lr", "falls"), [(0.05, True), (0.19, True), (0.21, False), (1.0, False)])
def test_the_quadratic_converges_exactly_below_its_threshold(lr, falls):
    done = run("quadratic_stability", lr=lr)
    done.advance(150)
    found = done.exhibit.check(done.trace, done.settings)
    assert found.holds, found.why
    assert (found.measured["loss, last"] < found.measured["loss, first"]) == falls


def test_the_quadratic_claim_fails_when_the_run_is_not_what_the_settings_say():
    done = run("quadratic_stability", lr=0.15)
    done.advance(100)
    found = done.exhibit.check(done.trace, done.settings.with_(lr=0.19))
    assert not found.holds
    assert "1 − ηλ₁" in found.why
