"""What is made while the site is built: formulas, pages from declarations, marks in the pages.

MkDocs calls the functions here by their names; nothing that they make is committed.
"""

import re
from pathlib import Path
from typing import Any

from descentwidgets.gallery.recorded import THUMBNAILS
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from site_course import course_pages
from site_exhibits import exhibit_pages
from site_formulas import Formulas
from site_macros import expanded
from site_reference import PAGES, address, reference_pages
from site_signatures import install

ROOT = Path(__file__).parents[2]
#: Files of the root that are pages too, by address.
FROM_ROOT = {"changelog.md": "CHANGELOG.md", "contributing.md": "CONTRIBUTING.md"}

_made: dict[str, str] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Make the pages, and list them in the navigation."""
    install()
    config.markdown_extensions.append(Formulas())
    config.watch = [*config.watch, str(ROOT / "notebooks")]
    _made.clear()
    _made.update({at: (ROOT / name).read_text(encoding="utf-8") for at, name in FROM_ROOT.items()})
    for pages in (exhibit_pages, course_pages, reference_pages):
        _made.update(pages())
    concepts = _listed(ROOT / "docs" / "concepts" / "index.md")
    filled = {
        "Concepts": ["concepts/index.md", *(f"concepts/{name}" for name in concepts)],
        "Exhibits": sorted(a for a in _made if a.startswith("exhibits/") and "index" not in a),
        "Course": ["course/index.md", *sorted(a for a in _made if re.match(r"course/\d", a))],
        "Reference": ["reference/index.md", *_reference()],
    }
    filled["Exhibits"].insert(0, "exhibits/index.md")
    for item in config.nav:
        for title in item.keys() & filled.keys():
            item[title] = filled[title]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for at, text in _made.items():
        files.append(File.generated(config, at, content=text))
    for picture in sorted(THUMBNAILS.glob("*.webp")):
        at = f"exhibits/thumbnails/{picture.name}"
        files.append(File.generated(config, at, abs_src_path=str(picture)))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    at = page.file.src_uri
    folder = at.partition("/")[0]
    # who looks for a word is told of it first, of an argument of that name last
    page.meta.setdefault("search", {"boost": {"concepts": 4, "reference": 0.5}.get(folder, 1)})
    if at == "verdicts.md":  # tables as wide as they need
        page.meta.setdefault("hide", ["navigation", "toc"])
    return expanded(markdown, "../" * at.count("/"))


def _reference() -> list[dict[str, list[str]]]:
    return [{group: [address(title) for title in pages]} for group, pages in PAGES.items()]


def _listed(index: Path) -> list[str]:
    """The pages that an index links to, in its order."""
    found = re.findall(r"\]\(([a-z_-]+\.md)\)", index.read_text(encoding="utf-8"))
    return list(dict.fromkeys(found))
