"""Third derivatives of all pairs: the R-operator taken twice against autograd and differences."""

from __future__ import annotations

from importlib import import_module

import pytest
import torch
from descentkernels import DescentError, FunctionObjective, ModuleObjective, criteria
from descentkernels.third_pairs import third_pairs
from kernel_cases import make_case, randn
from torch import Tensor, nn


def objective_of(
    module: nn.Module,
    criterion=criteria.cross_entropy,
    *,
    n: int = 11,
    dtype: torch.dtype = torch.float64,
    budget: int = 1 << 30,
) -> ModuleObjective:
    for index, parameter in enumerate(module.parameters()):
        parameter.data = 0.7 * randn(*parameter.shape, seed=index)
    return ModuleObjective(
        module,
        randn(n, 6),
        torch.arange(n) % 3,
        criterion,
        device="cpu",
        dtype=dtype,
        memory_budget_bytes=budget,
    )


def chain(make=nn.Tanh) -> nn.Module:
    return nn.Sequential(
        nn.Linear(6, 5), make(), nn.Linear(5, 4), make(), nn.Linear(4, 3, bias=False)
    )


def one_by_one(objective: ModuleObjective, w: Tensor, vectors: Tensor) -> Tensor:
    """Each pair by three reverse passes of autograd."""
    rows, columns = torch.triu_indices(len(vectors), len(vectors))
    pairs = zip(rows, columns, strict=True)
    return torch.stack([objective.third(w, vectors[i], vectors[j]) for i, j in pairs])


def assert_autograd_agrees(objective: ModuleObjective, k: int, seed: int = 9) -> None:
    w, vectors = objective.flat(), randn(k, objective.dim, seed=seed)
    expected = one_by_one(objective, w, vectors)
    found = third_pairs(objective, w, vectors)
    assert found.shape == (k * (k + 1) // 2, objective.dim)
    # float64 sums in another order, and a difference of three terms for each pair
    for each, other in zip(found, expected, strict=True):
        assert (each - other).norm() <= 1e-11 * (expected.norm() + 1e-30)


ACTIVATIONS = {
    "tanh": nn.Tanh,
    "GELU": nn.GELU,
    "ReLU": nn.ReLU,
    "tanh GELU": lambda: nn.GELU("tanh"),
    "in-place SiLU": lambda: nn.SiLU(inplace=True),
    "two in a row": lambda: nn.Sequential(nn.Sigmoid(), nn.Softplus()),
    "none": nn.Identity,
}


def coupled(outputs: Tensor, targets: Tensor) -> Tensor:
    """A criterion without a formula of its own that is no mean over examples."""
    return outputs.square().mean().sqrt() + outputs.prod(1).mean() ** 3


@pytest.mark.parametrize(
    "criterion", [criteria.mean_squared_error, criteria.cross_entropy, coupled]
)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation(name: str, criterion) -> None:
    assert_autograd_agrees(objective_of(chain(ACTIVATIONS[name]), criterion), k=3)


@pytest.mark.parametrize("frozen", [["0.weight"], ["0.bias"], ["2.weight"], ["2.weight", "2.bias"]])
def test_frozen_parameters(frozen: list[str]) -> None:
    module = chain()
    for name in frozen:
        module.get_parameter(name).requires_grad_(False)
    assert_autograd_agrees(objective_of(module), k=2)


def test_shallow_and_flattened_networks() -> None:
    for module in (
        nn.Sequential(nn.Linear(6, 3)),
        nn.Sequential(nn.Tanh(), nn.Linear(6, 3), nn.Sigmoid()),
        nn.Sequential(nn.Unflatten(1, (2, 3)), nn.Flatten(), nn.Linear(6, 4), nn.Linear(4, 3)),
    ):
        assert_autograd_agrees(objective_of(module), k=2)


@pytest.mark.parametrize("criterion", [criteria.cross_entropy, criteria.mean_squared_error])
def test_chunks_and_passes_do_not_change_the_sum(criterion, monkeypatch) -> None:
    """A dozen unequal passes over a dozen unequal chunks."""
    monkeypatch.setattr(import_module("descentkernels.third_pairs"), "_ROWS", 40)
    cut = objective_of(chain(), criterion, n=101, budget=12_000)
    assert len(cut.chunks) > 1
    assert_autograd_agrees(cut, k=4)


def test_directions_in_groups(monkeypatch) -> None:
    """Where examples must stay together, directions are cut instead."""
    for rows in (1, 30, 70):
        monkeypatch.setattr(import_module("descentkernels.third_pairs"), "_ROWS", rows)
        assert_autograd_agrees(objective_of(chain(), coupled), k=4)


@pytest.mark.parametrize("name", ["tanh_mlp", "cnn", "layernorm_attention"])
def test_differences_of_products(name: str) -> None:
    """∇(uᵀHv) = d/dt H(w + tu) v, by central differences of exact products."""
    case = make_case(name)
    objective = case.objective()
    w, vectors, h = objective.flat(), randn(2, objective.dim, seed=4), 1e-4
    slopes = [
        (objective.hvp(w + h * u, v) - objective.hvp(w - h * u, v)) / (2 * h)
        for u, v in ((vectors[0], vectors[0]), (vectors[0], vectors[1]), (vectors[1], vectors[1]))
    ]
    # truncation h² and rounding 1e-16/h
    for found, slope in zip(third_pairs(objective, w, vectors), slopes, strict=True):
        assert (found - slope).norm() <= 1e-6 * slope.norm()


def test_a_network_of_another_kind_in_chunks() -> None:
    whole, cut = make_case("cnn").objective(), make_case("cnn").objective(budget=1)
    assert len(cut.chunks) > 1
    w, vectors = whole.flat(), randn(3, whole.dim)
    expected = one_by_one(whole, w, vectors)
    assert (third_pairs(cut, w, vectors) - expected).norm() <= 1e-11 * expected.norm()


def test_single_precision_keeps_short_and_long_directions() -> None:
    exact, single = objective_of(chain()), objective_of(chain(), dtype=torch.float32)
    w = exact.flat()
    vectors = randn(3, exact.dim, seed=1) * torch.tensor([[1e-4], [1.0], [1e4]])
    expected = one_by_one(exact, w, vectors)
    found = third_pairs(single, w.float(), vectors.float())
    assert found.dtype == torch.float32
    for each, other in zip(found.double(), expected, strict=True):
        assert (each - other).norm() <= 1e-5 * other.norm()


def test_equal_opposite_zero_and_no_directions() -> None:
    objective = objective_of(chain())
    w, u = objective.flat(), randn(objective.dim)
    same, opposite, square, none, also_none, zero = third_pairs(
        objective, w, torch.stack([u, -u, 0 * u])
    )[[0, 1, 3, 2, 4, 5]]
    torch.testing.assert_close(opposite, -same, rtol=1e-10, atol=1e-12)
    torch.testing.assert_close(square, same, rtol=1e-12, atol=1e-12)
    assert not torch.stack([none, also_none, zero]).any()
    assert third_pairs(objective, w, w.new_zeros(0, objective.dim)).shape == (0, objective.dim)


def test_a_polynomial_by_hand() -> None:
    """L = x³y: ∂³ along (1, 0) twice is 6y, 6x ...; ∇(uᵀHv) written out."""
    objective = FunctionObjective(lambda w: w[0] ** 3 * w[1], 2, "cpu", torch.float64)
    w = torch.tensor([2.0, 5.0], dtype=torch.float64)
    found = third_pairs(objective, w, torch.eye(2, dtype=torch.float64))
    x, y = w
    by_hand = torch.tensor([[6 * y, 6 * x], [6 * x, 0], [0, 0]], dtype=torch.float64)
    torch.testing.assert_close(found, by_hand, rtol=1e-12, atol=1e-12)


def test_refusals_say_what_was_expected() -> None:
    objective = objective_of(chain())
    w = objective.flat()
    for bad in (w, w[None, 1:], w[None].float()):
        with pytest.raises(DescentError, match="expected"):
            third_pairs(objective, w, bad)
