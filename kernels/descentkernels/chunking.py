"""Cutting the data so that the autograd graphs alive at once stay within a memory budget."""

from dataclasses import dataclass

# With too little memory for all graphs, chunks take an eighth of the budget each: most of the
# budget then holds retained graphs, and only the rest is rebuilt for each block of vectors.
_SHARES = 8


@dataclass(frozen=True)
class Chunking:
    """Which examples go together, and how many chunks keep their graph."""

    bounds: tuple[tuple[int, int], ...]  # first and past-the-last example of each chunk
    retain: int  # chunks whose graph is kept
    bytes: int  # estimated graph of the largest chunk, at least 1


def plan_chunks(count: int, bytes_per_example: float, budget: int) -> Chunking:
    """One chunk when all examples fit in `budget` bytes, else chunks of an eighth of it.

    A single example larger than the budget is still evaluated: it can't be cut.
    """
    if bytes_per_example * count <= budget:
        return Chunking(((0, count),), 1, max(1, int(bytes_per_example * count)))
    size = min(count, max(1, int(budget / (_SHARES * bytes_per_example))))
    bounds = tuple((start, min(start + size, count)) for start in range(0, count, size))
    each = max(1, int(bytes_per_example * size))
    # one place is left free for the chunk at work
    return Chunking(bounds, max(0, budget // each - 1), each)
