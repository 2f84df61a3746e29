"""A trace holds every series on its own steps and tells its readers only what changed."""

import numpy as np
import pytest
from descentlab.errors import LabError
from descentlab.measurement import SeriesSpec
from descentlab.runs.trace import Trace
from hypothesis import given
from hypothesis import strategies as st

SPECS = (SeriesSpec("loss", "loss"), SeriesSpec("pair", "pair", "m", (("axis", 2),), ("x", "y")))


def filled(n: int) -> Trace:
    trace = Trace(SPECS)
    for step in range(n):
        row = {"loss": 1.0 / (step + 1)}
        if step % 3 == 0:
            row["pair"] = [step, -step]
        trace.append(step, row)
    return trace


def test_a_series_measured_now_and_then_is_missing_in_between_not_zero():
    data = filled(5).to_xarray()
    assert data["pair"].dims == ("step", "axis")
    assert np.isnan(data["pair"].sel(step=[1, 2, 4]).values).all()
    assert data["pair"].sel(step=3).values.tolist() == [3, -3]
    assert data["pair"].attrs == {"long_name": "pair", "units": "m"}
    table = filled(5).to_pandas()
    assert list(table.columns) == ["loss", "pair[0]", "pair[1]"]
    assert table["pair[1]"].dropna().tolist() == [0, -3]


def test_the_value_at_a_step_is_the_last_one_measured():
    pair = filled(9).series("pair")
    assert pair.at(5).tolist() == [3, -3]
    assert pair.at(6).tolist() == [6, -6]


def test_an_unknown_series_names_the_nearest():
    with pytest.raises(LabError, match="Did you mean 'loss'"):
        filled(1).series("los")


@pytest.mark.parametrize(
    ("row", "said"),
    [({"pair": [1.0, 2.0, 3.0]}, "shape (3,); expected (2,)"), ({"los": 1.0}, "declared are loss")],
)
def test_what_is_returned_but_not_declared_is_told_by_name(row, said):
    with pytest.raises(LabError) as told:
        Trace(SPECS).append(0, row)
    assert said in str(told.value)


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("append"), st.integers(1, 80)),
            st.tuples(st.just("truncate"), st.integers(0, 200)),
            st.tuples(st.just("take"), st.just(0)),
        ),
        max_size=30,
    )
)
def test_a_reader_that_follows_the_changes_holds_the_same_rows(actions):
    trace = Trace(SPECS)
    feed = trace.feed()
    held: dict[str, list] = {"loss": [], "pair": []}
    value = 0.0

    def take():
        for change in feed.take():
            rows = list(zip(change.steps.tolist(), change.values.tolist(), strict=True))
            held[change.name][change.start :] = rows

    for action, n in actions:
        if action == "append":
            for _ in range(n):
                value += 1
                trace.append(trace.last_step() + 1, {"loss": value, "pair": [value, 0.0]})
        elif action == "truncate":
            trace.truncate(n)
            trace.append(n, {"loss": -value}) if trace.last_step() == n - 1 else None
        else:
            take()
    trace.append(trace.last_step() + 1, {"loss": 0.5, "pair": [0.5, 0.5]})
    take()
    for name, rows in held.items():
        series = trace.series(name)
        assert rows == list(zip(series.steps.tolist(), series.values.tolist(), strict=True))


def test_a_feed_of_some_series_is_not_troubled_by_the_others():
    trace = filled(4)
    feed = trace.feed(["loss"])
    trace.truncate(2)
    assert [(c.name, c.start, len(c.steps)) for c in feed.take()] == [("loss", 0, 2)]


def test_a_copy_is_its_own():
    trace = filled(10)
    twin = trace.copy(4)
    assert twin.last_step() == 4
    trace.truncate(2)
    trace.append(2, {"loss": 99.0})
    assert twin.series("loss").values[2] == pytest.approx(1 / 3)
    assert not twin.same_bytes(trace)
