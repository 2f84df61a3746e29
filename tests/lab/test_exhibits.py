"""Every exhibit, found by its file name, keeps the same promises."""

import json

import numpy as np
import pytest
from descentlab import LabError, load, run
from descentlab.catalog import exhibit_ids, list_exhibits
from descentlab.schedule import Every
from descentlab.settings import Range, describe
from descentlab.spec import exhibit_spec

#: What makes each exhibit's problem small; a newcomer is tested as it is.
SMALL = {
    "edge_of_stability": {"width": 4, "examples": 30},
    "edge_of_stability_cnn": {"channels": 1, "examples": 20},
    "edge_of_stability_chebyshev": {"width": 4},
    "ghosts_of_softmax": {"width": 4, "examples": 30},
    "hessian_spectra": {"width": 4, "examples": 30},
    "loss_landscape": {"width": 4, "examples": 30},
    "one_basin": {"width": 4, "examples": 30},
    "outliers_and_separability": {"width": 4, "examples": 30},
    "quadratic_stability": {"dim": 5},
    "catapult": {"width": 4, "examples": 30},
    "central_flow": {"width": 4, "examples": 30, "lead": "optimizer"},
    "discretisation_drift": {"width": 4, "examples": 30},
    "every_optimizers_edge": {"width": 4, "examples": 30},
    "three_radii": {"width": 4, "examples": 30},
    "sgd_stability": {"width": 4, "examples": 20},
    "self_stabilisation": {"width": 4, "examples": 30},
    "opposing_signals": {"width": 4, "examples": 40},
    "optimizer_race": {"width": 4, "examples": 30},
    "pareto_basins": {"updates": 1},
    "stability_map": {"inputs": 4, "updates": 1},
    "phase_transition": {"width": 6, "examples": 20},
    "temperature_fingerprint": {"width": 4, "examples": 20},
    "spike_arena": {"width": 4, "examples": 30},
    "pinn_pathologies": {"width": 4, "points": 16, "updates": 1},
    "three_tasks": {"width": 4, "examples": 30},
    "instance_wise_risk": {"width": 4, "examples": 20},
    "gradient_conductor": {"width": 4, "examples": 30},
    "gradient_coherence": {"width": 4, "examples": 30},
}
#: Options of views that name a further series.
SERIES_OPTIONS = {
    "threshold",
    "residuals",
    "error",
    "outliers",
    "eigenvalues",
    "model",
    "marks",
    "trace",
    "ellipse",
    "ellipse_at",
    "background",
    "paths",
}
#: Series with nothing to say before the flows have left the run, or before they oscillate; where no
#: step tried breaks an untrained network; or before a first step has been taken.
WAITING = {
    "step_curvature",
    "arena_steps",
    "lane_steps",
    "arena_shares",
    "arena_radii",
    "arena_ratios",
    "onset",
    "onset_place",
    "flow_distances",
    "swing_ellipse",
    "sigma",
    "swing_total",
    "sharpening_rates",
    "sharpening_moments",
    "swing_amplitude",
    "group_swings",
}
#: The seed is of the noise; the start is where the settings put it.
STARTS_ALIKE = {"descent_in_the_plane"}
every_exhibit = pytest.mark.parametrize("name", exhibit_ids())


@every_exhibit
def test_the_declaration_is_plain_data_and_complete(name):
    spec = json.loads(json.dumps(exhibit_spec(name), allow_nan=False))
    assert spec["exhibit"] == name == load(name).id
    assert all(spec[key] for key in ("title", "claim", "paper", "settings", "views", "presets"))
    sent = {s["name"] for s in (*spec["series"], *spec["arrays"])}
    for view in spec["views"]:
        assert set(view["series"]) - {""} <= sent
        assert view["help"]
        for option in SERIES_OPTIONS & view.keys():
            assert view[option] in sent, (view["id"], option)
    for setting in spec["settings"]:
        assert setting["label"]


@every_exhibit
def test_presets_and_story_ask_for_settings_there_are(name):
    exhibit = load(name)
    for asked in (*exhibit.presets, *exhibit.story):
        exhibit.settings().with_(**asked.settings)


@every_exhibit
def test_a_short_run_measures_everything_it_declares_and_replays(name):
    small = run(name, **SMALL.get(name, {}))
    small.advance(7)
    for measurement in small.exhibit.measurements:
        assert isinstance(measurement.schedule, Every)
        for spec in measurement.series:
            series = small.trace.series(spec.name)
            assert series.values.shape == (len(series.steps), *spec.shape)
            assert len(series.steps) == 1 + 7 // measurement.schedule.n
            # shapes are fixed, so what a small problem has less of is NaN; infinite is nothing
            assert not np.isinf(series.values).any(), spec.name
            known = np.isfinite(series.values.reshape(len(series.steps), -1)).any(1)
            assert known.all() or spec.name in WAITING, spec.name
    assert small.replay().trace.same_bytes(small.trace)


@every_exhibit
def test_seeds_differ_and_repeat(name):
    """Of where a run starts, which costs no measurement: what follows is replayed above."""
    exhibit = load(name)
    starts = []
    for seed in (0, 1, 0):
        settings = exhibit.settings().with_(**SMALL.get(name, {}), seed=seed)
        starts.append(exhibit.process.start(exhibit.problem.build(settings), settings).w)
    assert np.array_equal(starts[0], starts[1]) == (name in STARTS_ALIKE)
    assert np.array_equal(starts[0], starts[2])


def ends(setting):
    return getattr(setting.domain, "values", None) or (setting.domain.low, setting.domain.high)


@every_exhibit
@pytest.mark.apart
def test_every_setting_at_both_ends_of_its_range_starts(name):
    """What makes a problem large is tried alone, of all the rest a value each at once.

    What makes it small is among the rest: a small problem is where the rest has the least room.
    """
    exhibit, small = load(name), SMALL.get(name, {})
    alone, others = [], []
    for setting in describe(exhibit.settings):
        counts = isinstance(setting.domain, Range) and setting.type is int
        size = counts and setting.info.group == "problem" and setting.name != "seed"
        (alone if size else others).append(setting)
    tried = [{s.name: ends(s)[-1]} for s in alone]
    # setting j is one value ahead of setting j − 1, so that not all are at their low end together
    tried += [
        {s.name: ends(s)[(turn + j) % len(ends(s))] for j, s in enumerate(others)}
        for turn in range(max((len(ends(s)) for s in others), default=1))
    ]
    tried[-1] |= {s.name: ends(s)[0] for s in alone}
    assert all(any(t.get(s.name) == e for t in tried) for s in alone + others for e in ends(s))
    for chosen in tried:
        assert run(name, **{**small, **chosen}).step == 0, chosen


def test_an_unknown_exhibit_names_those_there_are():
    with pytest.raises(LabError, match="Did you mean 'edge_of_stability'"):
        load("edge_of_stabilty")
    with pytest.raises(LabError, match="Expected an exhibit among"):
        load("../secrets")


def test_the_list_has_every_exhibit_with_its_claim():
    assert [row[0] for row in list_exhibits()] == list(exhibit_ids())
