"""What `scripts/draw_gallery.py` recorded: a picture of each exhibit and what running it costs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

FOLDER = Path(__file__).parent
THUMBNAILS = FOLDER / "thumbnails"
COSTS = FOLDER / "recorded.json"
THEMES = ("light", "dark")
#: Width and height of a thumbnail in CSS pixels; the files have twice as many.
WIDTH, HEIGHT = 320, 200


@dataclass(frozen=True)
class Cost:
    """What the check of an exhibit takes on one core of a small machine."""

    parameters: int
    steps: int
    seconds: float  # CPU time of all the steps

    def __str__(self) -> str:
        weights = f"{self.parameters:,}".replace(",", "\u202f")
        return (
            f"{weights} {'weight' if self.parameters == 1 else 'weights'} · {self.steps} steps × "
            f"{_short(1e3 * self.seconds / self.steps)} ms = {_short(self.seconds)} s"
        )


def cost(exhibit: str) -> Cost | None:
    """The recorded cost of an exhibit; None where nobody has recorded it."""
    found = _costs().get(exhibit)
    return Cost(**found) if found else None


@cache
def thumbnails(exhibit: str) -> dict[str, str] | None:
    """Addresses of an exhibit's picture by theme; None unless there is one for each."""
    files = {theme: THUMBNAILS / f"{exhibit}-{theme}.webp" for theme in THEMES}
    if not all(file.is_file() for file in files.values()):
        return None
    # The version lets browsers keep a picture for good and still see a new one.
    return {
        theme: f"./thumbnails/{file.name}?v={sha256(file.read_bytes()).hexdigest()[:12]}"
        for theme, file in files.items()
    }


@cache
def _costs() -> dict[str, dict[str, float]]:
    return json.loads(COSTS.read_text(encoding="utf-8")) if COSTS.is_file() else {}


def _short(number: float) -> str:
    """Two figures are as many as another machine's time is worth."""
    return f"{number:.0f}" if number >= 10 else f"{number:.2g}"
