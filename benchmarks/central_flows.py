"""Central flows against the optimizers they predict: distances, edges, losses, oscillations.

    OMP_NUM_THREADS=1 python benchmarks/central_flows.py [--only TEXT] [--list]

The discrete optimizer, its central flow and its stable flow start at one state, or, where a case
has a lead, the central flow goes ahead and the others join it at the edge: the optimizer displaced
along Σ's eigenvectors by the standard deviations that Σ predicts. Once Σ is not zero, the following
is measured over the units that are left, midpoints w* = ¼(w₋ + 2w + w₊)
being the optimizer's own mean path:

- distance: ‖w_central − w*‖ over ‖w_stable − w*‖, at the end and on average;
- edge: |λ − 2| / 2 of the effective eigenvalues of the central flow in which it oscillates, as
  many as Σ has rank: on average, and of the largest one at any unit;
- loss: the flow's predicted time average over the optimizer's, averaged over all units, and the
  root mean square of what windows of 20 units are off;
- variance: Σ's eigenvalues over the optimizer's variance (v · (w − w*))² along Σ's eigenvectors,
  each summed over all units: of their sum, what is off in total as a share of it, and of the
  largest few. One that has just come to the edge is predicted before it has grown.

Each row is one process's work in one thread. The table goes to standard output as Markdown.
"""

import argparse
from dataclasses import dataclass

import torch
from central_flows_cases import CASES, Case
from central_flows_optimizers import Optimizer, Visited
from descentkernels import flows
from descentlab.problem import Problem
from torch import Tensor

WINDOW = 20


@dataclass
class Followed:
    """What was seen at each unit past the edge."""

    central: list[float]  # distances
    stable: list[float]
    edge: list[float]  # mean |λ − 2| / 2
    largest: list[float]  # λ₁ of the central flow
    rank: list[int]
    losses: list[float]
    predicted: list[float]
    variances: list[Tensor]  # [k] Σ's eigenvalues, descending
    measured: list[Tensor]  # [k]
    trouble: str = ""


def follow(problem: Problem, products: Problem, case: Case) -> Followed:
    """Discrete, central and stable side by side from the case's start."""
    objective, source = problem.objective, torch.Generator().manual_seed(0)
    optimizer = Optimizer(objective, case.form)
    *_, begin = optimizer.run(problem.start, case.warm)
    twin = products.objective
    if isinstance(case.form, flows.MomentumForm):
        central = flows.MomentumFlow(objective, case.form, products=twin)
        stable = flows.MomentumFlow(objective, case.form, oscillation=False, products=twin)
    else:
        central = flows.CentralFlow(objective, case.form, products=twin)
        stable = flows.StableFlow(objective, case.form)
    state = central.start(begin.w, begin.kept, generator=source)
    if case.lead:
        begin, state = lead(optimizer, central, state, case.lead, source)
    quiet = stable.start(state.w, begin.kept, generator=source)
    path = optimizer.run(begin.w, case.units + 1, begin.kept)
    seen = Followed([], [], [], [], [], [], [], [], [])
    for t in range(1, case.units + 1):
        state = central.advance(state, generator=source)
        quiet = stable.advance(quiet, generator=source)
        seen.trouble = seen.trouble or (state.trouble and f"{t}: {state.trouble}")
        values, vectors = flows.sigma_eigenpairs(state)
        rank = int((values > 1e-6 * values.max().clamp(min=1e-300)).sum()) if len(values) else 0
        if not rank and not seen.rank:
            continue  # not at the edge yet
        middle = flows.midpoint(path[t - 1].w, path[t].w, path[t + 1].w)
        seen.central.append(float((state.w - middle).norm()))
        seen.stable.append(float((quiet.w - middle).norm()))
        seen.edge.append(float((state.values[:rank] / 2 - 1).abs().mean()) if rank else 0.0)
        seen.largest.append(float(state.values[0]))
        seen.rank.append(rank)
        seen.losses.append(path[t].loss)
        seen.predicted.append(float(flows.predicted_loss(objective.value(state.w), state)))
        seen.variances.append(values.double())
        seen.measured.append((vectors.to(begin.w) @ (path[t].w - middle)).square().double())
    return seen


def lead(
    optimizer: Optimizer,
    central: flows.CentralFlow,
    state: flows.FlowState,
    units: int,
    source: torch.Generator,
) -> tuple[Visited, flows.FlowState]:
    """The flow after so many units, and the optimizer beside it, out by Σ's standard deviations."""
    for _ in range(units):
        state = central.advance(state, generator=source)
    values, vectors = flows.sigma_eigenpairs(state)
    away = values.sqrt().to(state.w) @ vectors.to(state.w)
    return optimizer.displaced(state.w, dict(state.slots), away), state


def mean(values: list[float]) -> float:
    return sum(values) / max(len(values), 1)


def summed(rows: list[Tensor], count: int) -> Tensor:
    """[count] sums over units of the largest."""
    total = torch.zeros(count, dtype=torch.float64)
    for row in rows:
        total[: len(row)] += row[:count]
    return total


def windows(seen: Followed) -> float:
    """Root mean square of the relative error of losses averaged over 20 units."""
    errors = []
    for start in range(0, len(seen.losses) - WINDOW + 1, WINDOW):
        here = slice(start, start + WINDOW)
        errors.append(mean(seen.predicted[here]) / mean(seen.losses[here]) - 1)
    return mean([e**2 for e in errors]) ** 0.5


def row(case: Case, seen: Followed) -> str:
    ratio = [c / s for c, s in zip(seen.central, seen.stable, strict=True)]
    count = max(max(seen.rank), 1)
    variance, measured = summed(seen.variances, count), summed(seen.measured, count)
    each = ", ".join(f"{v:.2f}" for v in (variance / measured)[:4])
    astray = float((variance - measured).abs().sum() / measured.sum())
    cells = [
        case.name,
        f"{len(seen.rank)}",
        f"{mean([float(r) for r in seen.rank]):.1f}, {max(seen.rank)}",
        f"{ratio[-1]:.1%}, {mean(seen.central) / mean(seen.stable):.1%}",
        f"{seen.central[-1]:.3g}, {seen.stable[-1]:.3g}",
        f"{mean(seen.edge):.2%}, {max(seen.largest):.3f}",
        f"{mean(seen.predicted) / mean(seen.losses) - 1:+.1%}, {windows(seen):.1%}",
        f"{float(variance.sum() / measured.sum()):.2f}, {astray:.0%} ({each})",
        seen.trouble or "–",
    ]
    return "| " + " | ".join(cells) + " |"


HEADER = [
    "case",
    "units past the edge",
    "rank of Σ: mean, most",
    "distance ratio: end, mean",
    "central, stable at the end",
    "edge: mean off, λ₁ at most",
    "loss: mean, windows",
    "variance: sum, off (each)",
    "trouble",
]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="cases whose name holds this")
    parser.add_argument("--list", action="store_true", help="name the cases and stop")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    chosen = [case for case in CASES if asked.only in case.name]
    if asked.list:
        print(*(case.name for case in chosen), sep="\n")
        return
    print("| " + " | ".join(HEADER) + " |\n|" + " --- |" * len(HEADER), flush=True)
    for case in chosen:
        seen = follow(case.problem("float64"), case.problem("float32"), case)
        print(row(case, seen) if seen.rank else f"| {case.name} | never at the edge |", flush=True)


if __name__ == "__main__":
    main()
