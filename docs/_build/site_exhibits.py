"""A page for each exhibit, made of its declaration, and an index of them by tag."""

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path

from descentlab.catalog import exhibit_ids, load
from descentlab.exhibit import Exhibit
from descentlab.settings import Choice, Setting, describe
from descentlab.tags import TAGS
from descentlab.verdicts import every_claim, rows
from descentwidgets.gallery.recorded import cost, thumbnails
from site_citations import citations

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
    about = [f"[{title}](../{path})" for path, title in concepts.items()
             if re.search(rf"exhibits/{exhibit.id}\.md|<!-- view: {exhibit.id}\.", _text(path))]  # fmt: skip
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
        "## What the views show\n\n" + "\n".join(_view(v) for v in exhibit.views),
        "## The story\n\n" + "\n".join(_step(i, s) for i, s in enumerate(exhibit.story, 1))
        if exhibit.story
        else "",
        "## Settings\n\n"
        "A dot marks those that can be moved while the run goes on; the others start a new one.\n\n"
        "| name | what | values | default |\n|---|---|---|---|\n"
        + "\n".join(_setting(s) for s in describe(exhibit.settings)),
        _presets(exhibit),
        _numbers(exhibit),
        _verdicts(exhibit),
        "## References\n\n" + citations(list(exhibit.references)) if exhibit.references else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _view(view) -> str:
    return f"**{view.title}** (`{view.id}`)\n:   {view.help or 'Against the step.'}\n"


def _step(place: int, step) -> str:
    text = step.text.replace("\n", " ")
    sets = f" <br>*Sets* {_values(step.settings)}." if step.settings else ""
    return f"{place}. **{step.title}.** {text}{sets}"


def _setting(setting: Setting) -> str:
    info, domain = setting.info, setting.domain
    if isinstance(domain, Choice):
        values = ", ".join(f"`{v}`" for v in domain.values)
    else:
        scale = ", logarithmic" if domain.log else ""
        values = (
            f"{domain.low:g} to {domain.high:g}{' ' + domain.unit if domain.unit else ''}{scale}"
        )
    live = " •" if info.live else ""
    label = info.label if info.label != setting.name else ""
    what = f"{label}{'. ' if label and info.help else ''}{info.help}"
    default = f"{setting.default:g}" if isinstance(setting.default, float) else setting.default
    return f"| `{setting.name}`{live} | {_cell(what)} | {values} | `{default}` |"


def _presets(exhibit: Exhibit) -> str:
    if not exhibit.presets:
        return ""
    items = [f"- **{p.name}**: {_values(p.settings) or 'the defaults'}" for p in exhibit.presets]
    return "## Presets\n\n" + "\n".join(items)


def _numbers(exhibit: Exhibit) -> str:
    told = {s.label: s for s in exhibit.series if s.meaning}
    if not told:
        return ""
    lines = [
        f"| {_cell(s.label)} | {_cell(s.meaning)} | {_cell(f'${s.formula}$') if s.formula else ''} |"
        for s in told.values()
    ]
    return (
        "## What the numbers mean\n\n| number | meaning | definition |\n|---|---|---|\n"
        + "\n".join(lines)
    )


def _verdicts(exhibit: Exhibit) -> str:
    found = rows(c for c in every_claim() if c.exhibit == exhibit.id)
    items = []
    for row in found:
        numbers = "; ".join(f"{name}: {value}" for name, value in row.measured())
        said = f"- **{row.verdict}**: {row.claim.says}" + (
            f" Measured: {numbers}." if numbers else ""
        )
        items.append(said + "".join(f"\n    - {w}" for w in row.shortfall))
    controls = [
        f"- {_values(c.settings)}: the check says “{c.says}”" for c in exhibit.negative_controls
    ]
    against = (
        "\n\nIt can fail. Under these settings the claim must not hold, and the check says so:\n\n"
        + "\n".join(controls)
        if controls
        else ""
    )
    return (
        "## Does it hold?\n\nRecorded over several seeds; [Verdicts](../verdicts.md) has them all."
        "\n\n" + "\n".join(items) + against
    )


def _values(settings) -> str:
    return ", ".join(f"`{name} = {value}`" for name, value in settings.items())


def _cell(text: str) -> str:
    r"""In a table a bar would end the cell; in TeX there is \vert."""
    text = re.sub(r"\$[^$]+\$", lambda m: _bars(m[0]), text.replace("\n", " "))
    return re.sub(r"(?<!\\)\|", r"\\|", text)


def _bars(tex: str) -> str:
    return tex.replace(r"\|", r"\Vert ").replace("|", r"\vert ")


def _concepts() -> dict[str, str]:
    """The title of each concept page by its address."""
    return {
        f"concepts/{file.name}": file.read_text(encoding="utf-8").split("\n", 1)[0].lstrip("# ")
        for file in sorted(CONCEPTS.glob("*.md"))
        if file.name != "index.md"
    }


def _text(path: str) -> str:
    return (CONCEPTS.parent / path).read_text(encoding="utf-8")
