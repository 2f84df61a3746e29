"""The room of a person's own exhibits, and what is wrong with the files that are not hung."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from os import PathLike

from descentlab.exhibit import Exhibit

from descentwidgets.gallery.cards import card


def yours_section(exhibits: Iterable[Exhibit], broken: Mapping[PathLike[str], str]) -> str:
    """HTML of the exhibits from folders of one's own, "" where there are neither these nor faults.

    `broken` maps files to the reason why they could not be read.
    """
    cards = "\n".join(map(card, exhibits))
    hall = f'<ul class="hall">\n{cards}\n</ul>' if cards else ""
    if not hall and not broken:
        return ""
    faults = "\n".join(f"<li>{escape(reason)}</li>" for reason in broken.values())
    told = (
        '<div class="faults" role="note"><p>Not shown, until it can be read:</p>'
        f"<ul>\n{faults}\n</ul></div>"
        if faults
        else ""
    )
    return f"""<section class="room yours" aria-labelledby="room-yours">
<div class="room-head"><h2 id="room-yours">Yours</h2>\
<p>From your own folder; a page loaded anew shows the file as it is now.</p></div>
{told}{hall}
</section>"""
