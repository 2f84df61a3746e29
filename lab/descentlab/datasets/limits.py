"""What a data set may be at most: it shares a machine with the other sessions of a class."""

from __future__ import annotations

#: Bytes of a file as it is sent, and of the arrays in it when unpacked.
FILE_BYTES, UNPACKED_BYTES = 8 * 2**20, 32 * 2**20
#: Rows kept: beyond that a fair sample. Rows needed: fewer tell nothing.
ROWS, FEWEST_ROWS = 20_000, 10
#: Numbers kept of all rows together: 12 MiB in float64, or 1,900 pictures of 28 by 28.
NUMBERS = 1_500_000
#: Inputs, and outputs of a regression.
COLUMNS, OUTPUTS = 4096, 100
#: Classes; a column of whole numbers is taken for classes when it has no more than a few.
CLASSES, FEW_CLASSES = 100, 20
#: Characters of a line of a table, and of a name that is shown.
LINE, NAME = 262_144, 60


def mebibytes(count: int) -> str:
    """`count` bytes in words."""
    return f"{count / 2**20:.3g} MiB" if count >= 2**20 else f"{count / 2**10:.3g} KiB"
