"""Gramians of per-example gradients against torchjd and `torch.func`: ratios of medians.

    OMP_NUM_THREADS=1 python benchmarks/conflict_gramians.py [--quick]

512 digits, float32, one thread. The ways run in turn, round after round, so that a busy machine
slows all alike; times are medians of the processor's time. torchjd's autojac, which forms the table
first, takes ten times and more what its autogram takes, and is left out.
Errors are relative to the largest entry of a float64 table's Gramian.
"""

import argparse
import copy
import statistics
import time
from collections.abc import Callable
from functools import partial

import torch
from descentkernels import ModuleObjective, conflict, criteria
from descentkernels.curvature import per_example_gradients
from sklearn.datasets import load_digits
from torch import Tensor, nn
from torch.nn import functional
from torchjd.autogram import Engine

COUNT = 512


def mlp() -> nn.Module:
    return nn.Sequential(
        nn.Linear(64, 128), nn.Tanh(), nn.Linear(128, 128), nn.Tanh(), nn.Linear(128, 10)
    )


def small_cnn() -> nn.Module:
    """The lab's CNN on the digits, 1898 parameters."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 8, 3, padding=1),
        nn.Tanh(),
        nn.Conv2d(8, 8, 3, stride=2, padding=1),
        nn.Tanh(),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


def cnn() -> nn.Module:
    """6090 parameters."""
    return nn.Sequential(
        nn.Unflatten(1, (1, 8, 8)),
        nn.Conv2d(1, 16, 3, padding=1),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Conv2d(16, 32, 3, padding=1),
        nn.Tanh(),
        nn.AvgPool2d(2),
        nn.Flatten(),
        nn.Linear(128, 10),
    )


def digits() -> tuple[Tensor, Tensor]:
    images, labels = load_digits(return_X_y=True)
    x = torch.tensor(images[:COUNT], dtype=torch.float32)
    return (x - x.mean(0)) / (x.std(0) + 1), torch.tensor(labels[:COUNT])


def peers(module: nn.Module, x: Tensor, y: Tensor) -> dict[str, Callable[[], Tensor]]:
    """The Gramian by each of the others, as their documentation says."""
    hooked = copy.deepcopy(module)  # the engine's hooks would see the others pass
    engine = Engine(hooked, batch_dim=0)
    named = {name: p.detach() for name, p in module.named_parameters()}

    def loss(weights: dict[str, Tensor], one: Tensor, label: Tensor) -> Tensor:
        outputs = torch.func.functional_call(module, weights, (one[None],))
        return functional.cross_entropy(outputs, label[None])

    each = torch.func.vmap(torch.func.grad(loss), in_dims=(None, 0, 0))

    def autogram() -> Tensor:
        return engine.compute_gramian(functional.cross_entropy(hooked(x), y, reduction="none"))

    def vmapped() -> Tensor:
        rows = torch.cat([g.flatten(1) for g in each(named, x, y).values()], 1)
        return rows @ rows.T

    return {"torchjd autogram": autogram, "vmap(grad)": vmapped}


def medians(ways: dict[str, Callable[[], Tensor]], rounds: int) -> dict[str, float]:
    """Seconds of processor time."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds + 2):
        for name, way in ways.items():
            start = time.process_time()
            way()
            if turn >= 2:  # the first two warm up
                taken[name].append(time.process_time() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


def gramians(quick: bool = False) -> list[str]:
    """Lines of a Markdown table."""
    lines = [
        "| per-example gradients of 512 digits | ms | times ours | error |",
        "|---|---|---|---|",
    ]
    x, y = digits()
    for title, make in (
        ("MLP 64-128-128-10", mlp),
        ("CNN 8-8", small_cnn),
        ("CNN 16-32", cnn),
    ):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            module = make()
        place = {"device": "cpu", "dtype": torch.float32}
        objective = ModuleObjective(module, x, y, criteria.cross_entropy, **place)
        w = objective.flat()
        rows = per_example_gradients(objective.in_float64, w.double())
        exact = rows @ rows.T
        ways = {
            "ours": partial(conflict.example_gramian, objective, w, products=torch.float32),
            "ours, products in float64": partial(conflict.example_gramian, objective, w),
            "ours, norms only": partial(
                conflict.example_norms, objective, w, products=torch.float32
            ),
            **peers(module, x, y),
        }
        times = medians(ways, 3 if quick else 11)
        for name, way in ways.items():
            found = way().double()
            if found.ndim == 1:
                error = (found.square() - exact.diagonal()).abs().max() / exact.abs().max()
            else:
                error = (found - exact).abs().max() / exact.abs().max()
            ratio = times[name] / times["ours"]
            lines.append(
                f"| {title}, {name} | {1e3 * times[name]:.2f} | {ratio:.2f} | {error:.0e} |"
            )
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    torch.set_num_threads(1)
    print("\n".join(gramians(parser.parse_args().quick)))
