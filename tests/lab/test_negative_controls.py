"""Every exhibit's check finds against its claim where the claim must not hold, and says why."""

import pytest
from descentlab import load, run
from descentlab.catalog import exhibit_ids

CASES = [(name, i) for name in exhibit_ids() for i in range(len(load(name).negative_controls))]


@pytest.mark.parametrize("name", exhibit_ids())
def test_every_exhibit_has_a_negative_control(name):
    exhibit = load(name)
    assert exhibit.negative_controls
    for control in exhibit.negative_controls:
        exhibit.settings().with_(**control.settings)
        assert control.says


@pytest.mark.apart
@pytest.mark.parametrize(("name", "which"), CASES)
def test_the_check_finds_against_the_claim_and_says_why(name, which):
    exhibit = load(name)
    control = exhibit.negative_controls[which]
    done = run(name, **control.settings)
    done.advance(control.steps or exhibit.check_steps)
    found = done.check()
    assert not found.holds
    assert control.says in found.why
