"""The hand-written products of dense networks against the replay of autograd's graph."""

import pytest
import torch
from descentkernels import ModuleObjective, criteria, terms
from descentkernels.stacked import _ELEMENTWISE
from kernel_cases import make_case, randn
from torch import Tensor, nn

# in place, and with φ'' = 0 nearly everywhere, besides every function the recognition admits
ACTIVATIONS = {kind.__name__: kind for kind in _ELEMENTWISE if kind is not nn.Dropout}
ACTIVATIONS["in-place ReLU"] = lambda: nn.ReLU(inplace=True)
ACTIVATIONS["tanh GELU"] = lambda: nn.GELU("tanh")
ACTIVATIONS["two in a row"] = lambda: nn.Sequential(nn.Dropout(0.0), nn.Tanh(), nn.Softplus())
CRITERIA = [criteria.mean_squared_error, criteria.cross_entropy]


def objective_of(
    module: nn.Module, inputs: Tensor, criterion=criteria.cross_entropy, budget: int = 1 << 30
) -> ModuleObjective:
    return ModuleObjective(
        module,
        inputs,
        torch.arange(len(inputs)) % 3,
        criterion,
        device="cpu",
        dtype=torch.float64,
        memory_budget_bytes=budget,
    )


def seeded(*layers: nn.Module) -> nn.Module:
    module = nn.Sequential(*layers)
    for index, parameter in enumerate(module.parameters()):
        parameter.data = 0.7 * randn(*parameter.shape, seed=index)
    return module


def assert_replay_agrees(objective: ModuleObjective, k: int = 7) -> None:
    assert objective._dense is not None
    w = objective.flat()
    vectors = randn(k, objective.dim, seed=9)
    found, graph = objective.linearize(w), terms.linearize(objective._terms, w, retain=1)
    # float64 sums in another order
    torch.testing.assert_close(found.value, graph.value, rtol=1e-12, atol=0)
    expected = graph.hvp(vectors)
    assert (found.gradient - graph.gradient).norm() <= 1e-10 * graph.gradient.norm()
    assert (found.hvp(vectors) - expected).norm() <= 1e-10 * expected.norm()
    assert (found.hvp(vectors[0]) - expected[0]).norm() <= 1e-10 * expected[0].norm()


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_activation(name: str, criterion) -> None:
    make = ACTIVATIONS[name]
    module = seeded(nn.Flatten(), nn.Linear(6, 5), make(), nn.Linear(5, 4), make(), nn.Linear(4, 3))
    assert_replay_agrees(objective_of(module, randn(11, 2, 3), criterion))


SHAPES = {
    "one layer": lambda: (nn.Linear(6, 3),),
    "one layer without bias": lambda: (nn.Linear(6, 3, bias=False),),
    "no biases": lambda: (nn.Linear(6, 5, bias=False), nn.Tanh(), nn.Linear(5, 3, bias=False)),
    "no activation between": lambda: (nn.Linear(6, 5), nn.Linear(5, 4), nn.Linear(4, 3)),
    "activations at both ends": lambda: (nn.Tanh(), nn.Linear(6, 3), nn.Sigmoid()),
    "nested": lambda: (
        nn.Sequential(nn.Linear(6, 4), nn.Sequential(nn.GELU(), nn.Flatten())),
        nn.Linear(4, 3),
    ),
}


@pytest.mark.parametrize("criterion", CRITERIA)
@pytest.mark.parametrize("name", SHAPES)
def test_every_shape(name: str, criterion) -> None:
    assert_replay_agrees(objective_of(seeded(*SHAPES[name]()), randn(11, 6), criterion))


@pytest.mark.parametrize(
    "frozen",
    [
        ["0.weight"],
        ["0.bias"],
        ["0.weight", "0.bias"],
        ["2.weight"],
        ["2.bias"],
        ["2.weight", "2.bias"],
        ["4.weight", "4.bias"],
        ["0.weight", "2.weight"],
    ],
)
def test_frozen_parameters(frozen: list[str]) -> None:
    module = seeded(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 4), nn.SiLU(), nn.Linear(4, 3))
    for name in frozen:
        module.get_parameter(name).requires_grad_(False)
    assert_replay_agrees(objective_of(module, randn(11, 6)))


@pytest.mark.parametrize("budget", [1, 4_000, 8_000, 12_000])
def test_unequal_chunks_kept_or_made_anew(budget: int) -> None:
    module = seeded(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3))
    cut = objective_of(module, randn(101, 6), budget=budget)
    assert len(cut.chunks) > 1
    assert_replay_agrees(cut)


def test_vectors_are_multiplied_in_groups_that_fit_the_budget() -> None:
    module = seeded(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3))
    groups = []
    for budget in (1, 4_000, 12_000, 16_000, 100_000, 1 << 30):
        objective = objective_of(module, randn(101, 6), budget=budget)
        plan = objective._dense_plan
        point, vector = (8 * n for n in objective._dense.entries())
        size = objective.chunks[0][1]
        alive = min(plan.retain + 1, len(objective.chunks))
        if plan.group > 1:  # one vector of one example cannot be cut
            assert size * (alive * point + plan.group * vector) <= budget
        groups.append(plan.group)
    assert groups[:4] == [1] * 4
    assert 1 < groups[4] < groups[5]


def test_a_criterion_that_couples_examples_and_one_without_curvature() -> None:
    def coupled(outputs: Tensor, targets: Tensor) -> Tensor:
        return outputs.square().mean().sqrt() + outputs.prod(1).mean() ** 3

    def linear(outputs: Tensor, targets: Tensor) -> Tensor:
        return outputs.sum() / len(outputs)

    module = seeded(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3))
    for criterion in (coupled, linear):
        assert_replay_agrees(objective_of(module, randn(11, 6), criterion))


def test_what_is_not_a_plain_chain_takes_the_graph() -> None:
    shared = nn.Linear(6, 6)
    hooked = nn.Linear(6, 3)
    hooked.register_forward_hook(lambda layer, args, out: out * 2)
    for module, inputs in (
        (nn.Sequential(shared, nn.Tanh(), shared), randn(9, 6)),
        (nn.Sequential(hooked), randn(9, 6)),
        (nn.Sequential(nn.Linear(6, 4), nn.Flatten(), nn.Linear(8, 3)), randn(9, 2, 6)),
    ):
        objective = objective_of(module, inputs)
        assert objective._dense is None
        w, v = objective.flat(), randn(objective.dim)
        h = 1e-5
        slope = (objective.gradient(w + h * v) - objective.gradient(w - h * v)) / (2 * h)
        # truncation h² and rounding 1e-16/h
        torch.testing.assert_close(objective.hvp(w, v), slope, rtol=1e-6, atol=1e-7)


def test_the_linearization_is_frozen_repeatable_and_takes_any_strides() -> None:
    module = seeded(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 3))
    for budget in (1 << 30, 4_000):
        objective = objective_of(module, randn(101, 6), budget=budget)
        w, vectors = objective.flat(), randn(objective.dim, 3)
        linear = objective.linearize(w)
        before = linear.hvp(vectors.T)
        w += 1  # as an optimiser steps in place
        assert torch.equal(linear.hvp(vectors.T), before)
        assert torch.equal(linear.hvp(vectors.T.contiguous()), before)
        assert linear.hvp(vectors.T[:0]).shape == (0, objective.dim)


@pytest.mark.parametrize("bad", [torch.inf, torch.nan])
@pytest.mark.parametrize("activation", [nn.Tanh, nn.ReLU, nn.GELU])
def test_non_finite_weights_give_non_finite_results(activation: type, bad: float) -> None:
    module = seeded(nn.Linear(6, 5), activation(), nn.Linear(5, 3))
    objective = objective_of(module, randn(9, 6))
    w = objective.flat()
    w[objective.layout[2].slice.start] = bad
    linear = objective.linearize(w)
    assert not linear.value.isfinite()
    assert not linear.gradient.isfinite().all()
    assert not linear.hvp(torch.ones_like(w)).isfinite().all()


def test_the_outputs_met_on_the_way_are_the_networks() -> None:
    objective = make_case("tanh_mlp").objective()
    w = objective.flat()
    torch.testing.assert_close(
        objective.linearize(w).outputs, objective.outputs(w), rtol=1e-12, atol=1e-12
    )
