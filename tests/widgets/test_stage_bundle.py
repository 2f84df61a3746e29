"""The committed bundle of LabStage is what its sources build, and the sources' own tests pass."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

BUNDLES = ("lab-stage.js", "lab-surface.js", "lab-export.js")
# Names of vocabularies, not requests.
NAMESPACES = {
    f"http://www.w3.org/{name}" for name in ("2000/svg", "1999/xhtml", "1998/Math/MathML")
}
STAGE = Path(__file__).parents[2] / "widgets" / "descentwidgets" / "stage"
SOURCES = ("package.json", "package-lock.json", "tsconfig.json", "build.mjs", "src", "dev", "test")


def run(*command: str, cwd: Path) -> str:
    """Output of a command; a failure shows all of it."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with exactly the locked packages: the tree itself stays untouched."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs node and npm (node 20 or newer) to check the stage's bundle")
        pytest.skip("needs node and npm (node 20 or newer)")
    copy = tmp_path_factory.mktemp("stage")
    for name in SOURCES:
        source = STAGE / name
        if source.is_dir():
            shutil.copytree(source, copy / name)
        else:
            shutil.copy(source, copy / name)
    run("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", cwd=copy)
    return copy


def test_a_rebuild_is_byte_identical(stage: Path):
    run("node", "build.mjs", cwd=stage)
    for name in BUNDLES:
        built = (stage / "dist" / name).read_bytes()
        committed = (STAGE / "dist" / name).read_bytes()
        assert built == committed, (
            f"dist/{name} is not what its sources build: "
            "run `npm ci && npm run build` in the stage folder and commit the result"
        )


def test_the_sources_type_check(stage: Path):
    run("npm", "run", "--silent", "check", cwd=stage)


def test_the_unit_tests_pass(stage: Path):
    report = run("npm", "run", "--silent", "test", cwd=stage)
    ran = re.search(r"^# pass (\d+)$", report, re.MULTILINE)
    assert ran, f"no count of passed tests in:\n{report}"
    assert int(ran.group(1)) >= 50, "tests went missing"


def test_the_lock_names_no_registry():
    lock = json.loads((STAGE / "package-lock.json").read_text())
    named = [path for path, package in lock["packages"].items() if "resolved" in package]
    assert not named, f"strip `resolved` from {named}: the lock must work with any registry"


@pytest.mark.parametrize("name", BUNDLES)
def test_the_bundles_fetch_nothing(name: str):
    """Modules without imports, and no address in them that a browser would load."""
    text = (STAGE / "dist" / name).read_text()
    assert not re.search(r"\bimport\s*[{\"'*]|(?<![\"'])\bfrom\s*[\"']", text)
    # Code that came over the channel is run from memory: of one variable, never of an address.
    assert re.findall(r"\bimport\s*\(\s*[^)]{0,20}", text) == dynamic_imports(text)
    addresses = set(re.findall(r"https?://[^\s\"'`)]+", text))
    assert addresses <= NAMESPACES, addresses


def dynamic_imports(text: str) -> list[str]:
    """Those whose argument is a variable made by createObjectURL just before."""
    found = re.findall(r"=URL\.createObjectURL\(.{0,120}?(\bimport\((\w+))\)", text)
    return [whole for whole, _ in found]


def test_the_bundles_export_what_is_called():
    stage, surface, export = ((STAGE / "dist" / name).read_text() for name in BUNDLES)
    assert re.search(r"export\s*{[^}]*\bas render\b|export function render", stage)
    assert re.search(r"export\s*{[^}]*\bas createRenderer\b", surface)
    assert re.search(r"export\s*{[^}]*\bas openMovie\b", export)
    assert re.search(r"export\s*{[^}]*\bas openPicture\b", export)


def test_median_source_is_short():
    """House rule: one view or control a file. Measured without the tests."""
    lengths = sorted(len(p.read_text().splitlines()) for p in STAGE.glob("src/**/*.ts"))
    assert lengths[len(lengths) // 2] < 120
