"""Gradients of many mini-batches at once, against each batch on its own."""

from __future__ import annotations

import pytest
import torch
from descentkernels import DescentError, ModuleObjective
from descentkernels.conflict import ModuleTasks
from descentkernels.conflict.tasks import batch_gradients, restricted
from torch import nn
from torch.nn import functional


def tasks() -> ModuleTasks:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    inputs, targets = torch.randn(9, 3), torch.randn(9, 2)
    criteria = {
        "first": lambda z, y: functional.mse_loss(z[:, 0], y[:, 0]),
        "second": lambda z, y: functional.smooth_l1_loss(z, y),
    }
    objective = ModuleObjective(
        network, inputs, targets, criteria["second"], device="cpu", dtype=torch.float64
    )
    return ModuleTasks(objective, criteria, scales=(1.0, 7.0))


def test_each_batch_is_as_if_its_examples_were_all_the_data():
    """One with an example twice. Float64: sums of 9 examples in another order, 1e-13."""
    whole, batches = tasks(), torch.tensor([[0, 1, 2], [5, 5, 8], [8, 0, 4]])
    w = whole.objective.flat()
    found = batch_gradients(whole, w, batches)
    for batch, rows in zip(batches, found, strict=True):
        alone = restricted(whole, batch)
        torch.testing.assert_close(rows, alone.values_and_gradients(w)[1], rtol=1e-12, atol=1e-13)
        assert alone.objective.targets.shape == (3, 2)
    everything = batch_gradients(whole, w, torch.arange(9)[None])[0]
    torch.testing.assert_close(everything, whole.values_and_gradients(w)[1], rtol=1e-12, atol=1e-13)
    with pytest.raises(DescentError, match="0 to 8"):
        batch_gradients(whole, w, torch.tensor([[9]]))
