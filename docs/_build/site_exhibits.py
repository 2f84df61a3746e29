"""A page for each exhibit, made of its declaration, and an index of them by tag."""

from collections.abc import Iterator
from html import escape
from pathlib import Path

from descentlab.catalog import exhibit_ids, load
from descentlab.exhibit import Exhibit
from descentlab.settings import describe
from descentlab.tags import TAGS
from descentwidgets.gallery.recorded import cost, thumbnails
from site_citations import citations
from site_declared import numbers, presets, setting_row, step_line, verdicts, view_line

CONCEPTS = Path(__file__).parents[1] / "concepts"


def exhibit_pages() -> Iterator[tuple[str, str]]:
    """(address, Markdown) of the index and of every exhibit."""
    exhibits = [load(name) for name in exhibit_ids()]
    yield "exhibits/index.md", _index(exhibits)
    concepts = _concepts()
    for exhibit in exhibits:
        yield f"exhibits/{exhibit.id}.md", _page(exhibit, concepts)


def _index(exhibits: list[Exhibit]) -> str:
    """By the first tag, as in the gallery."""
    parts = [
        "# Exhibits\n\nEach is one claim that a person can steer, with its paper, its story and a "
        "check that can fail. All of them run in the page, in a notebook and on the command line."
    ]
    for tag, says in TAGS.items():
        of_it = [e for e in exhibits if e.tags[:1] == (tag,)]
        if of_it:
            cards = "\n".join(_card(e) for e in of_it)
            title = tag[0].upper() + tag[1:]
            parts.append(
                f'## {title}\n\n{says}\n\n<ul class="exhibits" markdown="0">\n{cards}\n</ul>'
            )
    return "\n\n".join(parts) + "\n"


def _card(exhibit: Exhibit) -> str:
    return (
        f"<li>{_pictures(exhibit, alt='')}"
        f'<a href="{exhibit.id}.html">{escape(exhibit.title)}</a>'
        f"<p>{escape(exhibit.paper)}</p></li>"
    )


def _pictures(exhibit: Exhibit, alt: str, name: str = "") -> str:
    if not thumbnails(exhibit.id):
        return ""
    return "".join(
        f'<img class="only-{theme} {name}" src="thumbnails/{exhibit.id}-{theme}.webp" '
        f'alt="{alt}" width="640" height="400" loading="lazy">'
        for theme in ("light", "dark")
    )


def _page(exhibit: Exhibit, concepts: dict[str, str]) -> str:
    about = [f"[{title}](../{path})" for path, title in concepts.items() if _shows(path, exhibit)]
    price = cost(exhibit.id)
    head = [f"*{exhibit.paper}*"]
    if about:
        head.append("Concepts: " + ", ".join(about))
    if price:
        head.append(f"Its check: {price} on one core.")
    parts = [
        f"# {exhibit.title}",
        _pictures(exhibit, "", "exhibit-picture"),
        f'<p class="claim" markdown="span">{exhibit.claim}</p>',
        "  \n".join(head),
        "```sh\n"
        f"descentlab serve                  # then open /{exhibit.id}\n"
        f"descentlab check {exhibit.id}\n```\n\n"
        f'```python\nfrom descentwidgets import show\n\nshow("{exhibit.id}")\n```',
        "## What the views show\n\n" + "\n".join(view_line(v) for v in exhibit.views),
        "## The story\n\n" + "\n".join(step_line(i, s) for i, s in enumerate(exhibit.story, 1))
        if exhibit.story
        else "",
        "## Settings\n\n"
        "A dot marks those that can be moved while the run goes on; the others start a new one.\n\n"
        "| name | what | values | default |\n|---|---|---|---|\n"
        + "\n".join(setting_row(s) for s in describe(exhibit.settings)),
        presets(exhibit),
        numbers(exhibit),
        verdicts(exhibit),
        "## References\n\n" + citations(list(exhibit.references)) if exhibit.references else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _concepts() -> dict[str, str]:
    """The title of each concept page by its address."""
    return {
        f"concepts/{file.name}": file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")
        for file in sorted(CONCEPTS.glob("*.md"))
        if file.name != "index.md"
    }


def _shows(path: str, exhibit: Exhibit) -> bool:
    """Whether a concept page has a view of the exhibit, or a link to it."""
    text = (CONCEPTS.parent / path).read_text(encoding="utf-8")
    return f"exhibits/{exhibit.id}.md" in text or f"<!-- view: {exhibit.id}." in text
