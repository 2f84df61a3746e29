"""What the pages' own marks become: pictures of views, lists of references, a shared beginning.

<!-- view: edge_of_stability.sharpness | what one sees there -->
<!-- references: cohen2021gradient, damian2023self -->
<!-- setup -->
"""

import re
from functools import cache
from html import escape
from pathlib import Path

from descentlab.catalog import load
from PIL import Image
from site_citations import citations

DOCS = Path(__file__).parents[1]
THEMES = ("light", "dark")
_MARK = re.compile(r"<!-- (view|references|setup)(?:: (.+?))? -->", re.DOTALL)

#: What the calls of a concept page start from.
SETUP = """??? note "The objective that the calls start from"

    ```python
    import torch
    from descentkernels import ModuleObjective, criteria

    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(8, 16), torch.nn.Tanh(), torch.nn.Linear(16, 3))
    inputs, labels = torch.randn(100, 8), torch.randint(3, (100,))

    objective = ModuleObjective(
        model, inputs, labels, criteria.cross_entropy, device="cpu", dtype=torch.float64
    )
    w = objective.flat()
    ```
"""


def expanded(text: str, root: str) -> str:
    """`text` with its marks replaced; `root` is the way from its page to the site's."""

    def replaced(mark: re.Match) -> str:
        if mark[1] == "setup":
            return SETUP
        if mark[1] == "references":
            return citations([key.strip() for key in mark[2].split(",")])
        name, _, caption = mark[2].partition("|")
        return figure(name.strip(), " ".join(caption.split()), root)

    return _MARK.sub(replaced, text)


def figure(name: str, caption: str, root: str) -> str:
    """A picture in `pictures/`, in both themes where there are; of a view, with the way to it."""
    exhibit, _, view = name.partition(".")
    if view:
        declared = load(exhibit)
        title = next(v.title for v in declared.views if v.id == view)
        caption = f"**{title}.** {caption} From [{declared.title}]({root}exhibits/{exhibit}.md)."
    alt = escape(re.sub(r"[*$`\\]|\]\([^)]*\)|\[", "", caption), quote=True)
    if (DOCS / f"{name}.png").is_file():
        images = _image(f"{name}.png", "", alt, root)
    else:
        images = "\n".join(_image(f"pictures/{name}-{t}.webp", t, alt, root) for t in THEMES)
    return (
        f'<figure class="view{"" if view else " wide"}" markdown="block">\n{images}\n'
        f'<figcaption markdown="span">{caption}</figcaption>\n</figure>\n'
    )


def _image(file: str, theme: str, alt: str, root: str) -> str:
    width, height = _size(DOCS / file)
    shown = f'class="only-{theme}" ' if theme else ""
    return (
        f'<img {shown}src="{root}{file}" width="{width}" height="{height}" loading="lazy" '
        f'alt="{alt}">'
    )


@cache
def _size(file: Path) -> tuple[int, int]:
    with Image.open(file) as image:
        return image.size
