"""Continuous-time companions of discrete optimizers.

A `Form` is an optimizer as flows see it; a `FlowState` is a flow at one time. `StableFlow` is what
the optimizer would do if it did not oscillate, `CentralFlow` what it does on average when it does.
For a `MomentumForm` (heavy-ball, Nesterov, Adam) `MomentumFlow` is both. `drift` has the flows of
gradient descent's discretisation error, `games` those of two players.
"""

from . import drift, games
from .central_flow import CentralFlow
from .form import Form, Rates
from .forms import Adam, GradientDescent, HeavyBall, Nesterov, RMSProp, ScalarRMSProp
from .midpoint import midpoint
from .momentum_flow import MomentumFlow
from .momentum_form import MomentumForm
from .sigma import predicted_loss, predicted_squared_gradient, sigma_eigenpairs
from .stable_flow import StableFlow
from .state import FlowState, Spent, Warm

__all__ = [
    "Adam",
    "CentralFlow",
    "FlowState",
    "Form",
    "GradientDescent",
    "HeavyBall",
    "MomentumFlow",
    "MomentumForm",
    "Nesterov",
    "RMSProp",
    "Rates",
    "ScalarRMSProp",
    "Spent",
    "StableFlow",
    "Warm",
    "drift",
    "games",
    "midpoint",
    "predicted_loss",
    "predicted_squared_gradient",
    "sigma_eigenpairs",
]
