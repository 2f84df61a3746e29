"""Aggregators and Gramians against torchjd, in one process.

    OMP_NUM_THREADS=1 python benchmarks/conflict.py [--quick]

Ours and the peer's answer the same question by turns, on one thread; times are CPU milliseconds,
medians, of a single Gramian the least as other programs only add to it; a ratio above one says how
many times longer the peer takes. What needs only the Gramian is given it on both sides. torchjd is
used as its documentation says, with its defaults; what those cost in accuracy is in the tests. The
tables go to standard output as Markdown.
"""

import argparse
import statistics
import time
import warnings
from collections.abc import Callable
from functools import partial

import torch
from descentkernels import ModuleObjective, criteria
from descentkernels.conflict import Evidence, example_gramian, load_aggregator
from networks import network
from torch import Tensor, nn
from torch.func import functional_call, grad, vmap
from torchjd import aggregation as peer
from torchjd.autogram import Engine

#: Those of the literature that weigh by the Gramian, as torchjd takes it or, of two, the rows.
OF_GRAMIANS = {
    "mean": lambda m: peer.MeanWeighting(),
    "sum": lambda m: peer.SumWeighting(),
    "pcgrad": lambda m: peer.PCGradWeighting(),
    "mgda": lambda m: peer.MGDAWeighting(),
    "cagrad": lambda m: peer.CAGradWeighting(c=0.5),
    "imtl_g": lambda m: peer.IMTLGWeighting(),
    "aligned_mtl": lambda m: peer.AlignedMTLWeighting(),
    "upgrad": lambda m: peer.UPGradWeighting(),
    "dualproj": lambda m: peer.DualProjWeighting(),
}
OF_ROWS = {"nash_mtl": lambda m: peer.NashMTL(m), "config": lambda m: peer.ConFIG()}
FIELD = ("mean", "sum", "pcgrad", "mgda", "cagrad", "imtl_g", "nash_mtl", "aligned_mtl", "upgrad")


def by_turns(
    ours: Callable,
    theirs: Callable,
    budget: float,
    take: Callable = statistics.median,
    calls: int = 1,
) -> tuple[float, float]:
    """CPU milliseconds a call, by turns of `calls` for `budget` seconds or five turns."""
    times: tuple[list[float], list[float]] = ([], [])
    ours(), theirs()
    start = time.perf_counter()
    while len(times[0]) < 5 or time.perf_counter() - start < budget:
        for call, taken in zip((ours, theirs), times, strict=True):
            begin = time.process_time()
            for _ in range(calls):
                call()
            taken.append(1e3 * (time.process_time() - begin) / calls)
    return take(times[0]), take(times[1])


def rows_of(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def pair(name: str, rows: Tensor) -> tuple[Callable, Callable]:
    """Ours and torchjd's on one Jacobian [m, P]; both on its Gramian where torchjd's takes it."""
    ours, draw, m = load_aggregator(name), torch.Generator().manual_seed(0), len(rows)
    evidence = Evidence(rows @ rows.T)
    if name in OF_GRAMIANS:
        theirs, given = OF_GRAMIANS[name](m), evidence.gramian
    else:
        theirs, given = OF_ROWS[name](m), rows
    return lambda: ours.combine(evidence, generator=draw), lambda: theirs(given)


def table(title: str, header: str, lines: list[str]) -> None:
    print(f"\n#### {title}\n\n| {header} |\n|{' --- |' * (header.count('|') + 1)}")
    print("\n".join(f"| {line} |" for line in lines), flush=True)


def single(budget: float) -> None:
    """One Gramian of 2, 3 and 8 tasks: the least of turns of 20, the median over four draws."""
    lines = []
    for name in (*OF_GRAMIANS, *OF_ROWS):
        cells = [name]
        for m in (2, 3, 8):
            draws = [pair(name, rows_of(m, m + 2, seed=seed)) for seed in range(4)]
            taken = [by_turns(*draw, budget / 10, min, 20) for draw in draws]
            ours, theirs = (statistics.median(t[i] for t in taken) for i in (0, 1))
            cells.append(
                f"{ours:.3f} (at most {max(t[0] for t in taken):.3f}) | {theirs / ours:.1f}×"
            )
        lines.append(" | ".join(cells))
    table("One Gramian: ms, and times torchjd's", "| m = 2 | | m = 3 | | m = 8 | ", lines)


def field(budget: float, points: int = 2500, sample: int = 100) -> None:
    """Two tasks at the nodes of a plane, batched; torchjd's loop over a sample of them."""
    rows = rows_of(points, 2, 3)
    evidence, draw = Evidence(rows @ rows.mT), torch.Generator().manual_seed(0)
    lines, total = [], {"config": [0.0, 0.0], "dualproj": [0.0, 0.0]}
    for name in (*FIELD, "config", "dualproj"):
        ours = load_aggregator(name)
        loop = [pair(name, r)[1] for r in rows[:sample]]
        mine, theirs = by_turns(
            lambda ours=ours: ours.combine(evidence, generator=draw),
            lambda loop=loop: [call() for call in loop],
            budget,
        )
        theirs *= points / sample
        for tenth, sums in total.items():
            if name in FIELD or name == tenth:
                sums[0], sums[1] = sums[0] + mine, sums[1] + theirs
        lines.append(f"{name} | {mine:.3f} | {theirs:.0f} | {theirs / mine:.0f}×")
    for tenth, (mine, theirs) in total.items():
        lines.append(f"all ten, with {tenth} | {mine:.2f} | {theirs:.0f} | {theirs / mine:.0f}×")
    table(
        f"A field of {points} Gramians of two tasks: ms",
        f"| batched | torchjd's loop ({sample} × {points // sample}) | ",
        lines,
    )


def many_tasks(budget: float) -> None:
    lines = []
    for m in (32, 200):
        mine, theirs = by_turns(*pair("upgrad", rows_of(m, 2 * m)), budget)
        lines.append(f"UPGrad, {m} tasks | {mine:.1f} | {theirs:.1f} | {theirs / mine:.1f}×")
    table("Many tasks: ms", "| ours | torchjd | ", lines)


def config_of_many_weights(budget: float, weights: int) -> None:
    """From rows to d, and from the rows and the Gramian that the other aggregators need as well."""
    lines, ours, theirs = [], load_aggregator("config"), peer.ConFIG()
    for dtype in (torch.float32, torch.float64):
        for m in (3, 8):
            rows = rows_of(m, weights).to(dtype)
            evidence = Evidence.of(rows)
            mine, other = by_turns(partial(ours, rows), partial(theirs, rows), budget)
            known, _ = by_turns(partial(ours.combine, evidence), partial(ours, rows), budget)
            off = ((ours(rows) - theirs(rows)).norm() / ours(rows).norm()).item()
            lines.append(
                f"{m} × {weights:.0e}, {str(dtype).removeprefix('torch.')} | {mine:.1f} | "
                f"{known:.1f} | {other:.0f} | {other / mine:.0f}×, {other / known:.0f}× | {off:.0e}"
            )
    header = "| from rows | G known | torchjd, from rows | | differ by"
    table("ConFIG: ms", header, lines)


def per_example(budget: float, count: int) -> None:
    """The Gramian of every digit's gradient, float32 networks, against torchjd's autogram."""
    lines = []
    for name in ("mlp", "cnn"):
        net, plain_net = network(name, count), network(name, count)  # torchjd hooks the first
        objective = ModuleObjective(
            net.module,
            net.inputs,
            net.targets,
            criteria.cross_entropy,
            device="cpu",
            dtype=torch.float32,
        )
        w = nn.utils.parameters_to_vector(net.module.parameters()).detach()
        loss = nn.CrossEntropyLoss(reduction="none")
        engine = Engine(net.module, batch_dim=0)

        def gramian(net=net, loss=loss, engine=engine) -> Tensor:
            return engine.compute_gramian(loss(net.module(net.inputs), net.targets))

        def table_of_gradients(net=plain_net) -> Tensor:
            """Every example's gradient by torch.func, and their products."""
            named = dict(net.module.named_parameters())

            def one(parameters: dict, x: Tensor, y: Tensor) -> Tensor:
                out = functional_call(net.module, parameters, (x[None],))
                return nn.functional.cross_entropy(out, y[None])

            rows = vmap(grad(one), (None, 0, 0))(named, net.inputs, net.targets)
            rows = torch.cat([r.flatten(1) for r in rows.values()], 1)
            return (rows @ rows.T).detach()

        exact = example_gramian(objective, w)
        off = ((gramian() - exact).norm() / exact.norm()).item()
        for products in (torch.float64, torch.float32):
            mine, other = by_turns(
                lambda o=objective, w=w, p=products: example_gramian(o, w, products=p),
                gramian,
                budget,
            )
            _, plain = by_turns(lambda: None, table_of_gradients, budget)
            told = str(products).removeprefix("torch.")
            lines.append(
                f"{name}, {len(w)} weights, products in {told} | {mine:.1f} | {other:.1f} | "
                f"{other / mine:.1f}× | {plain:.1f} | {plain / mine:.1f}× | {off:.0e}"
            )
    table(
        f"Gramian of {count} digits: ms",
        "| ours | torchjd autogram | | torch.func, JJᵀ | | differ by",
        lines,
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quick", action="store_true", help="a fifth of the turns")
    quick = arguments.parse_args().quick
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore")  # cvxpy's, of a program that is not DPP
    budget = 0.4 if quick else 2.0
    single(budget)
    field(budget)
    many_tasks(budget)
    config_of_many_weights(budget, 10**6)
    per_example(budget, 512)


if __name__ == "__main__":
    main()
