"""Gate: nobody passes without a name and a password, whatever they ask for.

It stands before the application, not inside: pages, pictures, scripts, sockets and addresses that
do not exist are all behind it. Basic authentication (RFC 7617), and a cookie that spares the
repeated hash, for browsers that open sockets without repeating the password, too.

With or without passwords, nobody chooses the name of a session: whoever knew it, because they sent
the link that names it, would steer what another opens.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hmac
import secrets
from collections.abc import Awaitable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import CookieError, SimpleCookie
from typing import Any

from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)

from descentwidgets.serving.events import EventLog
from descentwidgets.serving.passwords import Passwords
from descentwidgets.serving.refusals import (
    names_session,
    needs_password,
    refuse_named_session,
)

COOKIE = "descentlab"
#: Passwords that may wait to be looked at. One at a time is: guessing takes one core at most.
WAITING = 64


class Gate(HTTPServerConnectionDelegate):
    """Passes on to `application` what comes with a password of `passwords` (None: needs none)."""

    def __init__(
        self,
        application: HTTPServerConnectionDelegate,
        passwords: Passwords | None,
        events: EventLog,
    ) -> None:
        self.application = application
        self._passwords, self._events = passwords, events
        self._key = secrets.token_bytes(32)
        self._seen: set[bytes] = set()  # marks of the credentials that were found to be right
        self._thread = ThreadPoolExecutor(1, "passwords")
        self._waiting = 0

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> _Entrance:
        return _Entrance(self, server_conn, request_conn)

    def on_close(self, server_conn: object) -> None:
        self.application.on_close(server_conn)

    async def admits(self, headers: HTTPHeaders) -> bool:
        """Whether a request with these headers may pass."""
        if self._passwords is None or self._has_cookie(headers):
            return True
        credentials = headers.get("Authorization", "")
        if not credentials:
            return False
        mark = self._mark(credentials)
        if mark in self._seen:
            return True
        if self._waiting >= WAITING:
            return False
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            right = await loop.run_in_executor(self._thread, self._check, credentials)
        finally:
            self._waiting -= 1
        if right:
            self._seen.add(mark)
        else:
            self._events.write("refused", reason="password")
        return right

    def cookie(self, headers: HTTPHeaders) -> str | None:
        """What an admitted browser may show instead of its password, until the server ends."""
        if "Authorization" not in headers or headers.get("Upgrade") or self._passwords is None:
            return None
        return f"{COOKIE}={self._mark('admitted').hex()}; Path=/; HttpOnly; SameSite=Strict"

    def _check(self, credentials: str) -> bool:
        scheme, _, packed = credentials.partition(" ")
        try:
            text = base64.b64decode(packed, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return False
        name, colon, password = text.partition(":")
        if self._passwords is None or scheme.lower() != "basic" or not colon:
            return False
        return self._passwords.fit(name, password)

    def _has_cookie(self, headers: HTTPHeaders) -> bool:
        try:
            shown = SimpleCookie(headers.get("Cookie", "")).get(COOKIE)
        except CookieError:
            return False
        value = shown.value if shown is not None else ""
        return hmac.compare_digest(value.encode(), self._mark("admitted").hex().encode())

    def _mark(self, text: str) -> bytes:
        return hmac.digest(self._key, text.encode(), "sha256")


class _Entrance(HTTPMessageDelegate):
    """One request at the gate: handed on to the application once it is admitted."""

    def __init__(self, gate: Gate, server_conn: object, request_conn: HTTPConnection) -> None:
        self._gate, self._server_conn, self._conn = gate, server_conn, request_conn
        self._inner: HTTPMessageDelegate | None = None
        self._refuse = needs_password

    async def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        if not await self._gate.admits(headers):
            return
        if names_session(start_line.path, headers):
            self._refuse = refuse_named_session
            return
        conn: Any = self._conn
        if (cookie := self._gate.cookie(headers)) is not None:
            conn = _WithCookie(conn, cookie)
        self._inner = self._gate.application.start_request(self._server_conn, conn)
        answer = self._inner.headers_received(start_line, headers)
        if answer is not None:
            await answer

    def data_received(self, chunk: bytes) -> Awaitable[None] | None:
        return self._inner.data_received(chunk) if self._inner is not None else None

    def finish(self) -> None:
        if self._inner is not None:
            self._inner.finish()
            return
        self._refuse(self._conn)

    def on_connection_close(self) -> None:
        if self._inner is not None:
            self._inner.on_connection_close()


class _WithCookie:
    """A connection whose answer sets a cookie; in all else the connection it stands for."""

    def __init__(self, conn: HTTPConnection, cookie: str) -> None:
        self._conn, self._cookie = conn, cookie

    def __getattr__(self, name: str) -> Any:
        return getattr(self._conn, name)

    def write_headers(
        self,
        start_line: RequestStartLine | ResponseStartLine,
        headers: HTTPHeaders,
        chunk: bytes | None = None,
    ) -> Any:
        headers.add("Set-Cookie", self._cookie)
        return self._conn.write_headers(start_line, headers, chunk)
