"""Measuring many claims, seed by seed, here or on several processes."""

from __future__ import annotations

import queue
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from descentkernels import DescentError

from descentlab.claim import Claim
from descentlab.errors import LabError
from descentlab.sweeps.cluster import connected
from descentlab.verdicts.measuring import Measured, measure
from descentlab.verdicts.recorded import recorded

#: Seconds without a result after which the processes are looked after.
LOOK = 2.0


@dataclass(frozen=True)
class Job:
    """One seed of one claim."""

    claim: Claim
    seed: int


@dataclass(frozen=True)
class Done:
    """What became of a job: measured, or the reason why not."""

    job: Job
    measured: Measured | None
    problem: str = ""


def jobs(claims: Iterable[Claim]) -> list[Job]:
    """Every seed of `claims`; those that took longest when they were recorded come first, and
    those nobody has recorded before them, so that no process is left with a long one at the end."""
    known = recorded()

    def longest(claim: Claim) -> float:
        if claim.id not in known:
            return float("inf")
        return known[claim.id].seconds / max(len(known[claim.id].seeds), 1)

    asked = [claim for claim in claims if not claim.larger]
    asked.sort(key=longest, reverse=True)
    return [Job(claim, seed) for claim in asked for seed in claim.seeds]


def results(asked: Iterable[Job], workers: int) -> Iterator[Done]:
    """Each job's result as it ends: in this process where there is one worker, else in `workers`
    others of one thread each. Whoever stops listening ends what is still running."""
    asked = list(asked)
    if workers > 1 and len(asked) > 1:
        yield from _beside(asked, min(workers, len(asked)))
        return
    for job in asked:
        try:
            yield Done(job, measure(job.claim, job.seed))
        except Exception as error:  # a claim that cannot be run is a row that says so
            yield Done(job, None, _reason(error))


def _beside(asked: list[Job], workers: int) -> Iterator[Done]:
    ended: queue.SimpleQueue[str] = queue.SimpleQueue()
    with connected(None, None, workers, None) as cluster:
        flying = {}
        for place, job in enumerate(asked):
            future = cluster.client.submit(
                measure, job.claim, job.seed, pure=False, priority=-place, retries=0
            )
            flying[future.key] = (job, future)
            future.add_done_callback(lambda done: ended.put(done.key))
        while flying:
            try:
                job, future = flying.pop(ended.get(timeout=LOOK))
            except queue.Empty:
                if not cluster.tended():
                    raise LabError(
                        "Expected worker processes that stay; found that they are gone. "
                        "Try again with --workers 1, which needs none."
                    ) from None
                continue
            error = future.exception()
            yield Done(job, None, _reason(error)) if error else Done(job, future.result())


def _reason(error: BaseException) -> str:
    said = " ".join(str(error).split())
    return said if isinstance(error, DescentError) else f"{type(error).__name__}: {said}"
