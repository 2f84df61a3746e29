"""What the gate answers to those it does not let in."""

from __future__ import annotations

from urllib.parse import parse_qs

from tornado.httputil import HTTPConnection, HTTPHeaders, ResponseStartLine


def names_session(address: str, headers: HTTPHeaders) -> bool:
    """Whether a request says which session it wants, in the way of Bokeh's clients."""
    asked = parse_qs(address.partition("?")[2], keep_blank_values=True)
    return "Bokeh-Session-Id" in headers or bool({"bokeh-session-id", "bokeh-token"} & set(asked))


def needs_password(conn: HTTPConnection) -> None:
    """401: ask the browser for a name and a password."""
    realm = 'Basic realm="Descent Lab", charset="UTF-8"'
    text = "Descent Lab: a name and a password are needed here."
    _answer(conn, 401, "Unauthorized", text, {"WWW-Authenticate": realm})


def refuse_named_session(conn: HTTPConnection) -> None:
    """403: the server names its sessions."""
    _answer(conn, 403, "Forbidden", "Descent Lab: open the page without bokeh-session-id.", {})


def _answer(
    conn: HTTPConnection, status: int, reason: str, text: str, more: dict[str, str]
) -> None:
    body = f"{text}\n".encode()
    headers = HTTPHeaders(
        {
            "Content-Type": "text/plain; charset=utf-8",
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            **more,
        }
    )
    conn.write_headers(ResponseStartLine("HTTP/1.1", status, reason), headers, body)
    conn.finish()
