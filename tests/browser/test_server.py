"""The server without a browser: its answers and its limits."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from harness import PATIENCE

EXHIBIT = "/edge_of_stability"


def test_bare_requests_start_no_worker(lab):
    lab.wait_running(0)  # those of tabs that earlier tests closed
    for _ in range(3):
        assert lab.get(EXHIBIT)[0] == 200
    assert lab.running() == 0
    assert lab.workers() == []


def test_home_lists_every_exhibit(lab):
    from descentlab import list_exhibits

    status, html = lab.get("/")
    assert status == 200
    for name, _, _ in list_exhibits():
        assert f'href="./{name}"' in html


def test_an_unknown_address_is_404_and_says_what_there_is(lab):
    status, html = lab.get("/no_such<b>thing")
    assert status == 404
    assert "<b>" not in html.split("<body>")[1]
    assert 'href="./edge_of_stability"' in html


def test_no_page_names_an_address_outside(lab):
    for path in ("/", EXHIBIT, "/no_such_thing"):
        html = lab.get(path)[1]
        html = html.replace("http://www.w3.org/2000/svg", "").replace(
            "http%3A//www.w3.org/2000/svg", ""
        )
        assert "http:" not in html
        assert "https:" not in html
        assert "//cdn" not in html


def test_the_page_is_whole(lab):
    html = lab.get(EXHIBIT)[1]
    assert '<html lang="en">' in html
    assert '<meta name="viewport"' in html
    assert html.count("<h1") == 1
    assert 'href="#main"' in html
    assert '<main id="main"' in html


@pytest.mark.parametrize(
    ("origin", "status"), [("http://evil.example", b"403"), ("http://127.0.0.1:{port}", b"101")]
)
def test_sockets_are_opened_for_the_served_address_only(lab, origin, status):
    request = (
        f"GET {EXHIBIT}/ws HTTP/1.1\r\nHost: 127.0.0.1:{lab.port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        f"Sec-WebSocket-Protocol: bokeh, none\r\nOrigin: {origin.format(port=lab.port)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", lab.port), PATIENCE) as connection:
        connection.sendall(request.encode())
        assert connection.recv(64).split()[1] == status


def test_a_port_in_use_is_refused_in_words(lab):
    command = [sys.executable, "-m", "descentlab.cli", "serve", "--port", str(lab.port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 2
    assert f"Port {lab.port}" in ended.stderr
    assert "is free" in ended.stderr
    assert "Traceback" not in ended.stderr
