"""LabStage: the one live component. Frames go out as binary, steering comes in as JSON."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any
from weakref import WeakSet

import param
from bokeh.document.events import MessageSentEvent
from panel.custom import JSComponent
from panel.io.state import set_curdoc, state
from panel.models.esm import DataEvent, ESMEvent
from tornado.websocket import WebSocketClosedError

from descentwidgets import snapshots
from descentwidgets.bundles import BUNDLE, MODULES, module_frame
from descentwidgets.link import Factory, Message, WorkerLink

# Sockets of pages that frames are sent to without delay.
_HURRIED: WeakSet[Any] = WeakSet()


class LabStage(JSComponent):
    """Everything the person sees of a run: controls, transport, views, command log.

    The client draws itself from `spec`; the worker behind `attach` sends frames and takes messages.
    This class only passes them on: no torch, no maths, no decoding on the event loop. Parts of the
    client itself, which the client asks for by name, it answers with without the worker.
    """

    spec = param.Dict(default={}, doc="The exhibit's declaration, constant for the life of a page.")

    # As a bundle, the page loads the file by address and caches it; as `_esm` alone, every page
    # would carry the text and transpile it in the browser. `--dev` ignores bundles, hence both.
    _esm = BUNDLE
    _bundle = BUNDLE

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)
        self._link: WorkerLink | None = None
        self._sending: set[asyncio.Future[Any]] = set()
        self._address = ""  # of the page, as its browser knows it

    def attach(
        self,
        handle_factory: Factory,
        *,
        opening: Sequence[Message] = (),
        notices: Sequence[tuple[str, str]] = (),
    ) -> LabStage:
        """Say how to start the worker; it starts when the client says hello. Returns self."""
        self.stop()
        self._link = WorkerLink(
            handle_factory,
            self.deliver,
            opening=opening,
            notices=notices,
            present=self._someone_looks,
        )
        return self

    @property
    def alive(self) -> bool:
        """Whether the worker behind this stage is running."""
        return self._link is not None and self._link.alive

    def stop(self) -> None:
        """Stop the worker, if there is one."""
        if self._link is not None:
            self._link.stop()

    def deliver(self, frame: bytes) -> None:
        """Send one frame to every place this stage is shown.

        `bytes` reach the client as an ArrayBuffer of their own, at offset 0; numpy arrays would
        arrive as BokehJS arrays, whose `subarray` ignores offsets.
        """
        if snapshots.is_record(frame):
            page = snapshots.wrapped(frame, self.spec, self._address)
            self._later(page, self.deliver)
            return
        if self._session() is None:
            self._send_msg(frame)  # a notebook: through the kernel's comms
            return
        # `_send_msg` would take the document's lock or Panel's write queue: 0.8 ms a frame on the
        # event loop against 0.35 ms. A frame changes no model, so it needs neither.
        for model, doc, session in self._served():
            event = MessageSentEvent(doc, "bokeh_event", ESMEvent(model=model, data=frame))
            for connection in session._subscribed_connections:
                _send_at_once(connection)
                task = asyncio.ensure_future(connection.send_patch_document(event))
                self._sending.add(task)  # asyncio itself holds tasks weakly
                task.add_done_callback(self._sending.discard)

    def _later(self, made: Coroutine[Any, Any, bytes], act: Callable[[bytes], None]) -> None:
        """Do `act` with what is being made beside the event loop."""
        task = asyncio.ensure_future(made)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        task.add_done_callback(lambda done: done.cancelled() or act(done.result()))

    def _served(self) -> Iterator[tuple[Any, Any, Any]]:
        """(model, document, session) of every page that shows this stage."""
        for ref, (model, _) in list(self._models.items()):
            # A template registers the model a second time, under a root that stands for the page.
            if ref not in state._views or ref in state._fake_roots:
                continue
            doc = state._views[ref][2]
            session = getattr(getattr(doc, "session_context", None), "session", None)
            if session is not None:
                yield model, doc, session

    def _session(self) -> Any:
        return next((session for _, _, session in self._served()), None)

    def _someone_looks(self) -> bool:
        session = self._session()
        # A notebook has no socket to count: there, acknowledgements that stop coming pause the run.
        return bool(self._models) if session is None else session.connection_count > 0

    def _handle_msg(self, data: Any) -> None:
        if isinstance(data, dict) and data.get("what") == "record":
            self._address = str(data.get("live", ""))[:300]
        if isinstance(data, dict) and data.get("kind") == "module":
            name = data.get("name")
            if isinstance(name, str) and name in MODULES:
                self.deliver(module_frame(name))
        elif self._link is not None:
            self._link.receive(data)

    def _process_bokeh_event(self, doc: Any, event: Any) -> None:
        # Panel counts every incoming event for its busy indicator, which costs 3 ms a message on
        # the event loop; at 30 acknowledgements a second that is most of the page's budget.
        if not isinstance(event, DataEvent):
            super()._process_bokeh_event(doc, event)
            return
        with set_curdoc(doc):
            self._handle_msg(event.data)

    def _cleanup(self, root: Any = None) -> None:
        super()._cleanup(root)
        if not self._models:  # the session ended, or the notebook output was removed
            self.stop()


def _send_at_once(connection: Any) -> None:
    """Switch Nagle's algorithm off on a page's socket.

    Bokeh sends a frame as several small websocket messages. With the algorithm on, the second one
    waits for the browser's delayed acknowledgement of the first: 40 ms a frame.
    """
    socket = connection._socket
    if socket not in _HURRIED:
        with contextlib.suppress(WebSocketClosedError):
            socket.set_nodelay(True)
            _HURRIED.add(socket)
