"""`show` inside a real JupyterLab, with nothing but this machine to load from."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest
from harness import PATIENCE, Visit, eventually, free_port

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("jupyterlab")
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def jupyterlab(tmp_path_factory) -> Iterator[str]:
    """The address of a notebook in a JupyterLab of its own."""
    root = tmp_path_factory.mktemp("notebooks")
    cells = [
        "import descentwidgets as dw\ndw.show('edge_of_stability', height=600)",
        "dw.show('quadratic_stability', height=600)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells])
    notebook.metadata.kernelspec = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    nbformat.write(notebook, root / "live.ipynb")
    port = free_port()
    own = {
        name: str(tmp_path_factory.mktemp("jupyter"))
        for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    }
    options = [
        "--no-browser",
        "--allow-root",
        "--ip=127.0.0.1",
        f"--port={port}",
        f"--ServerApp.root_dir={root}",
        "--IdentityProvider.token=",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    log = (root / "jupyter.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, **own, "OMP_NUM_THREADS": "1"},
    )
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        try:
            return urllib.request.urlopen(f"{address}/api", timeout=5).status == 200
        except OSError:
            return False

    eventually(answers, "JupyterLab to answer")
    yield f"{address}/lab/tree/live.ipynb?reset"
    process.terminate()
    process.wait(PATIENCE)
    log.close()


def run_all(visit: Visit) -> None:
    visit.page.get_by_role("menuitem", name="Run", exact=True).click()
    visit.page.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()


def test_exhibits_run_inline_on_the_kernel(jupyterlab, visit):
    page = visit.open(jupyterlab, stage=False)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for(timeout=PATIENCE * 1000)
    page.get_by_text("Python 3 (ipykernel)").last.wait_for(timeout=PATIENCE * 1000)
    eventually(lambda: page.get_by_text("| Idle").count(), "the kernel to be idle")
    run_all(visit)
    stages = page.get_by_test_id("stage")
    eventually(lambda: stages.count() == 2, "both exhibits", 120)
    # A stage out of sight draws nothing.
    for stage in (stages.last, stages.first):
        stage.scroll_into_view_if_needed()
        eventually(lambda: stage.get_attribute("data-step") == "0", "a first frame")  # noqa: B023

    stages.first.get_by_test_id("play").click()
    eventually(lambda: int(stages.first.get_attribute("data-step")) > 5, "steps between cells")
    assert stages.last.get_attribute("data-step") == "0"
    # Stop it: its thread would slow the second run of the cells.
    stages.first.get_by_test_id("play").click()

    run_all(visit)

    def fresh() -> bool:
        return stages.count() == 2 and stages.first.get_attribute("data-step") == "0"

    eventually(fresh, "fresh exhibits after running the cells again", 120)
