"""Times by turns, and tables, for benchmarks/radius.py."""

import statistics
import time
from collections.abc import Callable

import torch
from descentkernels import ModuleObjective

GRADIENTS = 10  # in a row, so that one is not lost in the clock's grain


def by_turns(rounds: int, *calls: Callable) -> list[float]:
    """The median CPU seconds of each call, all called once before and then by turns."""
    spent: list[list[float]] = [[] for _ in calls]
    for turn in range(rounds + 1):
        for call, kept in zip(calls, spent, strict=True):
            begin = time.process_time()
            call()
            if turn:
                kept.append(time.process_time() - begin)
    return [statistics.median(each) for each in spent]


def gradients(objective: ModuleObjective, w: torch.Tensor) -> Callable:
    return lambda: [objective.value_and_gradient(w) for _ in range(GRADIENTS)]


def table(*columns: str) -> None:
    print(f"\n| {' | '.join(columns)} |\n|{' --- |' * len(columns)}", flush=True)


def row(*cells: object) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
