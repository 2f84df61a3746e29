"""Continuous-time companions of discrete optimizers.

A `Form` is an optimizer as flows see it; a `FlowState` is a flow at one time.
"""

from .central_flow import CentralFlow
from .form import Form, Rates
from .forms import GradientDescent, RMSProp, ScalarRMSProp
from .midpoint import midpoint
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
    "Warm",
    "midpoint",
]
