"""Every exhibit, found by its file name, keeps the same promises."""

import pytest
from descentlab import LabError, load
from descentlab.catalog import exhibit_ids, list_exhibits
from descentlab.promises.declaration import declaration
from descentlab.promises.recording import recording
from descentlab.promises.starting import both_ends, ends, ranges, seeds
from descentlab.settings import describe

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
    "gradient_normalised_newton": {"examples": 30},
    "sgd_stability": {"width": 4, "examples": 20},
    "self_stabilisation": {"width": 4, "examples": 30},
    "opposing_signals": {"width": 4, "examples": 40},
    "optimizer_race": {"width": 4, "examples": 30},
    "pareto_basins": {"updates": 1},
    "stability_map": {"inputs": 4, "updates": 1},
    "flatter_by_longer_steps": {"examples": 6},
    "phase_transition": {"width": 6, "examples": 20},
    "temperature_fingerprint": {"width": 4, "examples": 20},
    "spike_arena": {"width": 4, "examples": 30},
    "pinn_pathologies": {"width": 4, "points": 16, "updates": 1},
    "three_tasks": {"width": 4, "examples": 30},
    "instance_wise_risk": {"width": 4, "examples": 20},
    "gradient_conductor": {"width": 4, "examples": 30},
    "pixels_and_structure": {"width": 4, "examples": 30},
    "gradient_coherence": {"width": 4, "examples": 30},
}
#: Series with nothing to say before the flows have left the run, or before they oscillate; where no
#: step tried breaks an untrained network; or before a first step has been taken.
WAITING = {
    "step_curvature",
    "arena_steps",
    "model_shares",
    "model_gammas",
    "model_strengths",
    "model_refused",
    "model_products",
    "model_scales",
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
    "change_images",
    "change_scores",
}
#: The seed is of the noise; the start is where the settings put it.
STARTS_ALIKE = {"descent_in_the_plane"}
every_exhibit = pytest.mark.parametrize("name", exhibit_ids())


@every_exhibit
def test_the_declaration_is_plain_data_and_complete(name):
    assert load(name).id == name
    assert declaration(load(name)) == []


@every_exhibit
def test_a_short_run_measures_everything_it_declares_and_replays(name):
    assert recording(load(name), SMALL.get(name), WAITING) == []


@every_exhibit
def test_seeds_differ_and_repeat(name):
    assert seeds(load(name), SMALL.get(name), alike=name in STARTS_ALIKE) == []


@every_exhibit
def test_every_setting_at_both_ends_of_its_range_starts(name):
    exhibit = load(name)
    tried = both_ends(exhibit)
    for setting in describe(exhibit.settings):
        assert {end for end in ends(setting) if any(t.get(setting.name) == end for t in tried)} == {
            *ends(setting)
        }
    assert ranges(exhibit, SMALL.get(name)) == []


def test_an_unknown_exhibit_names_those_there_are():
    with pytest.raises(LabError, match="Did you mean 'edge_of_stability'"):
        load("edge_of_stabilty")
    with pytest.raises(LabError, match="Expected an exhibit among"):
        load("../secrets")


def test_the_list_has_every_exhibit_with_its_claim():
    assert [row[0] for row in list_exhibits()] == list(exhibit_ids())
