"""A link carries a session whole, and a damaged one is refused with a word."""

import pytest
from descentlab.errors import LabError
from descentlab.runs.command import Command
from descentlab.share import Shared, SharedBranch, decode, encode
from hypothesis import given
from hypothesis import strategies as st

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
COMMANDS = st.one_of(
    st.builds(lambda s, a: Command(s, "kick", {"amount": a}), st.integers(0, 99), NUMBERS),
    st.builds(
        lambda s, v: Command(s, "set", {"name": "lr", "value": v}), st.integers(0, 99), NUMBERS
    ),
    st.builds(
        lambda s, v: Command(s, "place", {"values": {"lr": v, "rebase": 5}}),
        st.integers(0, 99),
        NUMBERS,
    ),
    st.builds(
        lambda s, x, y: Command(s, "move", {"plane": 0, "x": x, "y": y}),
        st.integers(0, 99),
        NUMBERS,
        NUMBERS,
    ),
)


@given(st.lists(COMMANDS, max_size=8), st.text(max_size=8), NUMBERS)
def test_what_goes_in_comes_out(commands, name, lr):
    main = SharedBranch("main", None, 0, 120, tuple(commands))
    shared = Shared("edge_of_stability", {"lr": lr}, (main, SharedBranch(name, 0, 7, 9, ())), 1)
    assert decode(encode(shared)) == shared


@given(st.text(max_size=60))
def test_garbage_is_refused_and_never_raises_anything_else(text):
    with pytest.raises(LabError, match="link"):
        decode(text)


def test_a_link_cut_short_is_refused():
    text = encode(Shared("x", {}, (SharedBranch("main", None, 0, 5, ()),), 0))
    for length in range(len(text) - 1):
        with pytest.raises(LabError, match="Copy the whole link"):
            decode(text[:length])


@pytest.mark.parametrize(
    "branches",
    [
        (),
        (SharedBranch("orphan", 0, 0, 5, ()),),
        (SharedBranch("main", None, 0, 5, ()), SharedBranch("second root", None, 0, 5, ())),
        (SharedBranch("main", None, 0, 5, ()), SharedBranch("before it starts", 0, 4, 3, ())),
    ],
)
def test_branches_that_do_not_fit_together_are_refused(branches):
    with pytest.raises(LabError, match="link"):
        decode(encode(Shared("x", {}, branches, 0)))


def test_a_small_link_cannot_unpack_to_a_huge_session():
    bomb = encode(Shared("x", {"a": "0" * 5_000_000}, (SharedBranch("m", None, 0, 5, ()),), 0))
    assert len(bomb) < 20_000
    with pytest.raises(LabError, match="link"):
        decode(bomb)


def test_a_session_of_a_dozen_commands_fits_a_pasted_link():
    commands = tuple(
        Command(10 * i, "move", {"plane": i, "x": 0.123456789 * i, "y": -0.9}) for i in range(12)
    )
    main = SharedBranch("main", None, 0, 500, commands)
    assert len(encode(Shared("edge_of_stability", {"lr": 0.37}, (main,), 0))) < 500
