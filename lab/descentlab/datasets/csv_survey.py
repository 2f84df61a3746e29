"""The first pass over a table as text: its separator, its header, what its columns hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

from descentlab.datasets import cells
from descentlab.datasets.limits import CLASSES, COLUMNS, NAME
from descentlab.errors import LabError


@dataclass
class Column:
    """What a column holds."""

    numbers: int = 0
    texts: int = 0
    words: dict[str, int] = field(default_factory=dict)  # at most one more than may be classes

    def see(self, cell: str) -> None:
        """Take a cell into account."""
        if cells.number(cell) is not None:
            self.numbers += 1
        elif not cells.is_missing(cell):
            self.texts += 1
        else:
            return
        if len(self.words) <= CLASSES:
            self.words.setdefault(word(cell), len(self.words))

    @property
    def numeric(self) -> bool:
        return self.numbers > 0 and not self.texts

    @property
    def telling(self) -> bool:
        """Whether its words may be classes."""
        return self.texts > 0 and 2 <= len(self.words) <= CLASSES


@dataclass(frozen=True)
class Survey:
    """Where the cells of a table are, and what is in them."""

    separator: str
    header: list[str] | None
    columns: list[Column]
    rows: int  # with as many cells as there are columns
    odd: int  # with more or fewer


def word(cell: str) -> str:
    """A cell's text as the name of a class."""
    return cell.strip()[:NAME]


def survey(text: str, name: str) -> Survey:
    """Look through the whole table; LabError when it is none."""
    separator, width, first = _shape(text, name)
    if width < 2:
        raise LabError(
            f"{name}: expected a table with at least two columns, separated by commas, semicolons "
            "or tabs: inputs and what is to be told from them; found one."
        )
    if width > COLUMNS + 1:
        raise LabError(f"{name}: expected at most {COLUMNS} inputs a row; found {width} cells.")
    header = first[0] if _is_header(first, width) else None
    columns = [Column() for _ in range(width)]
    lines = islice(cells.rows(text, separator, name), header is not None, None)
    rows, odd = _look_through(lines, columns, quick="_" not in text)
    if odd > rows:
        raise LabError(
            f"{name}: expected {width} cells in every line; found another number in {odd} of "
            f"{rows + odd} lines. Check the separators and quotes."
        )
    return Survey(separator, header, columns, rows, odd)


def _look_through(
    lines: Iterable[list[str]], columns: list[Column], *, quick: bool
) -> tuple[int, int]:
    """Show every cell to its column; returns how many rows had a cell for each, and how many not.

    A row of a million-cell table is taken at one go while the columns without text hold numbers.
    """
    plain = list(range(len(columns))) if quick else []
    rest = [j for j in range(len(columns)) if j not in set(plain)]
    rows = odd = quickly = 0
    for row in lines:
        if len(row) != len(columns):
            odd += 1
            continue
        rows += 1
        try:
            for j in plain:
                float(row[j])
            looked_at = rest
            quickly += 1
        except ValueError:
            looked_at = range(len(columns))
        for j in looked_at:
            columns[j].see(row[j])
        if looked_at is not rest and quick:
            plain = [j for j in plain if not columns[j].texts]
            rest = [j for j, column in enumerate(columns) if column.texts]
    for j in plain:
        columns[j].numbers += quickly
    return rows, odd


def _shape(text: str, name: str) -> tuple[str, int, list[list[str]]]:
    """The separator by which most of the first lines have equally many cells, more than one; how
    many; and those lines."""
    best: tuple[int, int, str, list[list[str]]] = (0, 0, cells.SEPARATORS[0], [])
    for separator in cells.SEPARATORS:
        first = list(islice(cells.rows(text, separator, name), cells.LOOKED_AT))
        if not first:
            break
        width, agreeing = Counter(map(len, first)).most_common(1)[0]
        if width > 1:
            best = max(best, (agreeing, width, separator, first), key=lambda found: found[:2])
    return best[2], best[1], [row for row in best[3] if len(row) == best[1]]


def _is_header(first: list[list[str]], width: int) -> bool:
    """Whether the first line names a column that holds numbers further down."""
    head, *rest = first
    for j in range(width):
        below = [row[j] for row in rest if not cells.is_missing(row[j])]
        numbers = sum(cells.number(cell) is not None for cell in below)
        named = cells.number(head[j]) is None and not cells.is_missing(head[j])
        if named and below and 2 * numbers > len(below):
            return True
    return False
