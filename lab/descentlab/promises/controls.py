"""The check can fail: it finds against the claim where the claim must not hold."""

from __future__ import annotations

from descentlab.exhibit import Exhibit, NegativeControl
from descentlab.runs.run import Run


def controls(exhibit: Exhibit) -> list[str]:
    """Negative controls that are missing, or under which the check finds for the claim."""
    if not exhibit.negative_controls:
        return [
            "it has no negative control: expected settings under which the claim must not hold, as "
            "NegativeControl({...}, says='a piece of what the check then says')"
        ]
    return [fault for control in exhibit.negative_controls for fault in against(exhibit, control)]


def against(exhibit: Exhibit, control: NegativeControl) -> list[str]:
    """What is wrong with one of them."""
    run = Run(exhibit, exhibit.settings().with_(**control.settings))
    run.advance(control.steps or exhibit.check_steps)
    found = run.check()
    where = f"under {dict(control.settings)}"
    if found.holds:
        return [f"{where} the check still holds ({found.why}): it is too weak, or the control is"]
    if not control.says or control.says not in found.why:
        return [f"{where} the check says {found.why!r}: expected {control.says!r} in it"]
    return []
