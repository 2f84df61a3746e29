"""The geometry of conflicting gradients: tasks, Gramians, aggregators, cones and measures.

Rows of J [m, P] are gradients of m tasks (or of m examples); G = JJᵀ is their Gramian. Nearly every
aggregator is a weighting found from G alone, so G is formed once, in float64.
"""

from .aggregators import (
    PROMISES,
    Aggregator,
    Combined,
    Evidence,
    Weighting,
    aggregator_ids,
    load_aggregator,
)
from .gramians import example_gramian
from .tasks import ExampleTasks, FunctionTasks, ModuleTasks, Tasks

__all__ = [
    "PROMISES",
    "Aggregator",
    "Combined",
    "Evidence",
    "ExampleTasks",
    "FunctionTasks",
    "ModuleTasks",
    "Tasks",
    "Weighting",
    "aggregator_ids",
    "example_gramian",
    "load_aggregator",
]
