"""The exhibits in rooms: an exhibit's first tag says which it hangs in."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from descentlab.exhibit import Exhibit
from descentlab.tags import TAGS

from descentwidgets.gallery.cards import card
from descentwidgets.gallery.recorded import cost

#: Where an exhibit without a tag of the vocabulary goes.
OTHERS = ("more", "Newly hung.")


def rooms(exhibits: Iterable[Exhibit]) -> list[tuple[str, str, list[Exhibit]]]:
    """(tag, what it gathers, exhibits) of every room that is not empty, in the order of `TAGS`."""
    hung: dict[str, list[Exhibit]] = {tag: [] for tag in (*TAGS, OTHERS[0])}
    for exhibit in exhibits:
        first = exhibit.tags[0] if exhibit.tags else ""
        hung[first if first in TAGS else OTHERS[0]].append(exhibit)
    said = {**TAGS, OTHERS[0]: OTHERS[1]}
    return [(tag, said[tag], sorted(inside, key=_weight)) for tag, inside in hung.items() if inside]


def room(tag: str, said: str, exhibits: Iterable[Exhibit]) -> str:
    """One room as a section with a list of cards."""
    identity = f"room-{tag.replace(' ', '-')}"
    cards = "\n".join(map(card, exhibits))
    heading = tag[0].upper() + tag[1:]
    return f"""<section class="room" aria-labelledby="{identity}">
<div class="room-head"><h2 id="{identity}">{escape(heading)}</h2><p>{escape(said)}</p></div>
<ul class="hall">
{cards}
</ul>
</section>"""


def _weight(exhibit: Exhibit) -> tuple[int, str]:
    """Small networks first: what answers at once is a good start."""
    paid = cost(exhibit.id)
    return (paid.parameters if paid else 1 << 62, exhibit.title)
