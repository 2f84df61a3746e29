"""`descentlab serve`: the lab as a web server, for one person or a class."""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path
from typing import Annotated

import typer
from typer import Option

from descentwidgets.serving.ports import LOOPBACK, refuse_if_taken
from descentwidgets.serving.until_told import run_until_told

MB = 2**20


def serve(
    port: Annotated[int, Option(help="Port to listen on.", min=1, max=65535)] = 5006,
    address: Annotated[
        str, Option(help="Address to listen on; 127.0.0.1 is this machine only.")
    ] = "127.0.0.1",
    open_browser: Annotated[
        bool, Option("--open/--no-open", help="Open the browser when there is a display.")
    ] = True,
    origin: Annotated[
        list[str] | None, Option(help="Further host:port under which browsers reach this server.")
    ] = None,
    auth: Annotated[
        Path | None,
        Option(help="Let in only who is named in FILE; `descentlab password` makes its lines."),
    ] = None,
    sessions: Annotated[
        int, Option(help="Experiments that may run at the same time; 30 for a class.", min=1)
    ] = 8,
    max_steps: Annotated[int, Option(help="Steps a run may make.", min=1)] = 20_000,
    max_parameters: Annotated[int, Option(help="Weights a run may have.", min=1)] = 2_000_000,
    memory: Annotated[int, Option(help="MB of memory a session may use of its own.", min=16)] = (
        1024
    ),
    threads: Annotated[int, Option(help="Threads torch may use in a session.", min=1)] = 1,
    silence: Annotated[
        float, Option(help="Seconds after which a session that does not answer is ended.", min=1)
    ] = 60.0,
    idle: Annotated[
        float, Option(help="Minutes after which a session nobody uses is ended; 0: never.", min=0)
    ] = 60.0,
    waiting: Annotated[int, Option(help="Workers started ahead of those who come.", min=0)] = 2,
    runs: Annotated[
        Path | None, Option(help="Keep runs that people save in FOLDER, for all to open.")
    ] = None,
    runs_limit: Annotated[int, Option(help="MB that the saved runs may take.", min=1)] = 2048,
    records: Annotated[
        Path | None, Option(help="Show the runs recorded in FOLDER, at /runs.")
    ] = None,
    allow_delete: Annotated[
        bool, Option("--allow-delete", help="Let people delete runs and note what they are.")
    ] = False,
    exhibits: Annotated[
        list[Path] | None, Option(help="A folder of exhibits of your own; may be repeated.")
    ] = None,
    sweeps: Annotated[
        Path | None, Option(help="Show the sweeps in FOLDER, also while they run, at /sweeps.")
    ] = None,
    log: Annotated[
        str | None, Option(help="Write what happens, a line of JSON each, to FILE; -: shown.")
    ] = None,
) -> None:
    """Serve the exhibits as live pages."""
    started = time.perf_counter()
    refuse_if_taken(address, port)
    for place in exhibits or ():
        from descentlab import own

        own.add(place)  # before the workers' template starts, which inherits it

    from descentlab.worker.forks import warm_up

    # Loading torch takes as long as loading Panel: the workers' template does one while this
    # process does the other.
    warming = threading.Thread(target=warm_up, name="warm-up", daemon=True)
    warming.start()

    from descentlab.worker.budget import Budget

    from descentwidgets.runs_page.desk import open_desk
    from descentwidgets.serving.events import EventLog
    from descentwidgets.serving.limits import CHECKPOINT_BYTES, Limits
    from descentwidgets.serving.passwords import Passwords
    from descentwidgets.serving.places import Places
    from descentwidgets.serving.saved import SavedRuns
    from descentwidgets.serving.server import make_server

    passwords = None if auth is None else Passwords(auth)
    saved = None if runs is None else SavedRuns(runs, runs_limit * MB)
    budget = Budget(
        max_steps=max_steps,
        max_parameters=max_parameters,
        memory_bytes=memory * MB,
        checkpoint_bytes=CHECKPOINT_BYTES,
        threads=threads,
        saves=saved is not None,
    )
    limits = Limits(sessions, budget, waiting, silence, 60 * idle if idle else None)
    desk = open_desk(
        records,
        saved,
        allow=allow_delete,
        address=address,
        port=port,
        origins=origin or (),
        guarded=passwords is not None,
    )
    places = Places(limits, EventLog(log), saved, desk, sweeps)
    server = make_server(
        places, port=port, address=address, origins=origin or (), passwords=passwords
    )
    # A tab that closes mid-frame and a mistyped address are everyday life, not news.
    for name in ("bokeh.server.views.ws", "tornado.access"):
        logging.getLogger(name).setLevel(logging.ERROR)
    if address not in LOOPBACK and passwords is None:
        typer.echo(
            f"Anybody who can reach {address} port {port} may use this lab. "
            "Ask for a password with --auth FILE.",
            err=True,
        )
    run_until_told(server, places, warming, f"http://{address}:{port}/", started, open_browser)
