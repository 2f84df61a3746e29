"""What one session may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from descentlab.errors import LabError

if TYPE_CHECKING:
    from descentlab.problem import Problem


@dataclass(frozen=True)
class Budget:
    """Limits of a session; a session that meets one is told so in words.

    Steps, branches and parameters are refused where they are asked for. Memory is bounded twice:
    the worker may not allocate far beyond it, and who keeps the worker ends it when what it
    occupies stays above. None: no limit.
    """

    max_steps: int = 20_000  # of each branch
    max_branches: int = 6
    max_parameters: int | None = None  # P, the number of weights of a run
    memory_bytes: int | None = None  # of the worker process, beyond what all workers share
    checkpoint_bytes: int = 128 * 2**20  # of each run, for the moments it can return to
    threads: int = 1  # that torch may use for one operation
    saves: bool = False  # whether the server keeps runs

    def admit(self, problem: Problem) -> None:
        """Raises LabError when the problem has more weights than a run may have here."""
        found = problem.start.numel()
        if self.max_parameters is not None and found > self.max_parameters:
            raise LabError(
                f"Expected at most {self.max_parameters:,} parameters, as many as this lab gives a "
                f"run; these settings ask for {found:,}. Choose a smaller width or depth."
            )
