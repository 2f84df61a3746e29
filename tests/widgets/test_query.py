"""The address line: what it may say, and what happens to what it may not."""

from __future__ import annotations

import pytest
from descentwidgets.query import SHARE_LIMIT, opening
from hypothesis import given
from hypothesis import strategies as st

SPEC = {
    "settings": [
        {"name": "lr", "type": "float"},
        {"name": "width", "type": "int"},
        {"name": "activation", "type": "choice", "values": ["tanh", "relu"]},
        {"name": "fast", "type": "bool"},
    ]
}


def read(**arguments: str):
    return opening({k: [v.encode()] for k, v in arguments.items()}, SPEC)


def test_an_empty_line_says_nothing():
    assert read() == ([], [])


def test_settings_become_one_preset():
    messages, notices = read(lr="0.05", width="32", activation="relu", fast="1")
    settings = {"lr": 0.05, "width": 32, "activation": "relu", "fast": True}
    assert messages == [{"kind": "preset", "settings": settings, "id": 0}]
    assert notices == []


def test_a_shared_run_wins_over_settings_and_says_so():
    messages, notices = read(run="eNq_-", lr="0.05")
    assert messages == [{"kind": "restore", "share": "eNq_-", "id": 0}]
    assert "lr" in notices[0][1]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("lr", "abc", "a number"),
        ("lr", "nan", "finite"),
        ("lr", "inf", "finite"),
        ("width", "3.5", "whole number"),
        ("activation", "sine", "tanh, relu"),
        ("fast", "perhaps", "true or false"),
    ],
)
def test_an_unreadable_value_is_named_and_the_default_stays(name, text, expected):
    messages, notices = read(**{name: text})
    assert messages == []
    level, notice = notices[0]
    assert level == "warning"
    assert name in notice
    assert expected in notice


def test_an_unknown_name_lists_the_known_ones():
    _, notices = read(depth="3")
    assert "depth" in notices[0][1]
    assert "lr, width, activation" in notices[0][1]


def test_a_link_longer_than_any_run_is_refused():
    messages, notices = read(run="a" * (SHARE_LIMIT + 1))
    assert messages == []
    assert "longer" in notices[0][1]


@given(st.dictionaries(st.text(max_size=20), st.lists(st.binary(max_size=50), max_size=3)))
def test_no_garbage_raises_or_comes_back_as_markup(arguments):
    messages, notices = opening(arguments, SPEC)
    assert all(m["kind"] in ("restore", "preset") for m in messages)
    assert not any("<" in text for _, text in notices)
