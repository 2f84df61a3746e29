"""Measure claims and record their verdicts: `.venv/bin/python scripts/record_verdicts.py`.

Every claim at each of its seeds, the slow ones included; with ids of claims or exhibits, those
only; with `--stale`, those that were never measured as they are now declared. The record
(`lab/descentlab/verdicts/recorded.json`) is written after every claim, so that what is done is
kept; then `docs/verdicts.md` is written from it.
"""

import argparse
import sys
from pathlib import Path

import torch
from descentlab.claim import Claim
from descentlab.sweeps.cluster import cores
from descentlab.verdicts import Measured, Row, gathered, recorded, rows, shipped_claims
from descentlab.verdicts.markdown import as_markdown
from descentlab.verdicts.recorded import record
from descentlab.verdicts.running import jobs, results

PAGE = Path(__file__).parents[1] / "docs" / "verdicts.md"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", help="Claims or exhibits.")
    parser.add_argument("--stale", action="store_true", help="What is not measured as declared.")
    parser.add_argument("--page", action="store_true", help="Measure nothing, write the page.")
    parser.add_argument("--workers", type=int, default=cores(), help="Processes (one a core).")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    names = {name for claim in shipped_claims() for name in (claim.id, claim.exhibit)}
    if unknown := set(asked.ids) - names:
        parser.error(f"no claim or exhibit is called {', '.join(sorted(unknown))}")
    chosen = (
        [] if asked.page else list(filter(lambda claim: wanted(claim, asked), shipped_claims()))
    )
    try:
        return 1 if measure_all(chosen, asked.workers) else 0
    except KeyboardInterrupt:
        return 130
    finally:
        forget()
        PAGE.write_text(as_markdown(rows(shipped_claims())), encoding="utf-8")


def wanted(claim: Claim, asked: argparse.Namespace) -> bool:
    if claim.larger or (asked.ids and not {claim.id, claim.exhibit} & set(asked.ids)):
        return False
    row = Row(claim, recorded().get(claim.id))
    return not asked.stale or row.evidence is None or row.stale


def measure_all(chosen: list[Claim], workers: int) -> int:
    """Measure and record; returns how many claims could not be run."""
    found: dict[str, dict[int, Measured]] = {claim.id: {} for claim in chosen}
    failed = set()
    for done in results(jobs(chosen), workers):
        claim, seed = done.job.claim, done.job.seed
        if done.measured is None:
            failed.add(claim.id)
            print(f"{claim.id}, seed {seed}: could not be run: {done.problem}", file=sys.stderr)
            continue
        found[claim.id][seed] = done.measured
        if len(found[claim.id]) == len(claim.seeds):
            evidence = gathered(claim, found[claim.id])
            record({**recorded(), claim.id: evidence})
            print(f"{claim.id}: {Row(claim, evidence).verdict}, {evidence.seconds:.1f} CPU s")
    return len(failed)


def forget() -> None:
    """Records of claims that are no more go."""
    known = {claim.id for claim in shipped_claims() if not claim.larger}
    gone = sorted(set(recorded()) - known)
    if gone:
        print(f"No longer claimed, and taken from the record: {', '.join(gone)}")
        record({name: found for name, found in recorded().items() if name in known})


if __name__ == "__main__":
    sys.exit(main())
