"""The gallery's page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from pathlib import Path

from descentlab.exhibit import Exhibit
from descentlab.tags import TAGS

from descentwidgets.gallery.rooms import room, rooms
from descentwidgets.shell import HEAD, theme_script

FOLDER = Path(__file__).parent

LEAD = (
    "Live, steerable experiments on how neural networks descend their loss. Most train a real "
    "network on this machine while you watch and interfere."
)
#: Beside the figures of cost on the cards.
COSTS = (
    "A card's last figures are what its check costs at the default settings, everything it "
    "measures included: CPU time of one core of a small laptop-class machine (two cores)."
)


def home_page(
    exhibits: Iterable[Exhibit], saved: str = "", ways: Iterable[tuple[str, str]] = ()
) -> str:
    """The whole page: `saved` are sections before the rooms (`saved.saved_section`,
    `yours.yours_section`), `ways` are (address, words) of the server's other pages."""
    exhibits = list(exhibits)
    hung = "\n".join(room(*place) for place in rooms(exhibits))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<title>Descent Lab</title>
<meta name="description" content="{escape(LEAD)}">
{HEAD}
<style>
{_file("gallery.css")}
</style>
</head>
<body class="gallery">
<a class="skip" href="#exhibits">Skip to the exhibits</a>
<header class="masthead">
<div class="names"><h1>Descent Lab</h1><p class="lead">{escape(LEAD)}</p>{_ways(ways)}</div>
<button type="button" class="theme" data-testid="theme" hidden></button>
</header>
<main id="main">
{_find(exhibits)}
<div id="exhibits" tabindex="-1">
{saved}
{hung}
</div>
<p class="nothing" hidden>No exhibit has all of these words. <button type="button" class="clear" \
data-testid="clear">Show all</button></p>
</main>
<footer class="colophon"><p>{escape(COSTS)}</p></footer>
<script>
{theme_script()}
{_file("gallery.js")}
</script>
</body>
</html>
"""


def _ways(ways: Iterable[tuple[str, str]]) -> str:
    links = "".join(f'<a href="{escape(to)}">{escape(words)}</a>' for to, words in ways)
    return f'<nav class="ways" aria-label="Also here">{links}</nav>' if links else ""


def _find(exhibits: list[Exhibit]) -> str:
    """Search and tags; hidden without the script that makes them work."""
    used = {tag for exhibit in exhibits for tag in exhibit.tags}
    tags = "\n".join(
        f'<button type="button" class="tag" data-tag="{escape(tag)}" aria-pressed="false" '
        f'title="{escape(said)}">{escape(tag)}</button>'
        for tag, said in TAGS.items()
        if tag in used
    )
    return f"""<search class="find" data-testid="find" hidden>
<div class="query"><label class="only-read" for="query">Search the exhibits</label>
<input id="query" type="search" placeholder="Search claims, papers, words" autocomplete="off" \
spellcheck="false" maxlength="80" aria-keyshortcuts="/" data-testid="query">
<kbd aria-hidden="true">/</kbd></div>
<p class="count" role="status" data-testid="count">{len(exhibits)} exhibits</p>
<div class="choose" role="group" aria-label="Only those about">
{tags}
</div>
</search>"""


@cache
def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()
