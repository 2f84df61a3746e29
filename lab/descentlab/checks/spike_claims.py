"""The numbers of the claim about spikes of the learning rate."""

from __future__ import annotations

from collections.abc import Mapping

from descentlab.runs.run import Run


def after_spikes(runs: Mapping[str, Run]) -> dict[str, float]:
    """What the exhibit's check measures of each run, and the least of each lane over the runs."""
    ends = {name: run.check().measured for name, run in runs.items()}
    lanes = next(iter(ends.values()))
    found = {f"least {lane}": min(of[lane] for of in ends.values()) for lane in lanes}
    return found | {f"{name}: {lane}": of[lane] for name, of in ends.items() for lane in lanes}
