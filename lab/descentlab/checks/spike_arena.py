"""Who is still trained after a spike of the learning rate?"""

from __future__ import annotations

from descentlab.controllers import load_controller
from descentlab.exhibit import Verdict
from descentlab.runs.trace import Trace
from descentlab.settings import Settings

#: Steps after the spike that a verdict wants, and over how many of the last it takes its means.
AFTER, LAST = 40, 10
#: Training accuracies that count as being trained and as having collapsed.
TRAINED, COLLAPSED = 0.9, 0.6


def spike_arena(trace: Trace, settings: Settings) -> Verdict:
    """Sao (2026): a controller by ρ_a outlives a spike of 10,000 that clipping does not.

    Measured: each lane's training accuracy, the mean of the last ten steps. Claimed of three lanes:
    at least 0.9 for ρ_a along the step, less than 0.6 for the plain optimizer and for clipping. The
    others, the cap on the step's norm and the rule along the gradient among them, are measured
    beside them and claimed nothing of.
    """
    series = trace.series("arena_accuracies")
    ends = series.values[-LAST:].mean(0).tolist()
    measured = {
        f"accuracy at the end, {name}": end
        for name, end in zip(trace.specs["arena_accuracies"].columns, ends, strict=True)
    }
    expected = (
        f"after a spike of 10,000 the accuracy ends at {TRAINED} or more with ρ_a of the step, "
        f"and below {COLLAPSED} for the plain optimizer and with gradient clipping"
    )
    over = settings.spike_at + settings.spike_steps
    if trace.last_step() < over + AFTER:
        why = (
            f"the spike ends at step {over} and the run at step {trace.last_step()}; at least "
            f"{AFTER} steps after it are needed to tell who recovers"
        )
        return Verdict(False, measured, expected, why)
    by_id = {name: measured[_key(name)] for name in ("none", "clip", "radius")}
    faults = [
        f"{load_controller(name).title} ended at {by_id[name]:.3f}"
        for name in by_id
        if not (by_id[name] >= TRAINED if name == "radius" else by_id[name] < COLLAPSED)
    ]
    beside = ", ".join(
        f"{load_controller(name).title} {measured[_key(name)]:.3f}"
        for name in ("norm_cap", "gradient_direction", "line_search")
    )
    why = (
        f"not as claimed: {'; '.join(faults)}"
        if faults
        else f"ρ_a along the step ended at {by_id['radius']:.3f}, plain at {by_id['none']:.3f}, "
        f"clipped at {by_id['clip']:.3f}"
    )
    return Verdict(not faults, measured, expected, f"{why}; beside them {beside}")


def _key(name: str) -> str:
    return f"accuracy at the end, {load_controller(name).title}"
