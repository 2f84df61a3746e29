"""When, on what and with what verdicts were measured, said once for a table."""

from __future__ import annotations

from collections.abc import Iterable

from descentlab.verdicts.evidence import Evidence
from descentlab.verdicts.rows import Row

AGAIN = "`make verdicts` measures again"


def circumstances(rows: Iterable[Row]) -> str:
    """Date, hardware and versions of the evidence of `rows`, and how much of it is stale."""
    rows = list(rows)
    found = [row.evidence for row in rows if row.evidence is not None]
    if not found:
        return "Nothing of this has been measured yet: `make verdicts` does."
    dates = sorted({evidence.date for evidence in found})
    when = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    where = " and on ".join(sorted({evidence.hardware for evidence in found}))
    used = sorted({_used(evidence) for evidence in found})
    said = f"Measured {when} on {where}; {' and '.join(used)}."
    stale = sum(row.stale for row in rows)
    if stale:
        said += (
            f" {stale} of these {'is' if stale == 1 else 'are'} of settings that have changed "
            f"since; {AGAIN}."
        )
    return said


def of_seeds(evidence: Evidence) -> str:
    """Seeds 0, 1 and 2."""
    *first, last = map(str, evidence.seeds)
    return f"seeds {', '.join(first)} and {last}" if first else f"seed {last}"


def _used(evidence: Evidence) -> str:
    return ", ".join(f"{name} {number}" for name, number in sorted(evidence.versions.items()))
