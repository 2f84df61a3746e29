"""Where the layers of a network are themselves singular along a ray."""

from .layers import LayerSingularities, layer_singularities

__all__ = ["LayerSingularities", "layer_singularities"]
