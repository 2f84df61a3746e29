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

import torch
from central_flows_cases import CASES, Case
from central_flows_followed import Followed, follow
from torch import Tensor

WINDOW = 20


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
