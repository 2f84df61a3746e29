"""What a server gives away."""

from __future__ import annotations

from dataclasses import dataclass, field

from descentlab.worker.budget import Budget

#: Of each run: the moments it can return to. A class of thirty shares one machine's memory.
CHECKPOINT_BYTES = 12 * 2**20


@dataclass(frozen=True)
class Limits:
    """How many sessions there may be, and what ends one."""

    sessions: int = 8
    budget: Budget = field(default_factory=lambda: Budget(checkpoint_bytes=CHECKPOINT_BYTES))
    waiting: int = 2  # workers forked ahead of the sessions that will need them
    silence: float = 60.0  # seconds without a sign of life after which a worker counts as hung
    idle: float | None = 3600.0  # seconds without anybody steering or watching; None: for ever
