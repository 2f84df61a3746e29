"""What gradients do to each other, in numbers: one measure a file, many Gramians at once."""

from .coherence import (
    coherence,
    coherence_of_gramian,
    coherence_of_moments,
    m_coherence,
    noise_scale,
)
from .cosines import cosines
from .leftover_conflict import leftover_conflict, leftover_conflict_of
from .magnitude_similarity import magnitude_similarity
from .multi_task_curvature import multi_task_curvature
from .negative_share import negative_share
from .progress import progress

__all__ = [
    "coherence",
    "coherence_of_gramian",
    "coherence_of_moments",
    "cosines",
    "leftover_conflict",
    "leftover_conflict_of",
    "m_coherence",
    "magnitude_similarity",
    "multi_task_curvature",
    "negative_share",
    "noise_scale",
    "progress",
]
