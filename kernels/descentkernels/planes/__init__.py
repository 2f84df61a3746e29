"""Planes through weight space: one kind a file."""

from .gradient_and_eigenvector import gradient_and_eigenvector
from .plane import Plane
from .random_filter_normalised import random_filter_normalised
from .top_eigenvectors import top_eigenvectors
from .trajectory_pca import trajectory_pca

__all__ = [
    "Plane",
    "gradient_and_eigenvector",
    "random_filter_normalised",
    "top_eigenvectors",
    "trajectory_pca",
]
