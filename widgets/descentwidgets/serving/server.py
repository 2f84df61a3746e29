"""The web server: Bokeh's, with the lab's routes, bounds on what it takes, and a gate before it."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterable
from typing import Any

from descentwidgets.serving.gate import Gate
from descentwidgets.serving.passwords import Passwords
from descentwidgets.serving.places import Places
from descentwidgets.serving.ports import LOOPBACK, taken

# A tab's socket closes at once; the link stops the worker seconds later. A session itself is kept
# longer, since a page that loads slowly must still find it when its socket opens.
SESSION_LIFETIME_MS = 30_000
CHECK_SESSIONS_MS = 2_000
#: Bytes of one message by a socket (uploads come in parts), of a request's body (no page sends
#: one) and of its headers (a long link is in its first line, and in the socket's request again).
MESSAGE_BYTES, BODY_BYTES, HEADER_BYTES = 2 << 20, 1 << 16, 1 << 19


def make_server(
    places: Places,
    *,
    port: int,
    address: str,
    origins: Iterable[str] = (),
    passwords: Passwords | None = None,
) -> Any:
    """The Bokeh server with every route; not started. Port 0 takes any free port."""
    from panel.io.server import get_server

    from descentwidgets import app

    hosts = [address, *(LOOPBACK if address in LOOPBACK else ())]
    try:
        server = get_server(
            app.applications(places),
            port=port,
            address=address,
            show=False,
            start=False,
            verbose=False,
            location=False,
            websocket_origin=[*(f"{h}:{port or '*'}" for h in hosts), *origins],
            extra_patterns=app.extra_patterns(places),
            default_handler_class=app.UnknownHandler,
            use_index=False,
            check_unused_sessions_milliseconds=CHECK_SESSIONS_MS,
            unused_session_lifetime_milliseconds=SESSION_LIFETIME_MS,
            websocket_max_message_size=MESSAGE_BYTES,
            http_server_kwargs={"max_body_size": BODY_BYTES, "max_header_size": HEADER_BYTES},
            # A page's session is named by a token that this server made and signed: nobody gets
            # into another's by guessing or choosing a name. What a browser says of itself, its
            # password before all, stays out of the token, which is written into the page.
            sign_sessions=True,
            secret_key=secrets.token_bytes(32),
            include_headers=[],
            include_cookies=[],
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise taken(address, port) from None
        raise
    http = server._http
    http.request_callback = Gate(http.request_callback, passwords, places.events)
    return server
