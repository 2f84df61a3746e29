"""Data desk: where a session's own data come in, are looked at and put to use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from descentlab.datasets.adapting import adapted
from descentlab.datasets.dataset import Dataset
from descentlab.datasets.limits import FILE_BYTES, mebibytes
from descentlab.datasets.preparing import prepare
from descentlab.datasets.preview import preview
from descentlab.datasets.reading import read_table, shown
from descentlab.datasets.table import Table
from descentlab.errors import LabError
from descentlab.exhibit import Exhibit
from descentlab.settings import Settings


class DataDesk:
    """What has come of a file, what it would be as a data set, and what the runs are on."""

    def __init__(self, data: Dataset | None = None) -> None:
        self.data = data  # of the runs there are
        self.before: Mapping[str, Any] | None = None  # settings the digits had
        self.version = 0  # of what the screen is told
        self.shown: dict[str, Any] | None = None
        self.ready: Dataset | None = None  # what `shown` shows
        self.refused = ""  # why the last file was of no use
        self.wanted: tuple[str, Mapping[str, Any]] | None = None  # a link, and its data
        self._table: Table | None = None
        self._name, self._size, self._come = "", 0, bytearray()

    def receive(self, name: Any, size: Any, at: Any, chunk: bytes) -> bool:
        """Take the next piece of a file; whether it is whole now. LabError when it does not fit."""
        if type(size) is not int or not 0 < size <= FILE_BYTES:
            raise LabError(
                f"{shown(name)}: expected a file of 1 byte to {mebibytes(FILE_BYTES)}; found "
                f"{str(size)[:20]} bytes. Save fewer rows or smaller numbers."
            )
        if at == 0:
            self._name, self._size, self._come = shown(name), size, bytearray()
        fits = (self._name, self._size, len(self._come)) == (shown(name), size, at)
        if type(at) is not int or not fits or not chunk or at + len(chunk) > size:
            self._size, self._come = 0, bytearray()
            raise LabError(
                f"{shown(name)}: expected the next piece of the file from its beginning on; found "
                "another one. Choose the file again."
            )
        self._come += chunk
        return len(self._come) == size

    def refuse(self, why: str) -> None:
        """Tell the person, by the file, why it cannot be used."""
        self.refused = why
        self.version += 1

    def look(self, exhibit: Exhibit, settings: Settings) -> None:
        """Read the file that has come and show what it would be; LabError when it is none."""
        data, self._size, self._come = bytes(self._come), 0, bytearray()
        self._table = self.shown = self.ready = None
        self._table = read_table(data, self._name)
        self.choose(exhibit, settings)

    def choose(
        self, exhibit: Exhibit, settings: Settings, target: Any = None, kind: Any = None
    ) -> None:
        """Show the file with another target; what keeps it from being one is part of it."""
        if self._table is None:
            raise LabError("Expected a file to choose a target in; there is none. Choose a file.")
        name = self._table.target(target)[0]
        found, hindrance, notes = None, "", []
        try:
            found = prepare(self._table, name, kind)
            _, notes = adapted(exhibit.problem, settings, found)
        except LabError as error:
            hindrance = str(error)
        self.refused = ""
        self.ready = None if hindrance else found
        self.shown = preview(self._table, name, found, hindrance, notes)
        self.version += 1

    def matching(self, reference: Mapping[str, Any] | None) -> Dataset | None:
        """The data a link was made on, if they are here. None also stands for the digits."""
        if reference is None:
            return None
        if self.data is not None and self.data.reference == dict(reference):
            return self.data
        if self._table is not None and self._table.digest == reference.get("sha256"):
            return prepare(self._table, reference.get("target"), reference.get("kind"))
        return None

    def want(self, link: str, reference: Mapping[str, Any]) -> str:
        """Wait for the data of a link; returns what is to be done, in words."""
        self.wanted = (link, reference)
        self.version += 1
        return (
            f"This link's run is on {shown(reference.get('name'))}, which is not part of the "
            f"link. Choose that file under Data (SHA-256 {str(reference.get('sha256'))[:12]}…); "
            "the run is replayed once it is there."
        )

    def use(self, data: Dataset | None) -> None:
        """The runs are on `data` from now on."""
        self.data = data
        self.wanted = None
        self.version += 1

    def described(self) -> dict[str, Any]:
        """What the screen is told."""
        wanted = None
        if self.wanted is not None:
            reference = self.wanted[1]
            wanted = {
                "name": shown(reference.get("name")),
                "sha256": str(reference.get("sha256"))[:64],
            }
        return {
            "preview": self.shown,
            "data": None if self.data is None else self.data.described(),
            "wanted": wanted,
            "refused": self.refused,
        }
