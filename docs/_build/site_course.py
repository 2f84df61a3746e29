"""The course: notebooks as pages, their prose and their code, without output."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

Cell = tuple[str, str]  # its kind and its source

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
_DETAILS = re.compile(
    r"<details>\s*<summary>(.*?)</summary>\s*\n(.*?)</details>", re.DOTALL | re.IGNORECASE
)
_LINK = re.compile(r"\]\((\d\d_\w+)\.ipynb\)")


def course_pages() -> Iterator[tuple[str, str]]:
    """(address, Markdown) of the index and of every notebook."""
    files = sorted(NOTEBOOKS.glob("[0-9]*.ipynb"))
    notebooks = {f.stem: _cells(f) for f in files}
    yield "course/index.md", _index(notebooks)
    for name, notebook in notebooks.items():
        yield f"course/{name}.md", _page(name, notebook)


def _cells(file: Path) -> list[Cell]:
    """What a notebook is made of. Read as JSON: its library takes seconds to load."""
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]


def _index(notebooks: dict[str, list[Cell]]) -> str:
    parts = [
        "# The course\n\nNotebooks with a figure to steer, questions with hidden answers and "
        "exercises that check themselves. `make notebooks` opens them in JupyterLab; here they can "
        "be read."
    ]
    for name, notebook in notebooks.items():
        title, goals = _opening(notebook)
        parts.append(f"## [{title}]({name}.md)\n\n{goals}")
    return "\n\n".join(parts) + "\n"


def _opening(notebook: list[Cell]) -> tuple[str, str]:
    """Title and learning goals, which the first cell says."""
    title, _, rest = notebook[0][1].strip().partition("\n")
    found = re.search(r"\*\*Learning goals.*?\*\*(.*?)(?=\n\n(?![-*] )|\Z)", rest, re.DOTALL)
    return title.lstrip("# "), _markdown(found[1].strip() if found else rest.strip())


def _page(name: str, notebook: list[Cell]) -> str:
    cells = []
    for place, (kind, source) in enumerate(notebook):
        if kind == "markdown":
            cells.append(_markdown(source))
        elif kind == "code":
            cells.append(f"```python\n{source.strip()}\n```")
        if place == 0:
            cells.append(f"*To run it: `make notebooks`, then open `{name}.ipynb`.*")
    return "\n\n".join(cells) + "\n"


def _markdown(text: str) -> str:
    """A notebook's Markdown as the site's: what unfolds, and links to other notebooks."""
    text = re.sub(
        r"\s*\$\$(.+?)\$\$\s*", lambda m: f"\n\n$${m[1].strip()}$$\n\n", text, flags=re.DOTALL
    )
    return _LINK.sub(r"](\1.md)", _DETAILS.sub(_unfolding, text))


def _unfolding(found: re.Match) -> str:
    lines = found[2].strip().splitlines()
    body = "\n".join(f"    {line}" if line else "" for line in lines)
    return f'\n\n??? question "{found[1].strip()}"\n\n{body}\n\n'
