"""Two tasks in a plane: which rule reaches the Pareto set, from where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.pareto_basins import pareto_basins
from descentlab.exhibit import Exhibit, Preset
from descentlab.measurements.basins import Basins
from descentlab.measurements.update_field import UpdateField
from descentlab.problems.two_task_toy import TwoTaskSettings, problem
from descentlab.processes.many_starts import ManyStarts, ManyStartsSettings
from descentlab.settings import Info, Range
from descentlab.views.pareto_basins import VIEWS


@dataclass(frozen=True)
class BasinSettings(ManyStartsSettings, TwoTaskSettings):
    """Adam with a short memory, so that a thousand updates tell who arrives."""

    cagrad_c: Annotated[
        float,
        Range(0.0, 5.0),
        Info("CAGrad's c", "How far its update may leave the mean.", True, "aggregator"),
    ] = 0.5


exhibit = Exhibit(
    id="pareto_basins",
    title="Who reaches the Pareto set",
    claim=(
        "On the two-task toy with one loss a tenth of the other, descent on the mean stays in a "
        "ravine from the start (9, 9), where rules that weigh the two gradients anew at each step "
        "(MGDA, Nash-MTL) reach the Pareto set from every start."
    ),
    paper="Yu et al. (2020); Liu et al. (2021); Navon et al. (2022)",
    settings=BasinSettings,
    problem=problem,
    process=ManyStarts(),
    measurements=(Basins(), UpdateField()),
    views=VIEWS,
    check=pareto_basins,
    check_steps=100,
    presets=(
        Preset("five starts, 0.1 f₁", {}),
        Preset("every aggregator", {"compared": "all"}),
        Preset("CAGrad's three starts", {"toy": "three starts", "f1_scale": 1.0}),
        Preset("PCGrad's toy", {"toy": "PCGrad's", "f1_scale": 1.0}),
        Preset("as published: 0.001", {"lr": 0.001, "beta2": 0.999, "updates": 100}),
    ),
    story=(),
)
