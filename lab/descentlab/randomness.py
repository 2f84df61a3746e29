"""Random generators by name: the same settings give the same numbers, whoever asks first."""

from __future__ import annotations

import zlib

import numpy as np
import torch


def generator(seed: int, *names: str | int) -> torch.Generator:
    """A CPU generator for the purpose `names` of a run with `seed`.

    The words are hashed into the seed (numpy's SeedSequence), not added to it: `seed + run` makes
    neighbouring seeds share nearly all their draws.
    """
    words = [n if isinstance(n, int) else zlib.crc32(n.encode()) for n in names]
    state = np.random.SeedSequence([seed, *words]).generate_state(1, np.uint64)[0]
    return torch.Generator().manual_seed(int(state))
