"""The gate: nobody passes without a password, whatever they ask for."""

from __future__ import annotations

import asyncio
import base64
from pathlib import Path

import pytest
from descentlab import LabError
from descentwidgets.serving import passwords as module
from descentwidgets.serving.events import EventLog
from descentwidgets.serving.gate import Gate
from descentwidgets.serving.password import password
from descentwidgets.serving.passwords import Hash, Passwords
from tornado.httpclient import AsyncHTTPClient, HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler, websocket_connect
from typer.testing import CliRunner


@pytest.fixture
def file(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(module, "COST", 2**8)  # the real cost is not what is tested
    path = tmp_path / "names"
    path.write_text(f"# a class\n\nada:{Hash.of('lovely: pass')}\nbo:{Hash.of('κωδικός')}\n")
    return path


def test_names_and_passwords(file):
    known = Passwords(file)
    assert known.fit("ada", "lovely: pass")
    assert known.fit("bo", "κωδικός")
    for name, word in [("ada", "lovely"), ("ada", ""), ("eve", "lovely: pass"), ("", "")]:
        assert not known.fit(name, word)


def test_somebody_unknown_costs_as_much_as_somebody_known(file, monkeypatch):
    known, calls = Passwords(file), []
    scrypt = module.hashlib.scrypt

    def counted(*args, **options):
        calls.append(options["n"])
        return scrypt(*args, **options)

    monkeypatch.setattr(module.hashlib, "scrypt", counted)
    known.fit("ada", "wrong")
    known.fit("nobody", "wrong")
    assert calls[0] == calls[1]
    assert len(calls) == 2


@pytest.mark.parametrize(
    "line",
    ["ada", "ada:secret", ":scrypt$256$8$1$AAAA$AAAA", "ada:scrypt$3$8$1$" + "A" * 24 + "$",
     "ada:scrypt$1099511627776$8$1$" + "A" * 24 + "$" + "A" * 24, "ada:md5$1$1$1$AAAA$AAAA"],
)  # fmt: skip
def test_a_line_that_is_none_is_named(tmp_path, line):
    path = tmp_path / "names"
    path.write_text("# nobody yet\n" + line + "\n")
    with pytest.raises(LabError, match=r"line 2 .*descentlab password"):
        Passwords(path)


def test_no_file_and_an_empty_one_are_refused(tmp_path):
    with pytest.raises(LabError, match="No such file"):
        Passwords(tmp_path / "none")
    (tmp_path / "empty").write_text("# nobody\n")
    with pytest.raises(LabError, match="at least one name"):
        Passwords(tmp_path / "empty")


def test_the_command_prints_a_line_that_lets_in(tmp_path, monkeypatch):
    import typer

    app = typer.Typer()
    app.command()(password)
    answer = CliRunner().invoke(app, ["ada", "--stdin"], input="long enough\n")
    assert answer.exit_code == 0
    path = tmp_path / "names"
    path.write_text(answer.stdout)
    assert Passwords(path).fit("ada", "long enough")
    assert "long enough" not in answer.stdout
    for arguments, word in [(["a:b", "--stdin"], "long enough\n"), (["ada", "--stdin"], "short\n")]:
        assert CliRunner().invoke(app, arguments, input=word).exit_code != 0


class Page(RequestHandler):
    def get(self) -> None:
        self.write("inside")


class Echo(WebSocketHandler):
    def on_message(self, message: str | bytes) -> None:
        self.write_message(message)


def basic(name: str, word: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{word}".encode()).decode()}


def test_every_address_and_socket_is_behind_the_gate(file, tmp_path):
    (tmp_path / "app.js").write_text("inside")
    log = tmp_path / "log"

    async def check() -> None:
        app = Application(
            [(r"/", Page), (r"/ws", Echo)], static_path=str(tmp_path), websocket_ping_interval=0
        )
        sock, port = bind_unused_port()
        server = HTTPServer(Gate(app, Passwords(file), EventLog(str(log))))
        server.add_socket(sock)
        url, client = f"http://127.0.0.1:{port}", AsyncHTTPClient()

        async def ask(path: str, headers: dict[str, str] | None = None, **options):
            return await client.fetch(url + path, headers=headers, raise_error=False, **options)

        outside = [None, basic("ada", "wrong"), basic("eve", "x"), {"Authorization": "Basic %"},
                   {"Authorization": "Bearer x"}, {"Cookie": "descentlab=00"},
                   {"Cookie": "descentlab"}, basic("ada", "lovely: pass\0")]  # fmt: skip
        for headers in outside:
            for path in ("/", "/static/app.js", "/ws", "/none", "/../names", "//"):
                answer = await ask(path, headers)
                assert answer.code == 401, (path, headers)
                assert b"inside" not in answer.body
                assert answer.headers["WWW-Authenticate"].startswith("Basic realm=")
                assert "Set-Cookie" not in answer.headers
        assert (await ask("/", method="POST", body="x" * 1000)).code == 401

        right = basic("ada", "lovely: pass")
        for path in ("/?bokeh-session-id=mine", "/?a=1&bokeh%2Dsession-id=", "/?bokeh-token=x"):
            assert (await ask(path, right)).code == 403
        assert (await ask("/", right | {"bokeh-session-id": "mine"})).code == 403
        answer = await ask("/", right)
        assert answer.body == b"inside"
        cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie
        assert "ada" not in cookie
        assert (await ask("/none", right)).code == 404
        admitted = {"Cookie": cookie.partition(";")[0]}
        assert (await ask("/static/app.js", admitted)).body == b"inside"

        from tornado.httpclient import HTTPRequest

        socket_url = url.replace("http", "ws") + "/ws"
        for headers in (right, admitted):
            request = HTTPRequest(socket_url, headers=HTTPHeaders({**headers, "Origin": url}))
            socket = await websocket_connect(request)
            await socket.write_message("η" * 5000)
            assert await socket.read_message() == "η" * 5000
            socket.close()
        with pytest.raises(HTTPClientError, match="401"):
            await websocket_connect(socket_url)
        server.stop()
        await server.close_all_connections()

    asyncio.run(check())
    assert '"refused"' in log.read_text()
    assert "lovely" not in log.read_text()
