"""Exhibits of one's own: Python files anywhere, loaded by their path or from named folders.

The environment variable DESCENTLAB_EXHIBITS lists folders (or single files), separated as in PATH;
`descentlab --exhibits FOLDER` adds one. Every file in such a folder whose name does not begin with
_ declares one `exhibit`; the name is its id. A file that cannot be read says why when it is asked
for, and is left out of the catalog: the others are not its hostages.
"""

from descentlab.own.found import add, broken, exhibits, names, path_of, place_of
from descentlab.own.reading import read_file, slip

__all__ = ["add", "broken", "exhibits", "names", "path_of", "place_of", "read_file", "slip"]
