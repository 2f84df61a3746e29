"""Every notebook is committed without output and runs from top to bottom."""

import os
from pathlib import Path

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def test_there_are_notebooks():
    assert NOTEBOOKS


@every_notebook
def test_it_is_committed_without_output(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.fixture(scope="session")
def kernel():
    """One kernel for all notebooks a process runs: most of a short one's time is imports."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env={**os.environ, "OMP_NUM_THREADS": "1"}, cwd=str(NOTEBOOKS[0].parent))
    yield manager
    manager.shutdown_kernel(now=True)


@every_notebook
@pytest.mark.apart
@pytest.mark.timeout(600)
def test_it_runs_from_top_to_bottom(path, kernel):
    notebook = nbformat.read(path, as_version=4)
    forget = nbformat.v4.new_code_cell("%reset -f\nassert 'descentlab' not in globals()")
    notebook.cells.insert(0, forget)  # no name comes from the notebook before
    NotebookClient(notebook, timeout=None, km=kernel).execute()
    said = [o for c in notebook.cells if c.cell_type == "code" for o in c.outputs]
    assert not [o for o in said if o.output_type == "error"]
    assert any("holds:" in o.get("text", "") for o in said), "the verdict is printed"
