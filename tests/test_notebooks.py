"""Every notebook is a lesson of the course: its parts are there, it runs, it can be solved."""

import os
import re
from pathlib import Path

import nbformat
import pytest
from jupyter_client import KernelManager
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
SOLUTION = "<details><summary>Solution</summary>\n\n"
ANSWER = "<details><summary>Answer</summary>\n\n"


def read(path):
    return nbformat.read(path, as_version=4)


def code(cells):
    return [cell for cell in cells if cell.cell_type == "code"]


def tagged(cells, tag):
    return [i for i, cell in enumerate(cells) if tag in cell.metadata.get("tags", ())]


def solution(text):
    """The one ```python block of a cell that shows a solution."""
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 1, "one python block in the solution"
    return blocks[0]


def said(cell):
    """What a code cell printed or showed as text."""
    shown = (o.get("text") or o.get("data", {}).get("text/plain", "") for o in cell.outputs)
    return "".join(shown)


def test_the_course_is_whole():
    assert [path.stem[:2] for path in NOTEBOOKS] == [f"{n:02}" for n in range(1, 11)]


@every_notebook
def test_it_is_committed_without_output(path):
    for cell in code(read(path).cells):
        assert cell.outputs == []
        assert cell.execution_count is None


@every_notebook
def test_it_opens_with_goals_time_and_what_comes_before(path):
    first = read(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith(f"# {int(path.stem[:2])} · ")
    goals = first.source.partition("**Learning goals**")[2]
    assert 3 <= len(re.findall(r"^- ", goals, re.MULTILINE)) <= 5, "three to five goals"
    assert re.search(r"\d+ minutes", first.source), "how long it takes"


@every_notebook
def test_it_asks_and_answers(path):
    cells = read(path).cells
    assert any("show(" in cell.source for cell in code(cells)), "a figure to steer"
    asked = 0
    for i, cell in enumerate(cells):
        if cell.cell_type == "markdown" and "**Question.**" in cell.source:
            here = [c.source for c in cells[i:] if c.cell_type == "markdown"][:2]
            assert any(ANSWER in text for text in here), f"no answer to {cell.source!r}"
            asked += cell.source.count("**Question.**")
    assert asked >= 3, f"{asked} questions; three are asked for"
    last = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    assert "## The claims, as tests" in last
    assert "### Reading on" in last


@every_notebook
def test_its_exercises_are_complete(path):
    cells = read(path).cells
    found = tagged(cells, "exercise")
    assert found, "an exercise with a self-check"
    assert [i + 1 for i in found] == tagged(cells, "self-check")
    for i in found:
        assert cells[i].source.startswith("# Exercise: ")
        assert SOLUTION in cells[i + 2].source
        compile(solution(cells[i + 2].source), path.stem, "exec")


@pytest.fixture(scope="session")
def kernel():
    """One kernel for all notebooks a process runs: most of a short one's time is imports."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel(env={**os.environ, "OMP_NUM_THREADS": "1"}, cwd=str(NOTEBOOKS[0].parent))
    yield manager
    manager.shutdown_kernel(now=True)


@every_notebook
@pytest.mark.timeout(600)
def test_it_runs_and_its_exercises_tell_right_from_not_yet(path, kernel):
    """As committed from top to bottom; then each exercise again, with the solution it shows."""
    notebook = read(path)
    forget = nbformat.v4.new_code_cell("%reset -f\nassert 'descentlab' not in globals()")
    notebook.cells.insert(0, forget)  # no name comes from the notebook before
    found = tagged(notebook.cells, "exercise")
    solved = []
    for i in found:
        solved.append(nbformat.v4.new_code_cell(solution(notebook.cells[i + 2].source)))
        solved.append(nbformat.v4.new_code_cell(notebook.cells[i + 1].source))
    notebook.cells += solved
    NotebookClient(notebook, timeout=None, km=kernel).execute()
    outputs = [o for cell in code(notebook.cells) for o in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]
    assert any("holds:" in said(cell) for cell in code(notebook.cells)), "the verdict is printed"
    for number, i in enumerate(found):
        assert re.search(r"^Not yet:", said(notebook.cells[i + 1]), re.MULTILINE), "as committed"
        assert re.search(r"^Right:", said(solved[2 * number + 1]), re.MULTILINE), "when solved"
