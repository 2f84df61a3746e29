"""Update rules: one optimizer a file, each with the threshold its sharpness obeys."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from descentlab.errors import LabError

_NO_RULES = ("base",)


@cache
def rule_ids() -> tuple[str, ...]:
    """The names of the files here, in alphabetical order."""
    names = (m.name for m in pkgutil.iter_modules(__path__))
    return tuple(sorted(n for n in names if not n.startswith("_") and n not in _NO_RULES))


@cache
def load_rule(rule_id: str):  # -> UpdateRule, whose module imports this package
    """The rule declared in `update_rules/<rule_id>.py`; LabError names those there are."""
    if rule_id not in rule_ids():
        raise LabError(f"Expected an optimizer among {', '.join(rule_ids())}; found {rule_id!r}.")
    return importlib.import_module(f"{__name__}.{rule_id}").update_rule
