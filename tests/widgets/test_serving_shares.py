"""Few cores are shared out fairly, and a worker keeps to its share."""

from __future__ import annotations

import pytest
from descentlab.worker.ration import DEBT, SAVINGS, Ration
from descentwidgets.serving.flood import BURST, RATE, Flood
from descentwidgets.serving.schedule import FOCUSED, VISIBLE, Want, rations
from hypothesis import given
from hypothesis import strategies as st

wants = st.lists(
    st.builds(Want, st.sampled_from([VISIBLE, FOCUSED]), st.floats(0.01, 1.5)), max_size=30
)


@given(wants, st.floats(0.1, 8.0))
def test_shares_are_weighted_max_min_fair(wants, cores):
    given = rations(wants, cores)
    assert len(given) == len(wants)
    assert sum(given) <= cores + 1e-9
    need = [min(w.appetite, 1.0) for w in wants]
    assert all(0 < g <= n + 1e-9 for g, n in zip(given, need, strict=True))
    if sum(need) <= cores:
        assert given == pytest.approx(need)
    else:
        assert sum(given) == pytest.approx(cores)
    # Whoever gets less than it needs gets no less for its weight than anybody else.
    per_weight = [g / w.weight for g, w in zip(given, wants, strict=True)]
    for g, n, mine in zip(given, need, per_weight, strict=True):
        if g < n - 1e-9:
            assert mine >= max(per_weight) - 1e-9


def test_a_focused_tab_gets_four_times_a_visible_one():
    assert rations([Want(FOCUSED), Want(), Want(), Want(), Want()], 1.0) == pytest.approx(
        [0.5, 0.125, 0.125, 0.125, 0.125]
    )


class Clock:
    """A worker whose slices take as long as they are told to."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def work(self, seconds: float) -> None:
        self.wall += seconds
        self.cpu += seconds


def test_a_worker_keeps_to_its_ration_and_answers_at_once():
    clock = Clock()
    ration = Ration(lambda: clock.wall, lambda: clock.cpu)
    assert ration.wait() == 0.0
    ration.set(0.2)
    while clock.wall < 100.0:
        clock.work(0.07)
        clock.wall += ration.wait()
    assert clock.cpu == pytest.approx(20.0, abs=0.5)
    clock.work(50.0)
    assert ration.wait() == pytest.approx(DEBT / 0.2)
    ration.forgive()
    assert ration.wait() == 0.0
    clock.wall += 1000.0  # a long rest saves up next to nothing
    assert ration.wait() == 0.0
    clock.work(SAVINGS + 0.05)
    assert ration.wait() > 0.0
    ration.set(1.0)
    assert ration.wait() == 0.0


def test_a_flood_is_dropped_and_a_drag_is_not():
    now = [0.0]
    flood = Flood(lambda: now[0])
    for _ in range(1000):
        now[0] += 1 / 90
        assert flood.takes()
    taken = sum(flood.takes() for _ in range(5000))
    assert taken <= BURST
    assert flood.refused == 5000 - taken
    now[0] += 1.0
    assert sum(flood.takes() for _ in range(5000)) == pytest.approx(RATE, abs=1)
