"""The citation of what was used: an exhibit's papers and the lab itself."""

from __future__ import annotations

from importlib.metadata import version

from descentlab.catalog import load
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.references.reader import Entry, library


def bibtex(exhibit: Exhibit | str) -> str:
    """BibTeX entries of the papers `exhibit` (or the one with that id) cites, and of the lab.

    Raises LabError where there is no such exhibit, or it cites a key `references.bib` lacks.
    """
    cited = [entry.text for entry in entries(exhibit)]
    return "\n\n".join([*cited, own_entry()]) + "\n"


def entries(exhibit: Exhibit | str) -> list[Entry]:
    """The papers `exhibit` cites, in the order it names them."""
    exhibit = load(exhibit) if isinstance(exhibit, str) else exhibit
    known = library()
    missing = [key for key in exhibit.references if key not in known]
    if missing:
        raise LabError(
            f"Expected the references of {exhibit.id!r} in references.bib; found no "
            f"{', '.join(missing)}. Add an entry, or correct the key."
        )
    return [known[key] for key in exhibit.references]


def own_entry() -> str:
    """The lab's own entry, with the version that runs."""
    return (
        "@misc{descentlab,\n"
        "  author = {{the Descent Lab developers}},\n"
        "  title = {{Descent Lab}: an interactive visual laboratory for optimization dynamics},\n"
        "  year = {2026},\n"
        f"  note = {{Version {version('descentlab')}}},\n"
        "}"
    )
