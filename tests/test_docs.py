"""The documentation builds without a warning, asks the network for nothing, and its code runs."""

import inspect
import re
import textwrap
from pathlib import Path
from urllib.parse import unquote, urlsplit

import descentkernels
import pytest
from descentlab.catalog import exhibit_ids
from descentlab.instruments import instrument_ids

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
#: Pages that are written by hand.
PAGES = sorted(p for p in DOCS.rglob("*.md") if p.name != "verdicts.md")
CONCEPTS = sorted(p for p in (DOCS / "concepts").glob("*.md") if p.name != "index.md")
SECTIONS = [
    "Definition",
    "How to read it",
    "How it is computed",
    "Limits",
    "The calls",
    "References",
]
#: What a browser fetches by itself. Links that a person may follow are not among it.
FETCHED = re.compile(
    r"<(?:script|img|iframe|source|video|audio|embed)\b[^>]*?\bsrc(?:set)?=[\"']?([^\"'\s>]+)"
    r"|<link\b(?![^>]*rel=[\"']?(?:prev|next|canonical))[^>]*?\bhref=[\"']?([^\"'\s>]+)"
    r"|@import\s+(?:url\()?[\"']?([^\"')\s]+)"
    r"|url\(\s*[\"']?([^\"')]+)"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built here as `mkdocs build --strict` does: a warning is an error."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), strict=True, site_dir=str(folder)))
    return folder


def test_no_page_asks_the_network_for_anything(site):
    asked = []
    for file in site.rglob("*"):
        if file.suffix in {".html", ".css"}:
            text = file.read_text(encoding="utf-8")
            found = ("".join(groups) for groups in FETCHED.findall(text))
            asked += [(file.name, url) for url in found if re.match(r"(https?:)?//", url)]
            assert 'class="mermaid"' not in text  # which would fetch a library
    assert asked == []
    # the patterns see what they are to find
    seen = FETCHED.findall('<script src="https://a/b.js"></script> @import "//c"; <link href=//d>')
    assert ["".join(groups) for groups in seen] == ["https://a/b.js", "//c", "//d"]


def test_every_picture_and_page_that_is_pointed_at_is_there(site):
    # what stands in raw HTML is not looked at by the builder's own checks
    missing = set()
    for file in site.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        for url in re.findall(r"<(?:a|img)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"", text):
            path = unquote(urlsplit(url).path)
            if urlsplit(url).scheme or not path or file.name == "404.html":
                continue
            if not (file.parent / path).exists():
                missing.add((file.relative_to(site).as_posix(), url))
    assert missing == set()


def test_formulas_are_typeset_and_none_is_left_in_tex(site):
    for page in CONCEPTS:
        text = (site / "concepts" / f"{page.stem}.html").read_text(encoding="utf-8")
        assert "$$" not in text
        if "$$" in page.read_text(encoding="utf-8"):
            assert '<math display="block"' in text


def test_every_exhibit_and_package_has_its_page(site):
    pages = {p.stem for p in (site / "exhibits").glob("*.html")}
    assert pages >= set(exhibit_ids())
    told = "".join(p.read_text(encoding="utf-8") for p in (site / "reference").glob("*.html"))
    packages = [p.parent.name for p in Path(descentkernels.__file__).parent.glob("*/__init__.py")]
    assert packages
    for name in packages:
        assert f"descentkernels.{name}" in told
    for name in descentkernels.__all__:
        if not inspect.ismodule(getattr(descentkernels, name)):
            assert f'id="descentkernels.{name}"' in told, name
    # a field is told by the comment beside it
    assert "integrates to one" in told


@pytest.mark.parametrize("page", CONCEPTS, ids=lambda page: page.stem)
def test_a_concept_page_has_its_sections(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == SECTIONS
    assert "<!-- view: " in text
    assert f"({page.name})" in (DOCS / "concepts" / "index.md").read_text(encoding="utf-8")


def test_every_instrument_is_told_of():
    told = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    for name in instrument_ids():
        assert f"`{name}`" in told, name


# what a watch cannot read it only warns of
@pytest.mark.filterwarnings("error:.*could not be read")
@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}-{page.stem}")
def test_the_python_runs(page, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(DOCS / "_build")
    from site_macros import SETUP

    names: dict = {"__name__": "docs"}
    text = page.read_text(encoding="utf-8").replace("<!-- setup -->", SETUP)
    for _, code in re.findall(r"^( *)```python\n(.*?)^\1```", text, re.DOTALL | re.MULTILINE):
        if "show(" not in code:
            exec(compile(textwrap.dedent(code), str(page), "exec"), names)
