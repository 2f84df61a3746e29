"""Runs small enough that the tests of the lab take seconds."""

import pytest
import torch
from descentlab import run
from descentlab.runs.run import Run


@pytest.fixture(autouse=True, scope="session")
def one_thread():
    torch.set_num_threads(1)


@pytest.fixture
def small_run() -> Run:
    """A network of a few hundred weights on thirty digits, at step 0."""
    return run("edge_of_stability", width=4, examples=30, lr=0.3)
