"""What the lab says of its numbers: there for each, short, typeset, and true of recorded runs."""

import re

import numpy as np
import pytest
from descentlab import LabError, load, run
from descentlab.catalog import exhibit_ids
from descentlab.meanings.meaning import Meaning, explained
from descentlab.measurement import SeriesSpec
from descentlab.settings import describe
from descentlab.spec import exhibit_spec

every_exhibit = pytest.mark.parametrize("name", exhibit_ids())
#: Formulas belong between dollars; in code they are neither typeset nor found.
FORMULA_AS_CODE = re.compile(r"`[^`]*[ηλρτγΣ∇√²½‖=^][^`]*`")


@every_exhibit
def test_every_number_has_a_meaning_and_a_formula(name):
    exhibit = load(name)
    formulas = exhibit_spec(exhibit)["formulas"]
    for measurement in (*exhibit.measurements, *exhibit.extras):
        for spec in measurement.series:
            assert 0 < len(spec.meaning) <= 200, spec.name
            assert spec.meaning.endswith("."), spec.name
            assert spec.formula in formulas, spec.name
            assert not spec.source or re.search(r"\b(1[89]|20)\d\d\b", spec.source), spec.name


@every_exhibit
def test_a_story_points_at_views_and_ends_with_a_question(name):
    exhibit = load(name)
    views = {view.id for view in exhibit.views}
    assert 3 <= len(exhibit.story) <= 6
    for step in exhibit.story:
        assert step.view in views, step.title
        assert len(step.text.split()) <= 90, step.title
    asked = exhibit.story[-1]
    assert "?" in asked.text, "the last step asks"
    assert asked.settings, "and its button sets up the answer"


@every_exhibit
def test_formulas_stand_between_dollars_and_settings_are_explained(name):
    exhibit = load(name)
    helps = [setting.info.help for setting in describe(exhibit.settings)]
    assert all(helps)
    texts = [exhibit.claim, *helps, *(v.help for v in exhibit.views)]
    for text in (*texts, *(step.text for step in exhibit.story)):
        assert not FORMULA_AS_CODE.search(text), text
        assert text.count("$") % 2 == 0, text


def test_a_series_without_a_meaning_is_refused_and_one_with_its_own_keeps_it():
    said = {"loss": Meaning("How wrong.", "L")}
    with pytest.raises(LabError, match=r"gap: expected a meaning; found \['loss'\]"):
        explained(said, SeriesSpec("gap", "gap"))
    own = SeriesSpec("loss", "loss", meaning="Mine.")
    assert explained(said, own)[0].meaning == "Mine."


def recorded(name, steps, **small):
    """A function from a series' name to its values [readings, ...] in a short run."""
    done = run(name, **small)
    done.advance(steps)
    return lambda series: done.trace.series(series).values


def test_of_gradient_descent_at_the_edge():
    of = recorded("edge_of_stability", 4, width=4, examples=30, lr=0.3)
    assert of("threshold") == pytest.approx(2 / 0.3)
    # u₁ has length one
    assert (np.abs(of("oscillation")) <= of("gradient_norm") * (1 + 1e-6)).all()
    assert (np.diff(of("eigenvalues"), axis=1) <= 0).all()
    x, density = of("density_x")[0], of("density")[0]
    assert np.trapezoid(density, x) == pytest.approx(1, abs=0.02)


def test_of_the_bowl_whose_loss_is_no_mean():
    of = recorded("quadratic_stability", 3, dim=3, condition=1.0, sharpness=10.0)
    # with all curvatures alike L = ½λ‖w‖² and ‖∇L‖ = λ‖w‖
    assert of("loss") == pytest.approx(of("gradient_norm") ** 2 / 20)


def test_of_opposing_groups():
    of = recorded("opposing_signals", 5, width=4, examples=40, lr=0.5)
    losses, swings = of("group_losses"), of("group_swings")[-1]
    of_step_3 = (2 * losses[3] - losses[2] - losses[4]) / 4
    assert swings[:, -2] == pytest.approx(of_step_3, rel=1e-5, abs=1e-9)
    # P = 1/η, so that with every example in the loss both are ηλ₁
    assert of("ablation")[0, 0] == pytest.approx(of("eigenvalues")[0, 0], rel=0.02)


def test_of_three_gradients_in_the_plane():
    rows = np.array([[1.0, 0.9], [-0.8, 0.5], [2.4, 0.1]])
    of = recorded("gradients_in_the_plane", 1, aggregator="mean")
    norms, d = np.linalg.norm(rows, axis=1), rows.mean(0)
    first, second = [0, 0, 1], [1, 2, 2]
    a, b = norms[first], norms[second]
    dots = (rows[first] * rows[second]).sum(1)
    assert of("task_norms")[0] == pytest.approx(norms)
    assert of("task_cosines")[0] == pytest.approx(dots / (a * b))
    assert of("similarity")[0] == pytest.approx(2 * a * b / (a**2 + b**2))
    assert of("task_progress")[0] == pytest.approx(rows @ d / norms**2)
    assert of("task_weights")[0] == pytest.approx(1 / 3)
    mean = rows @ d / (norms * np.linalg.norm(d))
    assert min(abs(of("leftover")[0] - mean.min())) < 1e-9


def test_of_steps_and_radii():
    of = recorded("three_radii", 2, width=4, examples=30)
    lengths, shares, gradient = of("step_lengths"), of("step_shares"), of("gradient_norm")
    tau, sharpness = lengths[:, 4], of("eigenvalues")[:, 0]
    assert shares[:, :4] == pytest.approx(tau[:, None] / lengths[:, :4], nan_ok=True)
    assert shares[:, 4] == pytest.approx(tau * sharpness / (2 * gradient), rel=1e-5)
    assert of("tail_ratios")[:, 1] == pytest.approx(tau / lengths[:, 3], nan_ok=True)
    assert (np.abs(of("ghost_ahead")) <= 1).all()
    of = recorded("ghosts_of_softmax", 2, width=4, examples=30)
    radii = of("radii")
    assert of("step_ratio") == pytest.approx(radii[:, 3] / radii[:, 0])
    assert of("exact_ratio") == pytest.approx(radii[::2, 3] / of("exact_radius"))
    bounds = of("ghost_radii")[:, :4]  # ρ_a ≤ ρ_m ≤ ρ_flip ≤ ρ*
    assert (np.diff(bounds, axis=1) >= -1e-3 * bounds[:, 1:]).all()


def test_of_two_tasks_and_of_twelve_optimizers():
    of = recorded("similarity_surgery", 3, samgs_gamma=0.9)
    by_lane = of("relative_losses").reshape(-1, 5, 2)
    assert of("worse_task") == pytest.approx(by_lane.max(2))
    equalised = of("similarity")[:, -1] < 0.9
    assert (of("sam_gs_regime") == np.stack([equalised, ~equalised], 1)).all()
    of = recorded("every_optimizers_edge", 0, width=4, examples=30, lr=0.2, momentum_lr=0.4)
    values, thresholds = of("edge_values")[0], of("edge_thresholds")[0]
    assert of("edge_ratios")[0] == pytest.approx(values / thresholds)
    by_title = dict(
        zip(_columns("every_optimizers_edge", "edge_thresholds"), thresholds, strict=True)
    )
    assert by_title["gradient descent"] == pytest.approx(2 / 0.2)
    assert by_title["heavy-ball"] == pytest.approx(2 * (1 + 0.9) / 0.4)


def _columns(name, series):
    return next(spec.columns for spec in load(name).series if spec.name == series)
