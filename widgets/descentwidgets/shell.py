"""Plain HTML around everything served: shared head, and pages that need no live session."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from html import escape
from pathlib import Path
from urllib.parse import quote

from descentwidgets.gallery.prose import prose

# The icon is inline, since a missing one makes browsers ask the server for it on every page.
_ICON = "data:image/svg+xml," + quote(
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
    "<rect width='32' height='32' rx='7' fill='#24506b'/>"
    "<path d='M5 8c4 18 8 18 11 8s6-8 11 6' fill='none' stroke='#f6c85f' stroke-width='3'"
    " stroke-linecap='round'/><circle cx='27' cy='22' r='3' fill='#fff'/></svg>"
)

# The live pages' colours (stage/src/theme.ts), so that nothing changes hue on the way there. `edge`
# is a line that must be seen (3:1 on the page): round what can be clicked or typed into.
_LIGHT = (
    "--page: #f2f4f7; --card: #fff; --ink: #131c27; --soft: #4d5b6c; --line: #d5dce4; "
    "--edge: #7d8a99; --accent: #0b63c5; --on-accent: #fff;"
)
_DARK = (
    "--page: #0b0f15; --card: #131922; --ink: #edf2f8; --soft: #a3b0c0; --line: #2a3441; "
    "--edge: #64748a; --accent: #58b4ff; --on-accent: #04121f;"
)

# Colours follow the system unless the person chose; the script runs before the first paint.
HEAD = f"""<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="{_ICON}">
<script>
try {{
  const theme = localStorage.getItem("descent-lab-theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}} catch {{ /* storage switched off: the system's colours */ }}
</script>
<style>
:root {{ color-scheme: light dark; {_LIGHT} }}
:root[data-theme="light"] {{ color-scheme: light; }}
:root[data-theme="dark"] {{ color-scheme: dark; {_DARK} }}
@media (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ {_DARK} }} }}
* {{ box-sizing: border-box; }}
.theme {{ width: 36px; height: 36px; flex: none; border: 1px solid var(--line);
  border-radius: 50%; background: var(--card); color: var(--ink); cursor: pointer;
  font: 17px/1 system-ui, sans-serif; }}
.theme[hidden] {{ display: none; }}
html, body {{ margin: 0; min-height: 100%; background: var(--page); color: var(--ink); }}
body {{ font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }}
.skip {{ position: absolute; left: -999px; }}
.skip:focus {{ left: 8px; top: 8px; z-index: 10; padding: 6px 12px; background: var(--card);
  color: var(--accent); }}
.only-read {{ position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
  clip-path: inset(50%); white-space: nowrap; }}
.opening {{ padding: 24px; color: var(--soft); }}
.lost {{ position: fixed; inset: 0; z-index: 20; display: grid; place-items: center;
  background: color-mix(in srgb, var(--page) 75%, transparent); }}
.lost[hidden] {{ display: none; }}
.lost p, .notice {{ max-width: 32em; padding: 16px 20px; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }}
main.plain {{ max-width: 56rem; margin: 0 auto; padding: 40px 20px; }}
main.plain h1 {{ margin: 0 0 4px; font-size: 1.9rem; line-height: 1.2; }}
main.plain .lead {{ margin: 0 0 28px; color: var(--soft); }}
main.plain a {{ color: var(--accent); }}
ul.exhibits {{ display: grid; gap: 14px; margin: 0; padding: 0; list-style: none;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr)); }}
ul.exhibits a {{ display: block; height: 100%; padding: 16px 18px; text-decoration: none;
  background: var(--card); border: 1px solid var(--line); border-radius: 8px; }}
ul.exhibits a:hover, ul.exhibits a:focus-visible {{ border-color: var(--accent); }}
ul.exhibits strong {{ display: block; margin-bottom: 4px; font-size: 1.1rem; }}
ul.exhibits span {{ color: var(--ink); }}
</style>"""


def theme_script() -> str:
    """JavaScript: `theme`, `isDark()` and `themeButton(button, changed)`."""
    return (Path(__file__).parent / "theme.js").read_text(encoding="utf-8").strip()


def plain_page(title: str, body: str) -> str:
    """A whole page without a live session. `title` is text, `body` is HTML."""
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<title>{escape(title)} · Descent Lab</title>
{HEAD}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<main id="main" class="plain" tabindex="-1">
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""


def exhibit_list(exhibits: Iterable[tuple[str, str, str]], root: str = "./") -> str:
    """The exhibits, (id, title, claim) each, as links from a page whose way to the gallery is
    `root`."""
    items = "\n".join(
        f'<li><a href="{root}{quote(name)}"><strong>{escape(title)}</strong>'
        f"<span>{prose(claim)}</span></a></li>"
        for name, title, claim in exhibits
    )
    return f'<ul class="exhibits">\n{items}\n</ul>'


def unknown_page(name: str, exhibits: Iterable[tuple[str, str, str]], root: str = "./") -> str:
    """For an address nothing answers to: say so, and show what there is, the likeliest first."""
    exhibits = list(exhibits)
    near = get_close_matches(name.lower(), [e[0] for e in exhibits], n=3, cutoff=0.5)
    exhibits.sort(key=lambda e: near.index(e[0]) if e[0] in near else len(near))
    added = name in {e[0] for e in exhibits}  # a person's own file, newer than the server
    said = "was added since this lab was started; start it again to open it"
    lead = (
        f'<p class="lead">{"The exhibit" if added else "There is no exhibit called"} '
        f"“{escape(name[:80])}”{f' {said}' if added else ''}. "
        f'<a href="{root}">The gallery</a> has:</p>'
    )
    return plain_page("Not here", lead + exhibit_list(exhibits, root))


def notice(text: str, root: str = "./") -> str:
    """A paragraph that stands out, and the way back."""
    return f'<p class="notice">{escape(text)}</p><p><a href="{root}">The gallery</a></p>'
