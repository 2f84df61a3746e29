"""Several losses of the same weights, their gradients and Gramians."""

from .base import Tasks

__all__ = ["Tasks"]
