"""Gramians of the gradients of single examples."""

from .example import example_gramian

__all__ = ["example_gramian"]
