"""The two networks of a physics-informed run, as its measurements see them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from descentkernels import conflict
from torch import Tensor

from descentlab.errors import LabError
from descentlab.problems._pinn_tasks import PinnTasks
from descentlab.processes.beside_fixed_weights import Pair, fixed_weights
from descentlab.runs.point import Point

#: The run's own network, and the one whose λ is set by hand.
LANES = ("balanced", "λ by hand")
#: Tasks at most; an equation with fewer leaves the rest unmeasured.
TASKS = ("residual", "boundary", "initial")


def tasks_of(point: Point) -> PinnTasks:
    """The problem's tasks, or LabError where they are not those of a differential equation."""
    if not isinstance(point.tasks, PinnTasks) or not isinstance(point.state.carried, Pair):
        raise LabError("Expected a physics-informed problem with a second network; found another.")
    return point.tasks


def weights_of(point: Point) -> tuple[Tensor, Tensor]:
    """w [P] of both networks."""
    return point.state.w, point.state.others[0][1]


def evidences(point: Point) -> tuple[conflict.Evidence, conflict.Evidence]:
    """What the tasks say at both networks."""
    other = replace(point.state, w=weights_of(point)[1])
    return point.evidence, Point(point.problem, other, point.settings, {}).evidence


def loss_weights(point: Point) -> tuple[Tensor, Tensor]:
    """λ [m] of both networks in the update that led here, relative to the first task's.

    NaN where the aggregator's update is no weighted sum, and before the first.
    """
    tasks_of(point)
    found = point.state.carried.aggregation.weights
    hand = fixed_weights(point)
    if found is None:
        return torch.full_like(hand, torch.nan), hand
    return found.double() / found[0].double(), hand


def finite(found: Tensor) -> np.ndarray:
    """The numbers as float64, those that are not finite as not known."""
    values = found.detach().double().numpy()
    return np.where(np.isfinite(values), values, np.nan)
