"""The claim of every exhibit holds at its defaults, and fails where it must."""

import pytest
from descentlab import load, run
from descentlab.catalog import exhibit_ids
from descentlab.claim import CHECK
from descentlab.verdicts import recorded, shipped_claims
from descentlab.verdicts.found import as_it_stands

#: The evidence of every exhibit's own check at its defaults, as `make verdicts` recorded it.
RECORDED = {
    claim.exhibit: recorded()[claim.id]
    for claim in shipped_claims()
    if as_it_stands(claim) and claim.id in recorded()
}
#: CPU seconds of a seed up to which a check runs here, every time.
QUICK = 2.5


def verdict(steps, **settings):
    done = run("edge_of_stability", **settings)
    done.advance(steps)
    return done.exhibit.check(done.trace, done.settings)


def quick(name):
    return RECORDED[name].seconds / len(RECORDED[name].seeds) < QUICK


@pytest.mark.parametrize("name", filter(quick, RECORDED))
def test_a_claim_that_is_soon_told_holds_at_the_defaults(name):
    done = run(name)
    done.advance(done.exhibit.check_steps)
    found = done.check()
    assert found.holds, found.why


@pytest.mark.parametrize("name", exhibit_ids())
def test_the_claim_held_at_the_seed_everybody_sees_first_when_it_was_last_recorded(name):
    """What becomes of it at the others is its verdict."""
    found = RECORDED[name].seeds[load(name).settings().seed]
    assert found.numbers[CHECK] == 1, found.why


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
