"""Whether aggregators conflict and scale with each gradient, as numbers over random Jacobians."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from descentkernels import conflict

from descentlab.problems.random_jacobians import jacobians
from descentlab.randomness import generator
from descentlab.runs.run import Run

#: Rules whose linearity is measured.
RULES = ("upgrad", "mean", "pcgrad", "cagrad", "mgda", "dualproj", "nash_mtl", "config")
#: Those of them that never conflict, besides UPGrad.
OTHERS = ("mgda", "dualproj")


def odds(runs: Mapping[str, Run]) -> dict[str, float]:
    """Of each run: how often UPGrad's, PCGrad's and the mean's updates conflict with some task."""
    found = {}
    for name, run in runs.items():
        measured = run.check().measured
        for title in ("UPGrad", "PCGrad", "mean"):
            found[f"odds of {title}, {name}"] = measured[f"odds of {title}"]
    return found


def scaling(runs: Mapping[str, Run]) -> dict[str, float]:
    """How far A(diag(c)J) is from linear in c > 0, of each rule: Quinton & Rey (2024).

    ‖A(diag(a + b)J) − A(diag(a)J) − A(diag(b)J)‖/‖A(diag(a + b)J)‖, the largest over the
    Jacobians of one draw, with a, b log-uniform from 0.1 to 10. PCGrad takes the same
    order all three times.
    """
    (run,) = runs.values()
    drawn = jacobians(run.settings, run.step, run.settings.tasks)  # [n, m, d]
    source = generator(run.settings.seed, "scales")
    size = (2, *drawn.shape[:2])
    a, b = 10 ** (2 * torch.rand(size, generator=source, dtype=drawn.dtype) - 1)
    found = {f"departure from linear, {_title(name)}": _bent(name, drawn, a, b) for name in RULES}
    rest = [found[f"departure from linear, {_title(name)}"] for name in OTHERS]
    return {**found, "least departure of another rule that never conflicts": min(rest)}


def _title(name: str) -> str:
    return conflict.load_aggregator(name).title


def _bent(name: str, drawn: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> float:
    def update(c: torch.Tensor) -> torch.Tensor:
        return rule(c[..., None] * drawn, generator=torch.Generator().manual_seed(0))

    rule = conflict.load_aggregator(name)
    whole, parts = update(a + b), [update(a), update(b)]
    size = whole.norm(dim=-1).clamp_min(1e-300)
    return float(((whole - _sum(parts)).norm(dim=-1) / size).max())


def _sum(parts: Sequence[torch.Tensor]) -> torch.Tensor:
    return torch.stack(list(parts)).sum(0)
