"""What one session may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """Limits of a session; a session that meets one says so and goes on working within it."""

    max_steps: int = 20_000  # of each branch
    max_branches: int = 6
    memory_bytes: int | None = None  # of the worker process; None: no limit
