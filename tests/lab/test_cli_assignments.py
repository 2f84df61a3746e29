"""`--set name=value` for every setting of every exhibit."""

from __future__ import annotations

import pytest
from descentlab.catalog import exhibit_ids, load
from descentlab.cli.assignments import assignments
from descentlab.errors import LabError
from descentlab.settings import Choice, describe
from hypothesis import given, settings
from hypothesis import strategies as st

EXHIBITS = [load(name) for name in exhibit_ids()]


def values(setting):
    """Every value the setting may have."""
    domain = setting.domain
    if isinstance(domain, Choice):
        return st.sampled_from(domain.values)
    if setting.type is int:
        return st.integers(int(domain.low), int(domain.high))
    return st.floats(domain.low, domain.high)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda e: e.id)
@settings(max_examples=25)  # a lot of exhibits share most of their settings
@given(data=st.data())
def test_what_is_written_is_what_is_set(exhibit, data):
    chosen = data.draw(st.lists(st.sampled_from(describe(exhibit.settings)), unique=True))
    wanted = {s.name: data.draw(values(s), s.name) for s in chosen}
    found = assignments(exhibit.settings, [f"{name}={value}" for name, value in wanted.items()])
    assert found == wanted
    assert all(type(found[s.name]) is s.type for s in chosen)
    exhibit.settings().with_(**found)  # and the exhibit takes it


@given(pairs=st.lists(st.text()), prefix=st.sampled_from(["", "lr=", "width=", "activation="]))
def test_any_text_is_settings_or_one_clear_error(pairs, prefix):
    exhibit = load("edge_of_stability")
    try:
        found = assignments(exhibit.settings, [prefix + pair for pair in pairs])
    except LabError:
        return
    exhibit.settings().with_(**found)


def test_seed_is_a_setting_like_another():
    exhibit = load("edge_of_stability")
    assert assignments(exhibit.settings, ["lr = 0.5"], seed=4) == {"lr": 0.5, "seed": 4}
