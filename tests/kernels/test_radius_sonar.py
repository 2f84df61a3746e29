"""The sonar against closed forms and the complexified network."""

import math

import torch
from descentkernels import ModuleObjective, criteria
from descentkernels.radius import sonar, true_radius
from descentkernels.radius.sonar import poles_of
from kernel_cases import randn
from torch import nn


def gelu_network(dtype: torch.dtype = torch.float64) -> ModuleObjective:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        module = nn.Sequential(nn.Linear(6, 12), nn.GELU(), nn.Linear(12, 4)).double()
    with torch.no_grad():
        module[2].weight.mul_(8)  # confident, as after training
    return ModuleObjective(
        module, randn(16, 6), torch.arange(16) % 4, criteria.cross_entropy,
        device="cpu", dtype=dtype,
    )  # fmt: skip


def test_two_classes_in_closed_form():
    """F = 1 + e^{δ + Δt} is zero at (iπ − δ)/Δ. Extrapolated from |t| ≤ π/Δ, where the function has
    one pole pair within reach and others three times as far: 1e-7 of the radius."""
    t = torch.cos(torch.arange(65, dtype=torch.float64) * math.pi / 64) * math.pi / 1.7
    gaps = torch.tensor([0.0, 1.3, -2.5], dtype=torch.float64)
    found = poles_of(t, 1.7 * torch.sigmoid(gaps[:, None] + 1.7 * t))
    expected = torch.complex(-gaps, torch.full_like(gaps, math.pi)) / 1.7
    torch.testing.assert_close(found.zero, expected, rtol=1e-7, atol=0)
    torch.testing.assert_close(found.radius, expected.abs(), rtol=1e-7, atol=0)
    assert (found.residue - 1).abs().max() < 1e-5
    assert found.clear.all()


def test_against_the_complex_pass():
    """On a GELU network, where the sonar is clear and its residue within 1e-4 of 1, it is within
    5e-5 of the zero that is found in complex arithmetic and counted to be the nearest; and the
    residue says so: its error is larger."""
    over = gelu_network()
    w, v = over.flat(), randn(over.dim, seed=1)
    heard, true = sonar(over, w, v), true_radius(over, w, v)
    sure = heard.clear & ((heard.residue - 1).abs() < 1e-4) & true.verified
    assert sure.sum() >= 8
    error = (heard.zero - true.singularity).abs() / true.radius
    assert error[sure].max() < 5e-5
    assert (error < (heard.residue - 1).abs())[sure].all()


def test_choice_of_examples_and_of_reach():
    over = gelu_network()
    w, v = over.flat(), randn(over.dim, seed=1)
    some = torch.tensor([3, 11])
    torch.testing.assert_close(
        sonar(over, w, v, examples=some).zero, sonar(over.restricted(some), w, 7 * v).zero
    )
    assert (sonar(over, w, v, examples=some, reach=0.5, points=33).reach <= 0.5).all()


def test_listens_in_float64_to_a_float32_objective():
    """Weights rounded to float32 move the zeros by about 1e-6; float32 slopes would give noise."""
    over, rough = gelu_network(), gelu_network(torch.float32)
    w, v = over.flat(), randn(over.dim, seed=1)
    fine, coarse = sonar(over, w, v), sonar(rough, w.float(), v.float())
    sure = fine.clear & ((fine.residue - 1).abs() < 1e-4)
    error = (fine.zero - coarse.zero).abs() / fine.radius
    assert error[sure].max() < 1e-4


def test_nothing_to_hear():
    over = gelu_network()
    w, v = over.flat(), randn(over.dim, seed=1)
    assert sonar(over, w, 0 * v).radius.isinf().all()
    assert not sonar(over, w, 0 * v).clear.any()
    assert sonar(over, w * torch.nan, v).radius.isnan().all()
