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
from .backward import backward
from .gramians import example_gramian, example_norms, layer_gramians
from .measures import (
    coherence,
    coherence_of_gramian,
    coherence_of_moments,
    cosines,
    leftover_conflict,
    leftover_conflict_of,
    m_coherence,
    magnitude_similarity,
    multi_task_curvature,
    negative_share,
    noise_scale,
    progress,
)
from .robust_mean import trimmed_mean, winsorised_mean
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
    "backward",
    "coherence",
    "coherence_of_gramian",
    "coherence_of_moments",
    "cosines",
    "example_gramian",
    "example_norms",
    "layer_gramians",
    "leftover_conflict",
    "leftover_conflict_of",
    "load_aggregator",
    "m_coherence",
    "magnitude_similarity",
    "multi_task_curvature",
    "negative_share",
    "noise_scale",
    "progress",
    "trimmed_mean",
    "winsorised_mean",
]
