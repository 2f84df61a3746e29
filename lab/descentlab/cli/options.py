"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated

import typer

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change a setting; may be repeated."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Short for --set seed=N.")]
Steps = Annotated[int | None, typer.Option("--steps", metavar="N", min=1, help="Steps to run.")]
Threads = Annotated[
    int,
    typer.Option(
        "--threads",
        min=1,
        help="Threads torch may use. More are seldom faster here, and change the last bits.",
    ),
]
