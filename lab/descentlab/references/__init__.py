"""What the exhibits cite, as BibTeX."""

from descentlab.references.citing import bibtex
from descentlab.references.reader import Entry, library, read

__all__ = ["Entry", "bibtex", "library", "read"]
