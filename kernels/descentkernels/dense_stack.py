"""Recognising a plain feed-forward network, whose derivatives can be written out by hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from torch import Tensor, nn

from .layout import Layout, Slot
from .stacked import is_stackable


@dataclass(frozen=True)
class DenseLayer:
    """x -> φ(x Wᵀ + b). Trained tensors lie in the flat vector, frozen ones in `linear`."""

    linear: nn.Linear
    weight: Slot | None  # None: frozen
    bias: Slot | None  # None: frozen or absent
    activations: tuple[nn.Module, ...]  # φ, one after the other; none for the identity

    @property
    def trained(self) -> bool:
        return self.weight is not None or self.bias is not None

    def tensors(self, w: Tensor) -> tuple[Tensor, Tensor | None]:
        """W [out, in] and b [out] at the flat vector w."""
        weight, bias = self.linear.weight, self.linear.bias
        if self.weight is not None:
            weight = w[self.weight.slice].view(self.weight.shape)
        if self.bias is not None:
            bias = w[self.bias.slice]
        return weight.detach(), None if bias is None else bias.detach()


@dataclass(frozen=True)
class DenseStack:
    """Layers in order, from the first trained one; `fixed` is what comes before."""

    fixed: tuple[nn.Module, ...]
    layers: tuple[DenseLayer, ...]

    def entries(self) -> tuple[int, int]:
        """Numbers held for each example: at one point, and for one vector multiplied there."""
        widths = [layer.linear.out_features for layer in self.layers]
        point = 3 * sum(widths) + sum(layer.linear.in_features for layer in self.layers)
        return point, 2 * sum(widths) + 2 * max(widths)


def dense_stack(module: nn.Module, layout: Layout, inputs: Tensor) -> DenseStack | None:
    """The module as a chain of dense layers on rows [n, in], or None if it is not one.

    It is one if `is_stackable` says so, the first linear layer sees one row an example, and each
    parameter has the name in the layout that it has in the module.
    """
    if not is_stackable(module):
        return None
    slots = {slot.name: slot for slot in layout}
    fixed: list[nn.Module] = []
    found: list[tuple[nn.Linear, Slot | None, Slot | None, list[nn.Module]]] = []
    flat, used = inputs.ndim == 2, []
    for name, part in _parts(module, ""):
        if isinstance(part, nn.Linear):
            if not flat:
                return None
            used += [id(p) for p in part.parameters()]
            weight, bias = slots.pop(f"{name}weight", None), slots.pop(f"{name}bias", None)
            found.append((part, weight, bias, []))
        elif isinstance(part, nn.Flatten) and not flat:
            flat = True
            fixed.append(part)
        elif not isinstance(part, nn.Flatten | nn.Identity | nn.Dropout):
            (found[-1][-1] if found else fixed).append(part)
    # a name left over belongs to a reparametrised layer, a parameter met twice to a shared one
    if slots or len(set(used)) < len(used):
        return None
    layers = [DenseLayer(*most, tuple(acts)) for *most, acts in found]
    while not layers[0].trained:
        first = layers.pop(0)
        fixed += [first.linear, *first.activations]
    return DenseStack(tuple(fixed), tuple(layers))


def _parts(module: nn.Module, prefix: str) -> Iterator[tuple[str, nn.Module]]:
    if isinstance(module, nn.Sequential):
        for name, part in module._modules.items():  # unlike named_children, shared ones twice
            yield from _parts(part, f"{prefix}{name}.")
    else:
        yield prefix, module
