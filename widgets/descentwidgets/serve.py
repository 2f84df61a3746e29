"""`descentlab serve`: the lab as a local web server."""

from __future__ import annotations

import errno
import logging
import os
import signal
import socket
import sys
import threading
import time
import webbrowser
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from descentwidgets.app import Places

# A tab's socket closes at once; the link stops the worker seconds later. A session itself is kept
# longer, since a page that loads slowly must still find it when its socket opens.
SESSION_LIFETIME_MS = 30_000
CHECK_SESSIONS_MS = 2_000
LOOPBACK = ("127.0.0.1", "localhost")


def serve(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 5006,
    address: Annotated[
        str, typer.Option(help="Address to listen on; 127.0.0.1 is this machine only.")
    ] = "127.0.0.1",
    open_browser: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the browser when there is a display.")
    ] = True,
    sessions: Annotated[
        int, typer.Option(help="Experiments that may run at the same time.", min=1)
    ] = 8,
    origin: Annotated[
        list[str] | None,
        typer.Option(help="Further host:port under which browsers reach this server."),
    ] = None,
) -> None:
    """Serve the exhibits as live pages."""
    started = time.perf_counter()
    refuse_if_taken(address, port)

    from descentlab.worker.forks import warm_up

    # Loading torch takes as long as loading Panel: the workers' template does one while this
    # process does the other.
    warming = threading.Thread(target=warm_up, name="warm-up", daemon=True)
    warming.start()

    from descentwidgets.app import Places

    places = Places(sessions)
    server = make_server(places, port=port, address=address, origins=origin or ())
    loop = server.io_loop
    # A tab that closes mid-frame and a mistyped address are everyday life, not news.
    for name in ("bokeh.server.views.ws", "tornado.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    url = f"http://{address}:{port}/"

    def stop(*_: Any) -> None:
        loop.add_callback_from_signal(loop.stop)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)

    def ready() -> None:
        warming.join()
        loop.add_callback(announce, url, time.perf_counter() - started, open_browser)

    threading.Thread(target=ready, name="ready", daemon=True).start()
    server.start()
    try:
        loop.start()
    finally:
        places.close()
        server.stop(wait=False)
        typer.echo("Descent Lab has stopped.")


def make_server(places: Places, *, port: int, address: str, origins: Any = ()) -> Any:
    """The Bokeh server with every route; not started. Port 0 takes any free port."""
    from panel.io.server import get_server

    from descentwidgets import app

    hosts = [address, *(LOOPBACK if address in LOOPBACK else ())]
    try:
        return get_server(
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
        )
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise taken(address, port) from None
        raise


def announce(url: str, seconds: float, open_browser: bool) -> None:
    """Say where the lab is, and open it where there is a screen."""
    typer.echo(f"Descent Lab is at {url} (ready after {seconds:.1f} s). Ctrl-C stops it.")
    if open_browser and has_display():
        webbrowser.open(url)


def has_display() -> bool:
    """Whether a browser window could appear on this machine."""
    if sys.platform.startswith(("win", "darwin")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def refuse_if_taken(address: str, port: int) -> None:
    """Leave with a clear message, before anything slow, when the port is in use."""
    problem = bind_error(address, port)
    if problem is None:
        return
    if problem.errno == errno.EADDRINUSE:
        raise taken(address, port)
    typer.echo(
        f"Expected an address and port this machine can listen on; {address} port {port} was "
        f"refused ({problem.strerror}). Choose others with --address and --port.",
        err=True,
    )
    raise typer.Exit(2)


def taken(address: str, port: int) -> typer.Exit:
    """The port is in use: print which one is free, and return the exit to raise."""
    free = next(
        (p for p in range(port + 1, min(port + 100, 65536)) if bind_error(address, p) is None), None
    )
    hint = f" Port {free} is free: descentlab serve --port {free}" if free else ""
    typer.echo(
        f"Port {port} on {address} is already in use, perhaps by another Descent Lab.{hint}",
        err=True,
    )
    return typer.Exit(2)


def bind_error(address: str, port: int) -> OSError | None:
    """Why `port` cannot be listened on, or None."""
    # IPv4 and host names only: Bokeh's list of allowed origins cannot hold an IPv6 address.
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            # As the server does it: a port whose last connections linger is free.
            if os.name == "posix":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, port))
    except OSError as error:
        return error
    return None
