"""Options that several commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change a setting; may be repeated."),
]
Seed = Annotated[int | None, typer.Option("--seed", metavar="N", help="Short for --set seed=N.")]
Steps = Annotated[int | None, typer.Option("--steps", metavar="N", min=1, help="Steps to run.")]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="FILE", help="A CSV or npz file in place of the digits."),
]
Target = Annotated[
    str | None,
    typer.Option("--target", metavar="NAME", help="What is to be told from --data: a column."),
]
Threads = Annotated[
    int,
    typer.Option(
        "--threads",
        min=1,
        help="Threads torch may use. More are seldom faster here, and change the last bits.",
    ),
]
