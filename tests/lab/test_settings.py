"""Settings validate, clamp and describe themselves."""

import json
from dataclasses import FrozenInstanceError, dataclass
from typing import Annotated

import pytest
from descentlab.errors import LabError
from descentlab.settings import Choice, Info, Range, Settings, describe, find
from hypothesis import given
from hypothesis import strategies as st


@dataclass(frozen=True)
class Example(Settings):
    rate: Annotated[float, Range(0.1, 10.0, log=True), Info("rate", live=True)] = 1.0
    width: Annotated[int, Range(1, 64), Info("width")] = 8
    kind: Annotated[str, Choice("a", "b"), Info("kind")] = "a"


ANYTHING = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.integers())
)


@given(ANYTHING)
def test_a_number_is_inside_its_range_or_an_error_says_what_was_expected(value):
    setting = find(Example, "rate")
    try:
        parsed, said = setting.parse(value), ""
    except LabError as error:
        parsed, said = 1.0, str(error)
    assert 0.1 <= parsed <= 10
    assert not said or ("0.1 to 10" in said and repr(value) in said)


@given(ANYTHING)
def test_a_clamped_number_is_inside_its_range_whatever_comes(value):
    for name in ("rate", "width"):
        setting = find(Example, name)
        try:
            clamped = setting.clamp(value)
        except LabError:
            continue
        assert setting.domain.low <= clamped <= setting.domain.high
        assert isinstance(clamped, setting.type)


@given(st.floats(0.1, 10.0), st.integers(1, 64), st.sampled_from("ab"))
def test_what_changed_is_what_makes_the_settings_again(rate, width, kind):
    settings = Example(rate, width, kind)
    assert Example(**json.loads(json.dumps(settings.changed()))) == settings


@pytest.mark.parametrize("value", [0, 65, 1.5, float("nan"), True, None, "wide"])
def test_a_width_that_makes_no_sense_is_refused(value):
    with pytest.raises(LabError, match="width"):
        Example(width=value)


def test_text_from_the_command_line_is_understood():
    assert Example(rate="0.5", width="12") == Example(0.5, 12)


def test_an_unknown_setting_names_the_nearest():
    with pytest.raises(LabError, match="Did you mean 'width'"):
        Example().with_(widht=3)


def test_settings_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        Example().rate = 3.0


def test_inherited_settings_are_described_in_the_order_declared():
    @dataclass(frozen=True)
    class More(Example):
        rate: Annotated[float, Range(0.1, 10.0), Info("rate")] = 2.0

    assert [s.name for s in describe(More)] == ["rate", "width", "kind"]
    assert find(More, "rate").default == 2.0
