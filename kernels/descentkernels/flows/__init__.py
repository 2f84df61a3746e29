"""Continuous-time companions of discrete optimizers.

A `Form` is an optimizer as flows see it; a `FlowState` is a flow at one time. `StableFlow` is what
the optimizer would do if it did not oscillate, `CentralFlow` what it does on average when it does.
"""

from .central_flow import CentralFlow
from .form import Form, Rates
from .forms import GradientDescent, RMSProp, ScalarRMSProp
from .midpoint import midpoint
from .sigma import predicted_loss, predicted_squared_gradient, sigma_eigenpairs
from .stable_flow import StableFlow
from .state import FlowState, Spent, Warm

__all__ = [
    "CentralFlow",
    "FlowState",
    "Form",
    "GradientDescent",
    "RMSProp",
    "Rates",
    "ScalarRMSProp",
    "Spent",
    "StableFlow",
    "Warm",
    "midpoint",
    "predicted_loss",
    "predicted_squared_gradient",
    "sigma_eigenpairs",
]
