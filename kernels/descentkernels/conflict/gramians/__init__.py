"""Gramians of the gradients of single examples."""

from .example import example_gramian, example_norms, layer_gramians

__all__ = ["example_gramian", "example_norms", "layer_gramians"]
