"""A model in training, looked at from beside: nothing of it changes, nor its random numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

import torch
from descentkernels.radius import Ray
from torch import Tensor, nn
from torch.autograd import forward_ad
from torch.func import functional_call
from torch.nn.attention import SDPBackend, sdpa_kernel

from descentlab.errors import LabError

_NORMS = (
    nn.BatchNorm1d,
    nn.BatchNorm2d,
    nn.BatchNorm3d,
    nn.SyncBatchNorm,
    nn.InstanceNorm1d,
    nn.InstanceNorm2d,
    nn.InstanceNorm3d,
)
#: Inputs of a model: one tensor, a tuple of arguments or a dict of keyword arguments.
Inputs = Tensor | tuple[Any, ...] | Mapping[str, Any]


class ProbeModel:
    """named weights -> logits [n, K].

    Normalisations keep their mode: in train mode they take the statistics of the batch, and leave
    their running ones alone. Everything else is in eval mode: the dropout masks of the step cannot
    be had again. Attention goes its math path, the only one with a forward derivative.

    Args:
        model: left as it is.
        logits: picks the logits [n, K] from what the model returns.
    """

    def __init__(self, model: nn.Module, logits: Callable[[Any], Tensor]) -> None:
        self.model = model
        self._logits = logits

    def logits(self, named: Mapping[str, Tensor], inputs: Inputs) -> Tensor:
        """[n, K] at these weights; weights left out of the names are the model's own."""
        with torch.no_grad(), self._beside():
            return self._forward(dict(named), inputs)

    def ray(
        self, named: Mapping[str, Tensor], tangent: Mapping[str, Tensor], inputs: Inputs
    ) -> Ray:
        """Logits and their derivative along `tangent`, by one forward pass that carries both.

        Raises LabError where the model has an operation without a forward derivative.
        """
        with torch.no_grad(), self._beside(), forward_ad.dual_level():
            dual = {name: forward_ad.make_dual(w, tangent[name]) for name, w in named.items()}
            try:
                z, a = forward_ad.unpack_dual(self._forward(dual, inputs))
            except (RuntimeError, NotImplementedError) as error:
                raise self._refusal(str(error).strip().splitlines()[0]) from error
        if a is None:
            raise self._refusal("they do not depend on the weights that move, or are detached.")
        return Ray(z, a)

    def _refusal(self, found: str) -> LabError:
        return LabError(
            f"Expected a model whose logits have a forward derivative; found this: {found} Replace "
            "that operation, or choose a controller that does not look at the logits."
        )

    def _forward(self, named: dict[str, Tensor], inputs: Inputs) -> Tensor:
        args: tuple[Any, ...] = inputs if isinstance(inputs, tuple) else (inputs,)
        kwargs: dict[str, Any] = {}
        if isinstance(inputs, Mapping):
            args, kwargs = (), dict(inputs)
        z = self._logits(functional_call(self.model, named, args, kwargs))
        if not (isinstance(z, Tensor) and z.ndim == 2):
            found = list(z.shape) if isinstance(z, Tensor) else type(z).__name__
            raise LabError(
                f"Expected logits [examples, classes]; found {found}. Give `logits`, a function "
                "that picks them from what the model returns."
            )
        return z

    @contextmanager
    def _beside(self) -> Iterator[None]:
        """Whatever runs inside leaves statistics, modes and random generators as they were."""
        training = [m for m in self.model.modules() if m.training]
        norms = [m for m in training if isinstance(m, _NORMS)]
        tracked = [m for m in norms if m.track_running_stats]
        others = [m for m in training if not isinstance(m, _NORMS)]
        devices = {p.device for p in self.model.parameters() if p.device.type == "cuda"}
        fast = torch.backends.mha.get_fastpath_enabled()
        with ExitStack() as stack:
            stack.enter_context(torch.random.fork_rng(devices=list(devices)))
            stack.enter_context(sdpa_kernel(SDPBackend.MATH))
            stack.callback(torch.backends.mha.set_fastpath_enabled, fast)
            torch.backends.mha.set_fastpath_enabled(False)
            if any(isinstance(m, nn.RNNBase) for m in self.model.modules()):
                # the libraries' own recurrent layers have no forward derivative, torch's have
                mkldnn = torch.backends.mkldnn
                stack.callback(setattr, mkldnn, "enabled", mkldnn.enabled)
                mkldnn.enabled = False
                stack.enter_context(torch.backends.cudnn.flags(enabled=False))
            for norm in tracked:
                stack.callback(setattr, norm, "track_running_stats", True)
                norm.track_running_stats = False
            for module in others:  # not by eval(), which is for the modules inside as well
                stack.callback(setattr, module, "training", True)
                module.training = False
            yield
