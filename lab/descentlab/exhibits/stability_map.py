"""At which learning rates and batch sizes SGD stays at a minimum."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.stability_map import stability_map
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurements.loss import Loss
from descentlab.measurements.stability_map import StabilityMap
from descentlab.problems.planted_minimum import PlantedMinimumSettings, problem
from descentlab.processes.leaving_lanes import LeavingLanes, LeavingSettings
from descentlab.views.stability_map import VIEWS


@dataclass(frozen=True)
class StabilityMapSettings(PlantedMinimumSettings, LeavingSettings):
    """32 examples, a thousand runs."""


exhibit = Exhibit(
    id="stability_map",
    title="A map of who stays",
    claim=(
        "Whether SGD stays at a minimum that fits its data depends on the learning rate and the "
        "batch size together: batches of one leave once η exceeds 2/tr H at most, the full batch "
        "only beyond 2/λ₁, and an exact operator says where between them any other batch does."
    ),
    paper="Wu & Su (2023); Mulayoff & Michaeli (2024); Ma & Ying (2021)",
    settings=StabilityMapSettings,
    problem=problem,
    process=LeavingLanes(),
    measurements=(Loss(), StabilityMap()),
    views=VIEWS,
    check=stability_map,
    check_steps=60,
    presets=(
        Preset("default", {}),
        Preset("unequal norms", {"spread": 1.0}),
        Preset("diagonal network", {"model": "diagonal"}),
        Preset("ReLU network", {"model": "relu"}),
        Preset("all alike", {"alike": 1.0}),
    ),
    story=(
        Step(
            "A thousand runs",
            "All begin a hair's breadth from one minimum that fits its 32 examples exactly. They "
            "differ in learning rate, to the right, and batch size, upwards. Let them run: some "
            "fall back into the minimum, the others leave it.",
            view="map",
        ),
        Step(
            "The boundary is known",
            "The bold line was not fitted to the runs. It is where $\\operatorname{E}\\|w - "
            "w^*\\|^2$ begins to grow, from the exact second-moment operator of all 32 gradients. "
            "No run leaves to its left.",
            view="map",
        ),
        Step(
            "Its two ends",
            "At the top every step sees everything: the limit is $2/\\lambda_1$, and nothing but "
            "the sharpest direction counts. At the bottom a step sees one example, and **all** "
            "directions count: the limit is $2/\\operatorname{tr} H$, exactly so here, where all "
            "examples are equally long.",
            view="critical_by_batch",
        ),
        Step(
            "Unequal examples",
            "Now some examples are far longer than others. $2/\\operatorname{tr} H$ is still a "
            "bound, but no longer where SGD leaves: a single long example throws it out long "
            "before. Typical runs hold out a little longer than the mean square, which a few "
            "rare ones carry.",
            {"spread": 1.0},
            restart=True,
            view="critical_by_batch",
        ),
        Step(
            "A network",
            "A network with a ReLU, at weights that fit. Near them only the gradients of its "
            "outputs matter, and the same operator draws the boundary.",
            {"model": "relu", "spread": 0.0},
            restart=True,
            view="map",
        ),
        Step(
            "When does the batch not matter?",
            "Doubling the batch doubles the critical rate at first: the *linear scaling rule*. "
            "Where does the doubling end, and what must the examples have in common for the batch "
            "to make no difference at all?",
            {"model": "linear", "spread": 0.0, "alike": 1.0},
            restart=True,
            view="critical_by_batch",
        ),
    ),
    tags=("stochastic", "edge of stability"),
    references=("wu2023implicit", "ma2021linear", "mulayoff2024exact"),
    picture="map",
    negative_controls=(
        # one direction only: the trace is the largest eigenvalue, and a batch is like another
        NegativeControl({"alike": 1.0}, "batches of one bear", steps=50),
    ),
)
