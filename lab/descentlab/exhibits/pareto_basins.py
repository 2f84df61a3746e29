"""Two tasks in a plane: which rule reaches the Pareto set, from where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from descentkernels import conflict

from descentlab.checks.pareto_basins import pareto_basins
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.basins import Basins
from descentlab.measurements.update_field import UpdateField
from descentlab.problem import Problem
from descentlab.problems.two_task_toy import TwoTaskSettings, problem
from descentlab.processes.aggregator_knobs import CagradKnob
from descentlab.processes.many_starts import COMPARED, ManyStarts, ManyStartsSettings
from descentlab.views.pareto_basins import VIEWS


@dataclass(frozen=True)
class BasinSettings(CagradKnob, TwoTaskSettings, ManyStartsSettings):
    """Adam with a short memory, so that a thousand updates tell who arrives."""


def build(settings: BasinSettings) -> Problem:
    """The toy, with names for the rows of the board."""
    plain = problem.build(settings)
    titles = tuple(conflict.load_aggregator(name).title for name in COMPARED[settings.compared])
    return replace(plain, labels={**plain.labels, "aggregator": titles})


exhibit = Exhibit(
    id="pareto_basins",
    title="Who reaches the Pareto set",
    claim=(
        "On the two-task toy with one loss a tenth of the other, descent on the mean from (9, 9) "
        "is still in a ravine when rules that weigh the two gradients anew at each step (MGDA, "
        "Nash-MTL) have reached the Pareto set from every start."
    ),
    paper="Yu et al. (2020); Liu et al. (2021); Navon et al. (2022)",
    settings=BasinSettings,
    problem=replace(problem, settings=BasinSettings, build=build),
    process=ManyStarts(),
    measurements=(Basins(), UpdateField()),
    views=VIEWS,
    check=pareto_basins,
    check_steps=100,
    presets=(
        Preset("five starts, 0.1 f₁", {}),
        Preset("every aggregator", {"compared": "all"}),
        Preset(
            "CAGrad's three starts",
            {"toy": "three starts", "f1_scale": 1.0, "lr": 0.01, "beta2": 0.99, "updates": 30},
        ),
        Preset("PCGrad's toy", {"toy": "PCGrad's", "f1_scale": 1.0}),
        Preset("as published: 0.001", {"lr": 0.001, "beta2": 0.999, "updates": 100}),
    ),
    story=(
        Step(
            "A ravine on the way",
            "Above y = 0 each loss is a sharp ravine, below it a bowl; on the bold line, the "
            "**Pareto set**, no loss can fall but at the other's cost. Press play: descent on the "
            "**mean** from (9, 9) drops into the ravine of f₂ and swings from wall to wall. It "
            "creeps along it, and the map of starts shows who shares its fate.",
            view="field",
        ),
        Step(
            "Weigh them anew at each step",
            "**MGDA** takes the shortest combination of the two gradients. Where one is a wall's, "
            "that is nearly the other one alone: no swinging, and every start arrives. Choose an "
            "aggregator yourself: the lanes go on from where they stand, the map begins anew.",
            {"aggregator": "mgda"},
            restart=True,
            view="arrivals",
        ),
        Step(
            "Where it arrives",
            "The colours tell which third of the Pareto set a start ends in. MGDA stops where it "
            "meets it, **Nash-MTL** goes for the middle, and the mean, with f₁ scaled down, for "
            "f₂'s end.",
            {"aggregator": "nash_mtl"},
            restart=True,
            view="losses",
        ),
        Step(
            "Sooner or later",
            "Those that fail have not stopped, they are slow: PCGrad, UPGrad, CAGrad and SAM-GS "
            "leave the ravine from (9, 9) after some 800 to 1500 updates here, the mean has not "
            "by 2000. When a run leaves is chance: *scatter of starts* and the seed change it.",
            {"aggregator": "upgrad"},
            restart=True,
            view="front_distance",
        ),
        Step(
            "As it was published",
            "Adam with η = 0.001 and β₂ = 0.999 takes 35 000 updates, 350 steps here. After 50 "
            "000 Aligned-MTL, FAMO (γ = 0), IMTL-G, MGDA and Nash-MTL have arrived from all five "
            "starts, the others of the board from all but (9, 9): the same two camps as after "
            "some 800 updates with the short memory.",
            {"lr": 0.001, "beta2": 0.999, "updates": 100},
            restart=True,
            view="arrivals",
        ),
        Step(
            "Who finds it first?",
            "Now the start is yours: drag it across the plane. From where does **MGDA** arrive "
            "with plain gradient descent, and from where does the mean? Where both arrive, do "
            "they end in the same place? There $\\alpha\\nabla f_1 + (1 - \\alpha)\\nabla f_2 = "
            "0$ for some α between 0 and 1.",
            {
                "aggregator": "mgda",
                "optimizer": "gradient_descent",
                "lr": 0.03,
                "beta2": 0.9,
                "updates": 10,
            },
            restart=True,
            view="field",
        ),
    ),
    tags=("conflict", "two dimensions"),
    references=(
        "yu2020gradient",
        "liu2021conflict",
        "navon2022multi",
        "desideri2012multiple",
        "borsani2025gradient",
    ),
    negative_controls=(
        # without Adam's scaling no reweighing of two gradients crosses the ravines in time
        NegativeControl(
            {"optimizer": "gradient_descent", "lr": 0.03, "beta2": 0.9}, "MGDA arrives from", 40
        ),
    ),
)
