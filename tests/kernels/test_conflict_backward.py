"""Aggregators in a loop of one's own, against torchjd's."""

import pytest
import torch
import torchjd
from descentkernels import DescentError, conflict
from torch import nn
from torchjd.aggregation import IMTLG


def three_losses(model, x):
    z = model(x)
    return [z[:, 0].square().mean(), (z[:, 1] - 1).abs().mean(), z.sum(1).cos().mean()]


@pytest.fixture
def setting():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, 2)).double()
    model[0].bias.requires_grad_(False)
    return model, torch.randn(20, 5, dtype=torch.float64)


def gradients(model):
    return [None if p.grad is None else p.grad.clone() for p in model.parameters()]


def test_it_leaves_what_torchjd_leaves_and_adds_to_what_is_there(setting):
    model, x = setting
    trained = [p for p in model.parameters() if p.requires_grad]
    torchjd.autojac.backward(three_losses(model, x), inputs=trained)
    torchjd.autojac.jac_to_grad(trained, IMTLG())
    theirs = gradients(model)
    model.zero_grad()
    for times in (1, 2):
        conflict.backward(three_losses(model, x), model.parameters(), "imtl_g")
        for mine, their in zip(gradients(model), theirs, strict=True):
            assert (mine is None) == (their is None)
            if mine is not None:  # a closed form in both, of well-conditioned gradients
                torch.testing.assert_close(mine, times * their, rtol=1e-8, atol=1e-10)


def test_the_sum_is_what_backward_does_anyway(setting):
    model, x = setting
    sum(three_losses(model, x)).backward()
    plain = gradients(model)
    model.zero_grad()
    conflict.backward(torch.stack(three_losses(model, x)), model.parameters(), "sum")
    for mine, their in zip(gradients(model), plain, strict=True):
        if mine is not None:
            torch.testing.assert_close(mine, their, rtol=1e-12, atol=1e-14)


def test_memory_goes_round_and_bad_input_is_told(setting):
    model, x = setting
    memory = None
    for _ in range(3):
        found = conflict.backward(three_losses(model, x), model.parameters(), "sam_gs", memory)
        memory = found.memory
    assert memory is not None
    with pytest.raises(DescentError, match="found 0 and"):
        conflict.backward([], model.parameters(), "mean")
    with pytest.raises(DescentError, match="loss 0 to be a scalar"):
        conflict.backward([model(x)], model.parameters(), "mean")
    with pytest.raises(DescentError, match="an aggregator among"):
        conflict.backward(three_losses(model, x), model.parameters(), "average")
