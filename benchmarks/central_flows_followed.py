"""An optimizer, its central flow and its stable flow side by side, for `central_flows.py`."""

from dataclasses import dataclass

import torch
from central_flows_cases import Case
from central_flows_optimizers import Optimizer, Visited
from descentkernels import flows
from descentlab.problem import Problem
from torch import Tensor


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
