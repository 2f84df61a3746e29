"""One look at the autograd graph of a few examples, at construction."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from .errors import DescentError

SAMPLE = 4


@dataclass(frozen=True)
class Traits:
    """What the autograd graph of the loss holds."""

    fused_norm: bool  # LayerNorm or batch normalisation: autograd's third derivative is wrong
    fused_attention: bool  # has no second derivative


def look(
    loss: Callable[[Tensor, int, int], Tensor], module: nn.Module, w: Tensor, count: int
) -> Traits:
    """Run the loss twice on up to four examples and read its graph.

    Raises:
        DescentError: if the criterion is not scalar, the forward is random or changes buffers.
    """
    few = min(SAMPLE, count)
    buffers = {name: buffer.clone() for name, buffer in module.named_buffers()}
    # a random forward must be seen, but must not disturb the caller's global generator
    with torch.random.fork_rng([w.device] if w.device.type == "cuda" else []):
        leaf = w.clone().requires_grad_()
        with torch.enable_grad():
            first, again = loss(leaf, 0, few), loss(leaf, 0, few)
    if first.shape != ():
        raise DescentError(
            f"the criterion must return one number [], found {list(first.shape)}: take its mean."
        )
    tolerance = torch.finfo(w.dtype).eps ** 0.5
    if not torch.allclose(first, again, rtol=tolerance, equal_nan=True):
        raise DescentError(
            "two evaluations at the same weights differ, so the forward is random: call "
            "module.eval() or take the noise out."
        )
    for name, buffer in module.named_buffers():
        if not torch.equal(buffer, buffers[name]):
            raise DescentError(
                f"the forward changes buffer {name}: call module.eval() or switch its tracking off."
            )
    names = _node_names(first)
    if any("WeightNorm" in name for name in names):
        # measured on torch 2.13: the product's part for the direction v is off by half its size
        raise DescentError(
            "torch's fused weight_norm has wrong second derivatives: remove the parametrization "
            "with torch.nn.utils.parametrize.remove_parametrizations, or write w = g·v/‖v‖ out."
        )
    return Traits(
        fused_norm=any("LayerNorm" in name or "BatchNorm" in name for name in names),
        fused_attention=any("ScaledDotProduct" in name for name in names),
    )


def bytes_per_example(loss: Callable[[Tensor, int, int], Tensor], w: Tensor, count: int) -> float:
    """Memory that the retained graph of the gradient holds for one more example.

    The difference of two sample sizes leaves out what does not grow with the data.
    """
    few = min(SAMPLE, count)
    half = few // 2
    smaller = _graph_bytes(loss, w, half) if half else 0
    return max((_graph_bytes(loss, w, few) - smaller) / (few - half), 1.0)


def can_batch(
    criterion: Callable[[Tensor, Tensor], Tensor], outputs: Tensor, targets: Tensor
) -> bool:
    """Whether `torch.func.vmap` takes the criterion; one that branches on values it does not."""
    try:
        with torch.no_grad():
            torch.func.vmap(criterion, in_dims=(0, None))(outputs[None], targets)
    except (RuntimeError, ValueError):
        return False
    return True


def _graph_bytes(loss: Callable[[Tensor, int, int], Tensor], w: Tensor, count: int) -> int:
    sizes: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        sizes[storage.data_ptr()] = storage.nbytes()
        return tensor

    leaf = w.clone().requires_grad_()
    with torch.enable_grad(), torch.autograd.graph.saved_tensors_hooks(pack, lambda t: t):
        value = loss(leaf, 0, count)
        if value.requires_grad:
            # `slope` keeps every storage alive while the hooks count, so no address is reused
            slope = torch.autograd.grad(value, leaf, create_graph=True)
            del slope
    return sum(sizes.values())


def _node_names(value: Tensor) -> set[str]:
    seen, stack, names = set(), [value.grad_fn], set()
    while stack:
        node = stack.pop()
        if node is None or node in seen:
            continue
        seen.add(node)
        names.add(node.name())
        stack.extend(parent for parent, _ in node.next_functions)
    return names
