"""A page without a picture: speaks to the server over its socket as the stage does."""

from __future__ import annotations

import asyncio
import json
import math
import random
import re
import time
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

#: Seconds between two things a person does.
THINKING = 2.0
TOKEN = re.compile(r'"token":"([^"]+)"')


class Client:
    """One tab. `said` is what the server told the person, `errors` what was an error in it."""

    def __init__(self, url: str, exhibit: str, *, seed: int, visible: bool) -> None:
        self._url, self.exhibit, self.visible = url, exhibit, visible
        self._random = random.Random(seed)
        self._socket: WebSocketClientConnection | None = None
        self._model: str | None = None
        self._id = 0
        self._sent: dict[int, float] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._measuring = False
        self.first_frame = float("nan")  # seconds from asking for the page
        self.frames, self.step = 0, 0
        self.echoes: list[float] = []  # ms
        self.said: list[str] = []
        self.errors: list[str] = []

    async def open(self) -> None:
        """Ask for the page, open its socket, say hello."""
        self._begun = time.monotonic()
        answer = await AsyncHTTPClient().fetch(f"{self._url}/{self.exhibit}")
        found = TOKEN.search(answer.body.decode())
        if found is None:
            self.errors.append("no live page: is the lab full?")
            return
        request = HTTPRequest(
            f"{self._url.replace('http', 'ws')}/{self.exhibit}/ws",
            headers={"Origin": self._url},
            request_timeout=60,
        )
        self._socket = await websocket_connect(
            request, subprotocols=["bokeh", found[1]], max_message_size=1 << 30
        )
        self._tasks.append(asyncio.create_task(self._listen()))

    def begin(self) -> None:
        """Count from now on."""
        self._measuring, self.frames, self.echoes = True, 0, []

    def close(self) -> None:
        """Close the tab."""
        self._measuring = False
        for task in self._tasks:
            task.cancel()
        if self._socket is not None:
            self._socket.close()

    async def _listen(self) -> None:
        while True:
            message = await self._socket.read_message()
            if message is None:
                self.errors.append("the socket was closed")
                return
            if isinstance(message, bytes):
                self._take(message)
            elif '"ACK"' in message:
                self._write("PULL-DOC-REQ", {})
            elif self._model is None and '"PULL-DOC-REPLY"' not in message:
                self._find_model(message)

    def _find_model(self, text: str) -> None:
        """The stage in the document: the model that has an `esm`."""
        if '"doc"' not in text:
            return
        roots = json.loads(text)["doc"]["roots"]
        stage = next(m for m in _models(roots) if "esm" in m.get("attributes", {}))
        self._model = stage["id"]
        self.send({"kind": "hello"})
        self.send({"kind": "visible", "shown": self.visible, "focused": self.visible})
        if self.visible:
            self.send({"kind": "play"})
            self._tasks.append(asyncio.create_task(self._steer()))

    async def _steer(self) -> None:
        """Do what people do: pull at the learning rate, look closer, pause, go on, reset."""
        while True:
            await asyncio.sleep(self._random.expovariate(1 / THINKING))
            kind = self._random.choice(["set", "set", "set", "speed", "play", "step", "reset"])
            message: dict[str, Any] = {"kind": kind}
            if kind == "set":
                message |= {"name": "lr", "value": self._random.uniform(0.01, 0.06)}
            elif kind == "speed":
                message["value"] = self._random.choice([0, 20, 60])
            elif kind == "reset" and self._random.random() < 0.7:
                continue
            self.send(message)
            if kind in ("step", "reset"):
                self.send({"kind": "play"})

    def _take(self, frame: bytes) -> None:
        size = int.from_bytes(frame[:4], "little")
        header = json.loads(frame[4 : 4 + size])
        for message in header.get("messages", ()):
            self.said.append(message["text"])
            if message["level"] == "error" and "Diverged" not in message["text"]:
                self.errors.append(message["text"])
        if not header["frame"]:
            return
        if math.isnan(self.first_frame):
            self.first_frame = time.monotonic() - self._begun
        self.frames += 1
        self.step = header["status"]["step"]
        now = time.monotonic()
        for ident in [i for i in self._sent if i <= header["echo"]]:
            took = 1000 * (now - self._sent.pop(ident))
            if self._measuring:
                self.echoes.append(took)
        self.send({"kind": "ack", "frame": header["frame"]}, counted=False)

    def send(self, message: dict[str, Any], *, counted: bool = True) -> None:
        """A message of the stage to its worker."""
        if counted:
            self._id += 1
            message = {**message, "id": self._id}
            if message["kind"] != "visible":
                self._sent[self._id] = time.monotonic()
        entries = [["model", {"id": self._model}], ["data", _mapped(message)]]
        values = {"type": "map", "entries": entries}
        event = {"type": "event", "name": "data_event", "values": values}
        change = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}
        self._write("PATCH-DOC", {"events": [change]})

    def _write(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msgid": f"{id(self):x}-{time.monotonic_ns()}", "msgtype": kind}
        for part in (header, {}, content):
            self._socket.write_message(json.dumps(part))


def _mapped(value: Any) -> Any:
    """A message in the form of Bokeh's serializer."""
    return {"type": "map", "entries": [[k, v] for k, v in value.items()]}


def _models(value: Any) -> Any:
    """Every model in a serialized document."""
    if isinstance(value, dict):
        if "attributes" in value and "id" in value:
            yield value
        for inner in value.values():
            yield from _models(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _models(inner)
