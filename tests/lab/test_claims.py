"""Every claim, found by its file name, keeps the same promises; its verdict is recorded."""

import pytest
from descentlab import load
from descentlab.claim import CHECK, Claim, Part
from descentlab.references import library
from descentlab.verdicts import Outcome, declared, every_claim, measure, outcome, shortfall

every_declared = pytest.mark.parametrize("claim", declared(), ids=lambda claim: claim.id)


@every_declared
def test_a_claim_says_what_it_is_held_against(claim):
    exhibit = load(claim.exhibit)
    assert claim.says
    assert claim.reference in library()
    assert claim.reference in exhibit.references
    if claim.larger:
        assert not claim.parts
        return
    assert claim.parts
    assert len(set(claim.seeds)) >= 3
    assert claim.control is not None
    for settings in claim.runs.values():
        exhibit.settings().with_(**settings)
    assert claim.measure is not None or len(claim.runs) == 1


@every_declared
def test_a_claim_can_fail_and_says_so(claim):
    if claim.larger:
        pytest.skip("nothing is run: " + claim.larger)
    control = claim.control
    found = measure(claim, claim.seeds[0], changed=control.settings, steps=control.steps)
    assert outcome(claim, [found.numbers]) is not Outcome.REPRODUCED
    words = shortfall(claim, [found.numbers])
    assert any(control.says in word for word in words), words


def test_every_exhibit_is_in_the_table():
    from descentlab.catalog import exhibit_ids

    assert {claim.exhibit for claim in every_claim()} == set(exhibit_ids())
    assert len({claim.id for claim in every_claim()}) == len(every_claim())


SHARE = Part("the share is a half or more", "share", at_least=0.5)
CLAIM = Claim("it", "edge_of_stability", "", "it is", (SHARE, Part("it checks", CHECK, 1)))


def seed(share, check=1.0):
    return {"share": share, CHECK: check}


@pytest.mark.parametrize(
    ("seeds", "found"),
    [
        ([seed(0.5), seed(0.9), seed(0.7)], Outcome.REPRODUCED),
        ([seed(0.5), seed(0.4), seed(0.7)], Outcome.IN_PART),
        ([seed(0.5), seed(0.9, check=0), seed(0.7)], Outcome.IN_PART),
        ([seed(0.1), seed(0.4), seed(float("nan"))], Outcome.NOT),
    ],
)
def test_the_verdict_follows_from_the_parts_at_every_seed(seeds, found):
    assert outcome(CLAIM, seeds) is found
    assert bool(shortfall(CLAIM, seeds)) == (found is not Outcome.REPRODUCED)
