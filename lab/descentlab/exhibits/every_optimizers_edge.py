"""Every optimizer trains at its own edge of stability."""

from __future__ import annotations

from descentlab.checks.every_optimizers_edge import every_optimizers_edge
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._every_optimizers_settings import EveryOptimizerSettings
from descentlab.measurements.edges import Edges
from descentlab.measurements.loss import ACCURACY, Loss
from descentlab.problems.digits_mlp import problem
from descentlab.processes.race import Race
from descentlab.schedule import Every
from descentlab.views import edges

RACE = Race(
    (
        "gradient_descent",
        "weight_decay",
        "heavy_ball",
        "nesterov",
        "sam",
        "sgd",
        "scalar_rmsprop",
        "rmsprop",
        "adam",
        "sign_descent",
        "lion",
        "muon",
    )
)


exhibit = Exhibit(
    id="every_optimizers_edge",
    title="Every optimizer's edge",
    claim=(
        "Every full-batch optimizer has its own sharpness and its own threshold, and training "
        "drives the one up to the other."
    ),
    paper="Cohen et al. (2021, 2022, 2025); Long & Bartlett (2024); Islamov et al. (2026)",
    settings=EveryOptimizerSettings,
    problem=problem,
    process=RACE,
    measurements=(Loss(ACCURACY), Edges(RACE, Every(10))),
    views=edges.views([rule.threshold_label for rule in RACE.loaded]),
    check=every_optimizers_edge,
    check_steps=400,
    presets=(
        Preset("default", {}),
        Preset("no momentum", {"beta": 0.0}),
        Preset("cross-entropy", {"loss": "cross_entropy", "lr": 1.0}),
        Preset("with warm-up", {"warmup": 100}),
    ),
    story=(
        Step(
            "Twelve runs, one board",
            "The same network is trained from the same start by twelve optimizers. Each row shows "
            "the optimizer's **own** sharpness over its **own** threshold: 1 is the edge for all.",
            view="board",
        ),
        Step(
            "What sharpness means",
            "For gradient descent it is λ₁ of the Hessian, for Adam λ₁ of the *preconditioned* "
            "Hessian $D^{-1}H$, for sign descent and Muon the curvature in the norm whose "
            "steepest descent they are, for SGD the curvature its batches meet. The formula of "
            "each threshold stands in its row.",
            view="board",
        ),
        Step(
            "They come to 1",
            "Full-batch runs climb to 1 and stay near it. *SGD* needs longer, and smaller "
            "batches. Nobody told them where their edge is: training itself raises the sharpness "
            "that each one feels until it meets its threshold.",
            view="edge_ratios",
        ),
        Step(
            "Move the thresholds",
            "Heavy-ball is stable up to $2(1+\\beta)/\\eta$, Adam up to "
            "$(2+2\\beta_1)/((1-\\beta_1)\\eta)$. Now both are 0.5. Whose thresholds on the "
            "board have moved, whose have not, and who follows first? Then halve η: what happens "
            "to all of them?",
            {"beta": 0.5},
            view="edge_ratios",
        ),
    ),
    tags=("edge of stability", "optimizers"),
    references=(
        "cohen2021gradient",
        "cohen2022adaptive",
        "cohen2025understanding",
        "long2024sharpness",
        "islamov2026noneuclidean",
    ),
    negative_controls=(
        # steps too short for anybody to come to an edge
        NegativeControl(
            {
                "lr": 1e-3,
                "momentum_lr": 1e-3,
                "scalar_lr": 1e-3,
                "coordinate_lr": 1e-6,
                "matrix_lr": 1e-4,
                "width": 4,
                "examples": 50,
            },
            "not at their edge: gradient descent",
            steps=20,
        ),
    ),
)
