"""A forward pass at complex weights."""

from collections.abc import Callable, Iterable
from typing import Any

from torch import Tensor
from torch.overrides import TorchFunctionMode

from ...errors import DescentError
from .line import Line
from .operations import RULES

# What only looks at a tensor, by name.
_READS = {
    *("shape", "size", "dim", "ndim", "numel", "dtype", "device", "stride", "is_contiguous"),
    *("requires_grad", "is_cuda", "layout", "__len__", "is_nested", "is_floating_point"),
}


class ComplexPass(TorchFunctionMode):
    """Within it, a module whose weights are `Line`s computes at w + t v, t complex, row by row.

    Only operations that are known to be analytic are let through, each by a rule of its own
    where torch's is not analytic in complex numbers (softmax, LayerNorm, variance) or is missing
    (GELU); what does not depend on t is left alone. Square roots and logarithms have branches:
    the rows come in paths of `steps` points each, and are continued along them.

    Args:
        t: [rows] complex128, rows = paths × steps; a path of more than one point begins where
            the principal branches are right, as on the real line.
        steps: points of a path.
        listening: whether the factors are kept.
    """

    def __init__(self, t: Tensor, *, steps: int = 1, listening: bool = False) -> None:
        super().__init__()
        self.t = t
        self.steps = steps
        #: By (operation, how many of its name came before): a function of t that is zero where the
        #: operation is singular, as its logarithm [rows, units] complex, modulo 2πi.
        self.factors: dict[tuple[str, int], Tensor] = {}
        self._listening = listening
        self._counts: dict[str, int] = {}

    def note(self, operation: str, log_factor: Callable[[], Tensor]) -> None:
        """Keep where an operation is singular: log_factor() is [rows, ...] complex."""
        count = self._counts.get(operation, 0)
        self._counts[operation] = count + 1
        if self._listening:
            self.factors[operation, count] = log_factor().reshape(len(self.t), -1)

    def __torch_function__(
        self, func: Callable, types: Any, args: tuple = (), kwargs: dict | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if not any(_moves(arg) for arg in _tensors((*args, *kwargs.values()))):
            return func(*_promoted(args), **_promoted(kwargs))
        name = _name(func)
        if name in _READS:
            # a layer asks this to refuse integers, not complex numbers
            return True if name == "is_floating_point" else func(*args, **kwargs)
        rule = RULES.get(name)
        if rule is None:
            raise DescentError(
                f"expected operations that are analytic in the weights, found {name!r}, which is "
                "not, or is not known here to be: take radius.sonar, which needs the real "
                "network only, or a smooth layer in its place (GELU or SiLU for ReLU, average for "
                "max pooling)."
            )
        return rule(self, func, *_promoted(args), **_promoted(kwargs))


def _moves(tensor: Tensor) -> bool:
    return isinstance(tensor, Line) or tensor.is_complex()


def _tensors(values: Iterable[Any]) -> Iterable[Tensor]:
    for value in values:
        if isinstance(value, Tensor):
            yield value
        elif isinstance(value, list | tuple):
            yield from _tensors(value)


def _promoted(value: Any) -> Any:
    """Real floating tensors in float64, also within lists."""
    if isinstance(value, Line):
        return value
    if isinstance(value, Tensor):
        return value.double() if value.is_floating_point() else value
    if isinstance(value, list):
        return [_promoted(each) for each in value]
    if type(value) is tuple:  # not torch.Size
        return tuple(_promoted(each) for each in value)
    if isinstance(value, dict):
        return {key: _promoted(each) for key, each in value.items()}
    return value


def _name(func: Callable) -> str:
    name = getattr(func, "__name__", str(func))
    return func.__self__.__name__ if name == "__get__" else name
