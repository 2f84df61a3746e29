"""Dependencies point one way: kernels <- lab <- widgets."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "kernels/descentkernels": {
        "descentlab",
        "descentwidgets",
        "panel",
        "bokeh",
        "holoviews",
        "param",
        "xarray",
        "zarr",
        "pandas",
        "sklearn",
        "typer",
        "rich",
    },
    "lab/descentlab": {"descentwidgets", "panel", "bokeh", "holoviews", "param", "hvplot"},
    # the page draws: what it shows was computed elsewhere
    "widgets/descentwidgets": {"torch", "scipy", "sklearn"},
}


def imported(path: Path) -> set[str]:
    """The top-level names of everything a file imports, at its head or inside a function."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_imports_nothing_from_those_above_it(layer):
    files = [p for p in (ROOT / layer).rglob("*.py") if "node_modules" not in p.parts]
    assert files
    offences = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in files
        for name in imported(path) & FORBIDDEN[layer]
    }
    assert not offences


def test_the_rule_would_notice_an_import_inside_a_function(tmp_path):
    path = tmp_path / "sneaky.py"
    path.write_text("def f():\n    import panel.widgets\n")
    assert imported(path) == {"panel"}
