"""Evidence: what was measured of a claim, when, on what, and of which declaration."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from descentlab.catalog import load
from descentlab.claim import Claim
from descentlab.verdicts.measuring import Measured

#: What a measured number depends on, beside its settings.
DISTRIBUTIONS = ("descentlab", "torch", "numpy")
#: JSON has neither; what was not measured is null.
_INFINITE = {"inf": math.inf, "-inf": -math.inf}


@dataclass(frozen=True)
class Evidence:
    """The numbers of a claim by seed, and the circumstances they were found in."""

    seeds: Mapping[int, Measured]
    declared: Mapping[str, Any]  # what was run: `as_declared` of the time
    date: str = ""  # UTC, YYYY-MM-DD
    hardware: str = ""  # in words
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """CPU seconds over all seeds."""
        return sum(measured.seconds for measured in self.seeds.values())

    def data(self) -> dict[str, Any]:
        """As JSON has it: NaN is null, the infinities are "inf" and "-inf"."""
        return {
            "date": self.date,
            "hardware": self.hardware,
            "versions": dict(self.versions),
            "declared": dict(self.declared),
            "seeds": {
                str(seed): {
                    "numbers": {name: written(value) for name, value in found.numbers.items()},
                    "why": found.why,
                    "seconds": round(found.seconds, 2),
                }
                for seed, found in sorted(self.seeds.items())
            },
        }

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Evidence:
        """From `data` back."""
        seeds = {
            int(seed): Measured(
                {name: _read(value) for name, value in found["numbers"].items()},
                found["why"],
                found["seconds"],
            )
            for seed, found in data["seeds"].items()
        }
        rest = {name: data[name] for name in ("declared", "date", "hardware", "versions")}
        return cls(seeds=seeds, **rest)


def gathered(claim: Claim, seeds: Mapping[int, Measured]) -> Evidence:
    """What was measured of `claim` here and now."""
    return Evidence(
        seeds=dict(sorted(seeds.items())),
        declared=as_declared(claim),
        date=datetime.now(UTC).date().isoformat(),
        hardware=hardware(),
        versions={"python": platform.python_version(), **{n: version(n) for n in DISTRIBUTIONS}},
    )


def as_declared(claim: Claim) -> dict[str, Any]:
    """All that `claim` runs: every setting of every run, its steps and its seeds."""
    exhibit = load(claim.exhibit)
    runs = {name: vars(exhibit.settings().with_(**s)).copy() for name, s in claim.runs.items()}
    for settings in runs.values():
        settings.pop("seed", None)
    return {
        "exhibit": claim.exhibit,
        "runs": runs,
        "steps": claim.steps or exhibit.check_steps,
        "seeds": sorted(claim.seeds),
    }


def hardware() -> str:
    """The processor and its cores in words; the claims run on no other device."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    model = models[0] if models else platform.processor() or platform.machine()
    cores = os.cpu_count() or 1
    return f"{model}, {cores} {'core' if cores == 1 else 'cores'}, no GPU"


def written(value: float) -> float | str | None:
    """A number as JSON can have it."""
    if math.isnan(value):
        return None
    return float(value) if math.isfinite(value) else ("inf" if value > 0 else "-inf")


def _read(value: float | str | None) -> float:
    if value is None:
        return math.nan
    return _INFINITE[value] if isinstance(value, str) else value
