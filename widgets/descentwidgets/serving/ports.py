"""Whether an address and a port can be listened on, told before anything slow is done."""

from __future__ import annotations

import errno
import os
import socket

import typer

LOOPBACK = ("127.0.0.1", "localhost")


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
