"""Gradient descent beyond 2/λ₁ on convex losses whose slopes are bounded."""

from __future__ import annotations

from dataclasses import dataclass

from descentlab.checks.convex_edge import convex_edge
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.measurement import SeriesSpec
from descentlab.measurements.convex_edge import ConvexEdge
from descentlab.measurements.loss import Loss
from descentlab.problems.lipschitz_convex import LipschitzConvexSettings, problem
from descentlab.processes.edge_ratios import EdgeRatios, EdgeRatioSettings
from descentlab.views.convex_edge import VIEWS

GAP = SeriesSpec(
    "gap",
    "f less its least value",
    log=True,
    meaning="How far the loss is above the least it can be.",
    formula=r"f(x) - \inf f",
)


@dataclass(frozen=True)
class LipschitzEdgeSettings(LipschitzConvexSettings, EdgeRatioSettings):
    """Robust regression on forty noisy examples."""


exhibit = Exhibit(
    id="lipschitz_edge",
    title="An edge on convex ground",
    claim=(
        "On a convex loss with bounded slopes gradient descent beyond $2/\\lambda_1(x^*)$ does not "
        "run off nor come to rest: it swings, and the mean curvature across a swing is 2/η. The "
        "sharpness where it stands is near that, too, for several weights and rates up to twice "
        "the limit; beyond, or with a single weight, it is not."
    ),
    paper="Krishna Kumar (2024)",
    settings=LipschitzEdgeSettings,
    problem=problem,
    process=EdgeRatios(),
    measurements=(
        Loss(GAP, formula=r"f(x) = \frac{1}{n}\sum_i \varphi(a_i \cdot x - b_i)"),
        ConvexEdge(),
    ),
    views=VIEWS,
    check=convex_edge,
    check_steps=600,
    presets=(
        Preset("default", {}),
        Preset("one weight", {"dim": 1, "ratio": 3.0}),
        Preset("Huber", {"function": "Huber"}),
        Preset("logistic", {"function": "logistic"}),
        Preset("separable", {"function": "separable logistic", "ratio": 5.0}),
    ),
    story=(
        Step(
            "A harmless loss",
            "Robust regression: convex, smooth, and no slope is longer than a bound. The learning "
            "rate is half as long again as $2/\\lambda_1$ of the minimum allows. A parabola would "
            "throw the run out; here it begins to **jump to and fro** and goes on for ever.",
            view="two_entries",
        ),
        Step(
            "Is the sharpness at 2/η?",
            "In networks that train at the edge of stability $\\lambda_1$ hovers at $2/\\eta$. "
            "Here, too, it is near the dashed line, without any network.",
            view="convex_edge",
        ),
        Step(
            "What is exact",
            "Between two places the gradient turns round: the step back is as long as the step "
            "there. So the *mean curvature across the step* is exactly $2/\\eta$, for any loss. "
            "The sharpness at its ends owes nothing to that law.",
            view="convex_edge",
        ),
        Step(
            "Where the law of λ₁ ends",
            "Now with a single weight, and three times the limit. The run stands on the flanks, "
            "where the loss is nearly straight: $\\lambda_1$ is a fifth of $2/\\eta$ and stays "
            "there. With several weights a swing along one leaves the others to sharpen, until "
            "one of them swings too.",
            {"dim": 1, "ratio": 3.0},
            restart=True,
            view="late_by_ratio",
        ),
        Step(
            "No minimum at all",
            "Labels that can all be told: the logistic loss falls towards 0 far away, where it is "
            "flat. With five times the limit of the start, does the run come to swing at all, and "
            "where does its sharpness go?",
            {"function": "separable logistic", "ratio": 5.0, "dim": 5},
            restart=True,
            view="convex_edge",
        ),
    ),
    tags=("edge of stability",),
    references=("krishnakumar2024gd", "cohen2021gradient"),
    picture="late_by_ratio",
    negative_controls=(
        # no minimum: nothing to swing about, the ground flattens as the run goes
        NegativeControl({"function": "separable logistic"}, "does not swing", steps=300),
        # a single direction: nothing sharpens beside the swing
        NegativeControl({"dim": 1}, "λ₁ settles at", steps=300),
    ),
)
