"""How often an update of several gradients works against one of them."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.conflict_odds import conflict_odds
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.conflict_odds import ConflictOdds
from descentlab.problems.random_jacobians import RandomJacobiansSettings, jacobians, problem
from descentlab.processes.draws import Draws
from descentlab.views.conflict_odds import VIEWS

#: Those that find their update from the Gramian alone.
COUNTED = (
    "mean",
    "pcgrad",
    "cagrad",
    "nash_mtl",
    "imtl_g",
    "aligned_mtl",
    "config",
    "mgda",
    "dualproj",
    "upgrad",
)
#: Those whose leftover conflict is drawn.
COMPARED = ("mean", "pcgrad", "dualproj", "mgda", "config", "upgrad")


@dataclass(frozen=True)
class ConflictOddsSettings(RandomJacobiansSettings):
    """Three tasks, four weights."""


exhibit = Exhibit(
    id="conflict_odds",
    title="The odds of conflict",
    claim=(
        "Average the gradients of three tasks, drawn at random with unequal lengths, and half the "
        "time the step raises somebody's loss. PCGrad, made to resolve conflicts, still does so "
        "one time in ten. UPGrad, DualProj and MGDA never do, whatever is drawn."
    ),
    paper="Quinton & Rey (2024), Yu et al. (2020)",
    settings=ConflictOddsSettings,
    problem=problem,
    process=Draws(lambda s, t: jacobians(s, t, s.tasks)[0].flatten()),
    measurements=(ConflictOdds(COUNTED, COMPARED),),
    views=VIEWS,
    check=conflict_odds,
    check_steps=39,
    presets=(
        Preset("three tasks, four weights", {}),
        Preset("eight tasks", {"tasks": 8, "dimension": 20}),
        Preset("alike in length", {"spread": 0.0}),
        Preset("loud and quiet tasks", {"spread": 4.0}),
        Preset("heavy tails", {"ensemble": "heavy tails"}),
        Preset("more tasks than weights", {"tasks": 6, "dimension": 3}),
    ),
    story=(
        Step(
            "No network at all",
            "Every step draws 50 Jacobians: three gradients each, of four random numbers, some "
            "longer than others. Each aggregator makes its update of each, and the lab counts how "
            "often the step would **raise some task's loss**: whether $\\min_i \\cos(g_i, d) < 0$.",
            view="odds",
        ),
        Step(
            "Half the time",
            "The mean does so for about half of them. PCGrad takes out each gradient's part "
            "against the others, one after the other: what is mended early can break again later. "
            "Some 9 % remain.",
            view="odds",
        ),
        Step(
            "How badly?",
            "*How badly, or how well* has the least cosine of every update. DualProj's jump at 0 "
            "lies on the face of the cone: some task gains nothing. ConFIG gives all the same "
            "cosine, where there is room for that.",
            view="leftover",
        ),
        Step(
            "Loud tasks",
            "Lengths thousands of times apart: the mean is now the longest gradient's, and PCGrad "
            "fails one time in seven. With lengths alike (spread 0) the mean hurts somebody in a "
            "third of the draws only. The counts begin anew with every change.",
            {"spread": 4.0},
            view="odds",
        ),
        Step(
            "At odds by design",
            "Gradients that nearly sum to zero. Even here the dual cone, where $g_i \\cdot d \\ge "
            "0$ for every task, is not empty, only narrow: those that look for it find it.",
            {"spread": 1.0, "agreement": -0.9},
            view="odds",
        ),
        Step(
            "No way out",
            "Now six tasks share three weights. For many Jacobians no direction at all helps "
            "everyone, and the honest answer is the zero update, which counts as no conflict. Who "
            "still steps, and at whose cost? Then give the tasks room: how many weights does it "
            "take until ConFIG pays nobody?",
            {"tasks": 6, "dimension": 3, "agreement": 0.0},
            restart=True,
            view="by_tasks",
        ),
    ),
    tags=("conflict",),
    references=("quinton2024jacobian", "yu2020gradient", "desideri2012multiple"),
    picture="by_tasks",
    negative_controls=(
        # gradients that agree, alike in length: nobody conflicts, the mean neither
        NegativeControl(
            {"agreement": 0.9, "spread": 0.0, "dimension": 20},
            "the mean conflicts no more often than PCGrad",
            25,
        ),
    ),
)
