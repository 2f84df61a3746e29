"""One forward pass of a dense network that carries a tangent along, by hand."""

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..dense_stack import DenseLayer, DenseStack

aten = torch.ops.aten


def dense_tangent(stack: DenseStack, w: Tensor, v: Tensor, inputs: Tensor) -> tuple[Tensor, Tensor]:
    """Outputs z and Jv of one chunk, layer by layer (Pearlmutter's forward pass, 1994):

        z = x Wᵀ + b,   Rz = x dWᵀ + Rx Wᵀ + db,   x' = φ(z),   Rx' = φ'(z) ⊙ Rz

    Args:
        stack: the network.
        w: [P] weights; v: [P] the direction (dW, db).
        inputs: [n, ...].

    Returns:
        z [n, out] and Jv [n, out].
    """
    x, rx = inputs, None
    with torch.no_grad():
        for part in stack.fixed:
            x = part(x)
        for layer in stack.layers:
            weight, bias = layer.tensors(w)
            z = functional.linear(x, weight, bias)
            rz = _pre_activation(layer, weight, x, rx, v)
            x, rx = _activation(layer.activations, z, rz)
    return x, rx


def _pre_activation(
    layer: DenseLayer, weight: Tensor, x: Tensor, rx: Tensor | None, v: Tensor
) -> Tensor:
    """Rz [n, out]. A frozen weight or bias does not move."""
    rz = None if layer.bias is None else v[layer.bias.slice]
    if layer.weight is not None:
        change = v[layer.weight.slice].view(layer.weight.shape).T
        rz = x @ change if rz is None else torch.addmm(rz, x, change)
    if rx is not None:
        rz = rx @ weight.T if rz is None else torch.addmm(rz, rx, weight.T)
    assert rz is not None  # the first layer of a stack is trained
    return rz if rz.ndim == 2 else rz.expand(len(x), -1)


def _activation(functions: tuple[nn.Module, ...], z: Tensor, rz: Tensor) -> tuple[Tensor, Tensor]:
    """φ(z) and φ'(z) ⊙ Rz. φ acts on each entry alone, so its Jacobian is diagonal and autograd's
    backward pass gives the same product."""
    if not functions:
        return z, rz
    if len(functions) == 1:  # one operation each, where torch has it
        function = functions[0]
        if type(function) is nn.Tanh:
            y = torch.tanh(z)
            return y, aten.tanh_backward(rz, y)
        if type(function) is nn.ReLU:
            y = torch.relu(z)
            return y, aten.threshold_backward(rz, y, 0)
        if type(function) is nn.GELU:
            y = functional.gelu(z, approximate=function.approximate)
            return y, aten.gelu_backward(rz, z, approximate=function.approximate)
    with torch.enable_grad():
        leaf = z.requires_grad_()
        y = leaf.clone()  # some functions work in place, which a leaf does not bear
        for function in functions:
            y = function(y)
        (slope,) = torch.autograd.grad(y, leaf, rz)
    return y.detach(), slope
