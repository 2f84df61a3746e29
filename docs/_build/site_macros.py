"""What the pages' own marks become: pictures of views, and lists of references.

    <!-- view: edge_of_stability.sharpness | what one sees there -->
    <!-- references: cohen2021gradient, damian2023self -->
"""

import re
from html import escape
from pathlib import Path

from descentlab.catalog import load
from PIL import Image
from site_citations import citations

PICTURES = Path(__file__).parents[1] / "pictures"
_MARK = re.compile(r"<!-- (view|references): (.+?) -->", re.DOTALL)


def expanded(text: str, root: str) -> str:
    """`text` with its marks replaced; `root` is the way from its page to the site's."""

    def replaced(mark: re.Match) -> str:
        if mark[1] == "references":
            return citations([key.strip() for key in mark[2].split(",")])
        name, _, caption = mark[2].partition("|")
        return view(name.strip(), " ".join(caption.split()), root)

    return _MARK.sub(replaced, text)


def view(name: str, caption: str, root: str) -> str:
    """A picture in both themes, with the way to the exhibit it is of."""
    exhibit, _, of_it = name.partition(".")
    if of_it:
        declared = load(exhibit)
        title = next(v.title for v in declared.views if v.id == of_it)
        caption = f"**{title}.** {caption} From [{declared.title}]({root}exhibits/{exhibit}.md)."
    alt = escape(re.sub(r"[*$`\\]|\]\([^)]*\)|\[", "", caption), quote=True)
    images = "\n".join(_image(name, theme, alt, root) for theme in ("light", "dark"))
    return (
        f'<figure class="view{"" if of_it else " wide"}" markdown="block">\n{images}\n'
        f'<figcaption markdown="span">{caption}</figcaption>\n</figure>\n'
    )


def _image(name: str, theme: str, alt: str, root: str) -> str:
    file = f"{name}-{theme}.webp"
    width, height = Image.open(PICTURES / file).size
    return (
        f'<img class="only-{theme}" src="{root}pictures/{file}" width="{width}" height="{height}" '
        f'loading="lazy" alt="{alt}">'
    )
