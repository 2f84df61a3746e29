"""Passwords: who may come in. A file of lines `name:scrypt$N$r$p$salt$hash`.

The hash is scrypt's (Percival, 2009; RFC 7914): slow and large in memory on purpose.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from pathlib import Path

from descentlab.errors import LabError

#: Cost of a new hash: 16 MB and about 50 ms. A file may ask for up to 64 times as much.
COST, BLOCK, PARALLEL = 2**14, 8, 1
LARGEST_COST = 2**20
ADVICE = "Make lines with: descentlab password NAME"


@dataclass(frozen=True)
class Hash:
    """A password, as it is kept."""

    cost: int
    block: int
    parallel: int
    salt: bytes
    digest: bytes

    @classmethod
    def of(cls, password: str) -> Hash:
        """The hash of a new password."""
        salt = secrets.token_bytes(16)
        digest = _scrypt(password, salt, COST, BLOCK, PARALLEL, 32)
        return cls(COST, BLOCK, PARALLEL, salt, digest)

    @classmethod
    def parse(cls, text: str) -> Hash:
        """ValueError unless `text` is what `str` gives."""
        kind, cost, block, parallel, salt, digest = text.split("$")
        numbers = int(cost), int(block), int(parallel)
        n, r, p = numbers
        power = n > 1 and n & (n - 1) == 0
        if kind != "scrypt" or not power or min(r, p) < 1 or n * r * p > LARGEST_COST:
            raise ValueError
        raw = base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True)
        if min(len(raw[0]), len(raw[1])) < 16:
            raise ValueError
        return cls(*numbers, *raw)

    def __str__(self) -> str:
        salt, digest = (base64.b64encode(b).decode() for b in (self.salt, self.digest))
        return f"scrypt${self.cost}${self.block}${self.parallel}${salt}${digest}"

    def fits(self, password: str) -> bool:
        """Whether this is the hash of `password`; how long it takes does not tell how near."""
        found = _scrypt(password, self.salt, self.cost, self.block, self.parallel, len(self.digest))
        # scrypt cannot tell a password from the same with zero bytes after it.
        return hmac.compare_digest(found, self.digest) and "\0" not in password


class Passwords:
    """The names and passwords of a file. Raises LabError, naming the line, when it is not one."""

    def __init__(self, path: Path) -> None:
        try:
            lines = Path(path).read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or "it is not text"
            raise LabError(f"Expected a file of passwords; {path}: {why}. {ADVICE}") from None
        self._known: dict[str, Hash] = {}
        for number, line in enumerate(lines, 1):
            if not line.strip() or line.startswith("#"):
                continue
            name, _, text = line.strip().partition(":")
            try:
                if not name:
                    raise ValueError
                self._known[name] = Hash.parse(text)
            except (ValueError, binascii.Error):
                raise LabError(
                    f"Expected name:scrypt$… in line {number} of {path}; found something else. "
                    f"{ADVICE}"
                ) from None
        if not self._known:
            raise LabError(f"Expected at least one name in {path}; found none. {ADVICE}")
        self._nobody = Hash.of(secrets.token_hex())

    def fit(self, name: str, password: str) -> bool:
        """Whether `name` comes with its password. A name nobody has takes as long as another."""
        known = self._known.get(name)
        return (known or self._nobody).fits(password) and known is not None


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int, size: int) -> bytes:
    memory = 128 * r * (n + p + 2) + (1 << 20)
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=memory, dklen=size)
