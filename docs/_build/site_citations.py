"""References from `references.bib` as a list."""

from descentlab.references import Entry, library
from descentlab.verdicts.papers import plain


def citation(entry: Entry) -> str:
    """One publication in Markdown: who, when, what, where."""
    fields = {name: plain(text) for name, text in entry.fields.items()}
    names = [" ".join(reversed(n.split(", ", 1))) for n in fields["author"].split(" and ")]
    who = ", ".join(names) if len(names) < 7 else f"{', '.join(names[:3])} et al."
    title = f"[{fields['title']}]({entry.url})" if entry.url else f"*{fields['title']}*"
    where = fields.get("journal") or fields.get("booktitle") or fields.get("publisher") or ""
    if not where and entry.url:
        where = f"arXiv:{fields['eprint']}"
    return f"{who} ({fields['year']}). {title}." + (f" {where}." if where else "")


def citations(keys: list[str]) -> str:
    """A list of publications by their keys. Raises KeyError for one that is not there."""
    items = "\n".join(f"- {citation(library()[key])}" for key in keys)
    return f"{items}\n{{ .refs }}\n" if items else ""
