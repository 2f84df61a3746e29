"""Every exhibit's check finds against its claim where the claim must not hold, and says why."""

import pytest
from descentlab import load
from descentlab.catalog import exhibit_ids
from descentlab.promises.controls import against

CASES = [(name, i) for name in exhibit_ids() for i in range(len(load(name).negative_controls))]


@pytest.mark.parametrize("name", exhibit_ids())
def test_every_exhibit_has_a_negative_control(name):
    exhibit = load(name)
    assert exhibit.negative_controls
    for control in exhibit.negative_controls:
        exhibit.settings().with_(**control.settings)
        assert control.says


@pytest.mark.parametrize(("name", "which"), CASES)
def test_the_check_finds_against_the_claim_and_says_why(name, which):
    exhibit = load(name)
    assert against(exhibit, exhibit.negative_controls[which]) == []
