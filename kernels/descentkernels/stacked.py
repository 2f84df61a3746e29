"""Many weight vectors through one fully connected network at once."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

# Layers without weights that act on each entry alone.
_ELEMENTWISE = (
    nn.Identity,
    nn.Dropout,
    nn.Tanh,
    nn.ReLU,
    nn.GELU,
    nn.SiLU,
    nn.ELU,
    nn.Sigmoid,
    nn.Softplus,
    nn.LeakyReLU,
    nn.Hardtanh,
    nn.SELU,
    nn.CELU,
    nn.Mish,
    nn.Softsign,
)


def is_stackable(module: nn.Module) -> bool:
    """Whether `stacked_forward` can run the module: a Sequential of Flatten, Linear and
    elementwise layers, nested or not, each used once, no weight shared and no hook on any.

    For those, stacking is about twice as fast as one weight vector after the other; for
    convolutions and attention on a CPU it gains nothing. The rule reads types rather than clocks,
    so that the same run always takes the same path.
    """
    parts = list(module.named_modules(remove_duplicate=False))
    weights = [id(p) for _, p in module.named_parameters(remove_duplicate=False)]
    once = len({id(part) for _, part in parts}) == len(parts) and len(set(weights)) == len(weights)
    return once and _plain(module) and not any(_hooked(part) for _, part in parts)


def _plain(module: nn.Module) -> bool:
    if type(module) is nn.Sequential:
        return all(_plain(layer) for layer in module)
    if type(module) is nn.Flatten:
        return (module.start_dim, module.end_dim) == (1, -1)
    return type(module) is nn.Linear or type(module) in _ELEMENTWISE


def _hooked(module: nn.Module) -> bool:
    return bool(
        module._forward_hooks
        or module._forward_pre_hooks
        or module._backward_hooks
        or module._backward_pre_hooks
    )


def stacked_forward(module: nn.Module, weights: Mapping[str, Tensor], inputs: Tensor) -> Tensor:
    """module(inputs) for each of s weight vectors.

    Args:
        module: one that `is_stackable` accepts.
        weights: parameter name -> [s, *shape]; a name left out keeps the module's own value.
        inputs: [n, ...].

    Returns:
        [s, n, ...].
    """
    count = len(next(iter(weights.values())))
    return _through(module, weights, inputs.expand(count, *inputs.shape), "")


def _through(module: nn.Module, weights: Mapping[str, Tensor], x: Tensor, prefix: str) -> Tensor:
    if isinstance(module, nn.Sequential):
        for name, layer in module.named_children():
            x = _through(layer, weights, x, f"{prefix}{name}.")
        return x
    if isinstance(module, nn.Flatten):
        return x.flatten(2)
    if isinstance(module, nn.Linear):
        weight = weights.get(f"{prefix}weight", module.weight.expand(len(x), -1, -1))
        rows = x.reshape(len(x), -1, x.shape[-1])  # inputs may have more dimensions than two
        if module.bias is None:
            out = torch.bmm(rows, weight.mT)
        else:
            bias = weights.get(f"{prefix}bias", module.bias.expand(len(x), -1))
            out = torch.baddbmm(bias[:, None], rows, weight.mT)
        return out.view(*x.shape[:-1], -1)
    return module(x)
