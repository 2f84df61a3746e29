"""On a bowl one flow is gradient descent exactly, and it is not a real one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from descentlab.checks.principal_flow import PATHS, principal_flow
from descentlab.exhibit import Exhibit, NegativeControl, Preset, Step
from descentlab.exhibits._settings import BowlPlane
from descentlab.meanings.loss import BOWL
from descentlab.measurements.along_first import AlongFirst
from descentlab.measurements.distance_beside import DistanceBeside
from descentlab.measurements.drift_errors import DriftErrors
from descentlab.measurements.drift_rates import DriftRates
from descentlab.measurements.drift_warnings import DriftWarnings
from descentlab.measurements.eigenvalues import Eigenvalues
from descentlab.measurements.landscape import LandscapePlane, LandscapeSettings
from descentlab.measurements.loss import Loss
from descentlab.measurements.side_by_side import LossSideBySide
from descentlab.problems.quadratic import QuadraticSettings, problem
from descentlab.processes.drift import FLOWS, Drift, DriftSettings
from descentlab.schedule import Every
from descentlab.settings import Info, Range
from descentlab.update_rules.gradient_descent import update_rule
from descentlab.views import drift


@dataclass(frozen=True)
class PrincipalFlowSettings(LandscapeSettings, QuadraticSettings, DriftSettings):
    """λ₁ = 10: a step changes sides from η = 0.1 on, and diverges from 0.2 on."""

    dim: Annotated[
        int,
        Range(2, 50),
        Info("dimension", "The principal flow takes four directions exactly.", group="problem"),
    ] = 4
    condition: Annotated[
        float,
        Range(1.0, 1e3, log=True),
        Info("condition number", "λ₁ over the smallest eigenvalue.", group="problem"),
    ] = 10.0
    lr: Annotated[
        float,
        Range(1e-2, 1.0, log=True),
        Info("learning rate η", "The step is η times the gradient.", live=True),
    ] = 0.08
    plane: BowlPlane = "top_eigenvectors"


exhibit = Exhibit(
    id="principal_flow",
    title="A step as a flow",
    claim=(
        "On a quadratic the principal flow is gradient descent exactly: it settles below "
        "ηλ\xa0=\xa01, is complex above it, and grows where gradient descent does, beyond 2."
    ),
    paper="Rosca, Wu, Qin & Dherin (2023)",
    settings=PrincipalFlowSettings,
    problem=problem,
    process=Drift(update_rule),
    measurements=(
        Loss(formula=BOWL),
        Eigenvalues(4, tol=1e-8),
        LandscapePlane(),
        AlongFirst(PATHS),
        LossSideBySide(PATHS, Every(1)),
        DistanceBeside(FLOWS),
        DriftWarnings(update_rule),
        DriftRates(),
    ),
    extras=(DriftErrors(update_rule),),
    views=drift.BOWL_VIEWS,
    check=principal_flow,
    check_steps=20,
    presets=(
        Preset("below 1", {}),
        Preset("changes sides", {"lr": 0.15}),
        Preset("past the edge", {"lr": 0.21}),
        Preset("more directions than it follows", {"dim": 12, "condition": 1.3, "lr": 0.09}),
    ),
    story=(
        Step(
            "Three flows and a step",
            "A step multiplies what lies along $u_i$ by $1 - \\eta\\lambda_i$. Gradient flow would "
            "shrink it by $e^{-\\eta\\lambda_i}$ meanwhile: not far enough. The flow of the "
            "**modified loss** is nearer. The **principal flow** is there at every step.",
            view="along_first",
        ),
        Step(
            "Changing sides",
            "Now $\\eta\\lambda_1$ is 1.5: gradient descent jumps from wall to wall. A flow in "
            "real numbers cannot pass the floor of the valley, and the principal flow's rate "
            "$\\log(1 - \\eta\\lambda_1)$ has become **complex**. Its real part still shrinks "
            "as fast as the run's swing does.",
            {"lr": 0.15},
            restart=True,
            view="drift_rates",
        ),
        Step(
            "Past the edge",
            "Beyond 2 the swing grows, and the principal flow alone of the three grows with it: "
            "the only one to know of the edge. What do the other two say of this run?",
            {"lr": 0.21},
            restart=True,
            view="distance_beside",
        ),
        Step(
            "An order better",
            "Pause, and *Error of a step* tries shorter and longer steps from where the run rests. "
            "Which line falls more steeply, and why does the third lie so far below both?",
            {"lr": 0.08},
            restart=True,
            view="step_errors",
        ),
    ),
    tags=("flows", "edge of stability"),
    references=("rosca2023continuous",),
    picture="along_first",
    negative_controls=(  # it is exact along the directions it follows, and these are four of twelve
        NegativeControl(
            {"dim": 12, "condition": 1.3, "lr": 0.09}, "as far from the run as gradient flow"
        ),
    ),
)
