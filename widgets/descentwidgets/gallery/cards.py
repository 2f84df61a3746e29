"""One exhibit as a card."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from descentlab.exhibit import Exhibit

from descentwidgets.gallery.placeholder import placeholder
from descentwidgets.gallery.prose import prose
from descentwidgets.gallery.recorded import HEIGHT, WIDTH, cost, thumbnails
from descentwidgets.verdicts_page.badge import badge


def card(exhibit: Exhibit) -> str:
    """A list item: picture, title, claim, paper, verdict, cost, tags, and its notebook.

    The title is the link; its area is the whole card, so that the card has one name to be read.
    """
    name = quote(exhibit.id)
    title = escape(exhibit.title)
    tags = "".join(_tag(tag) for tag in exhibit.tags if tag != "start here")
    paid = cost(exhibit.id)
    price = f'<p class="cost">{escape(str(paid))}</p>' if paid else ""
    return f"""<li class="exhibit" data-exhibit="{escape(exhibit.id)}" \
data-tags="{escape("|".join(exhibit.tags))}">
<div class="picture">{picture(exhibit)}</div>
<h3><a class="open" href="./{name}">{title}</a></h3>
<p class="claim">{prose(exhibit.claim)}</p>
<p class="paper">{escape(exhibit.paper)}</p>
{badge(exhibit)}{price}
<div class="foot"><span class="tags">{tags}</span><a class="notebook" download \
href="./notebook/{name}.ipynb" aria-label="{title} as a notebook" \
title="Open as a notebook: download {escape(exhibit.id)}.ipynb">Notebook</a></div>
</li>"""


def picture(exhibit: Exhibit) -> str:
    """Its recorded picture in the theme's colours, or one drawn from its title."""
    found = thumbnails(exhibit.id)
    if found is None:
        return placeholder(exhibit.title)
    return (
        f'<picture><source data-dark media="(prefers-color-scheme: dark)" srcset="{found["dark"]}">'
        f'<img src="{found["light"]}" width="{WIDTH}" height="{HEIGHT}" alt="" loading="lazy" '
        'decoding="async"></picture>'
    )


def _tag(tag: str) -> str:
    return f'<a class="tag" href="?tag={quote(tag)}" data-tag="{escape(tag)}">{escape(tag)}</a>'
