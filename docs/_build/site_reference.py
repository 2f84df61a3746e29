"""The reference: for every public package, what its `__all__` names, from the docstrings."""

import importlib
import inspect
from collections.abc import Iterator
from types import ModuleType

#: Title, address and the modules of each page. A module is told by itself, then what it exports.
PAGES = {
    "Instruments": {
        "Objectives and spectra": ["descentkernels", "descentkernels.criteria"],
        "Curvature matrices": ["descentkernels.curvature"],
        "Traces and norms": ["descentkernels.traces"],
        "Planes and fields": ["descentkernels.planes", "descentkernels.fields"],
        "Paths": ["descentkernels.paths"],
        "Stability": ["descentkernels.stability", "descentkernels.stability.companion"],
        "Flows": [
            "descentkernels.flows", "descentkernels.flows.drift", "descentkernels.flows.games",
        ],
        "Softmax radii": ["descentkernels.radius", "descentkernels.radius.singularities"],
        "Conflict": ["descentkernels.conflict"],
        "Several processes": ["descentkernels.distributed"],
        "Inner parts": ["descentkernels.tape", "descentkernels.sampling"],
    },
    "The lab": {
        "descentlab": ["descentlab"],
        "Watch, explore, plan": [
            "descentlab.watching", "descentlab.exploring", "descentlab.planning",
            "descentlab.instruments", "descentlab.integrations",
        ],
        "Records, runs, sweeps": [
            "descentlab.record", "descentlab.index", "descentlab.sweeps", "descentlab.exports",
            "descentlab.datasets", "descentlab.references", "descentlab.verdicts",
        ],
        "Optimizers and controllers": ["descentlab.optimizers", "descentlab.controllers"],
        "Declaring an exhibit": [
            "descentlab.exhibit", "descentlab.settings", "descentlab.problem",
            "descentlab.measurement", "descentlab.schedule", "descentlab.view",
            "descentlab.processes.base", "descentlab.update_rules.base", "descentlab.claim",
        ],
    },
    "What one sees": {"descentwidgets": ["descentwidgets"]},
}  # fmt: skip


def address(title: str) -> str:
    return f"reference/{title.lower().replace(',', '').replace(' ', '-')}.md"


def reference_pages() -> Iterator[tuple[str, str]]:
    """(address, Markdown) of the index and of every page."""
    listed = []
    for group, pages in PAGES.items():
        listed.append(f"## {group}\n")
        for title, modules in pages.items():
            says = (importlib.import_module(modules[0]).__doc__ or "").split("\n\n")[0]
            listed.append(f"- [{title}]({title_file(title)}): {' '.join(says.split())}")
            yield address(title), _page(title, modules)
        listed.append("")
    yield "reference/index.md", "# Reference\n\nFrom the docstrings.\n\n" + "\n".join(listed)


def title_file(title: str) -> str:
    return address(title).removeprefix("reference/")


def exported(module: ModuleType) -> list[str]:
    """The functions and classes that `module` offers: its `__all__`, else what it defines."""
    if (named := getattr(module, "__all__", None)) is None:
        own = (
            n for n, o in vars(module).items() if getattr(o, "__module__", "") == module.__name__
        )
        named = [name for name in own if not name.startswith("_")]
    return [n for n in named if not inspect.ismodule(getattr(module, n))]


def _page(title: str, modules: list[str]) -> str:
    parts = [f"# {title}"]
    for name in modules:
        module = importlib.import_module(name)
        parts.append(f"## `{name}`\n\n{inspect.cleandoc(module.__doc__ or '')}")
        parts += [f"::: {name}.{member}" for member in exported(module)]
    return "\n\n".join(parts) + "\n"
