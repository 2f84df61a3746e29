"""The formula is the optimizer's own."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import COHEN_EDGE
from descentlab.update_rules.base import UpdateRule


def meanings(rule: UpdateRule) -> dict[str, Meaning]:
    """What the threshold of this optimizer means."""
    text = (
        "The sharpness at which the optimizer stops being stable on a quadratic: above it every "
        "step lands higher up the other wall of the valley."
    )
    return {"threshold": Meaning(text, rule.threshold_formula, COHEN_EDGE)}
