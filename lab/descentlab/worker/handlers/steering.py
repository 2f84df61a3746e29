"""Messages that change what runs: settings, presets, weights."""

from __future__ import annotations

from descentlab.settings import find
from descentlab.worker.handlers.message import Handlers, Message, clamped
from descentlab.worker.session import Session


def set_(session: Session, message: Message) -> None:
    """A setting takes a new value: a live one from this step on, another restarts the run."""
    setting = find(session.exhibit.settings, str(message["name"]))
    value = clamped(session, {setting.name: message["value"]})[setting.name]
    if setting.info.live:
        session.branch.apply("set", name=setting.name, value=value)
    else:
        session.restart({**vars(session.run.settings), setting.name: value})
        session.notes.append(f"restarted with {setting.info.label} = {value}")


def preset(session: Session, message: Message) -> None:
    """A new run with the defaults and the `settings` given."""
    settings = clamped(session, message["settings"])
    session.restart(settings)
    shown = ", ".join(f"{name} = {value}" for name, value in settings.items())
    session.notes.append(f"restarted with {shown or 'the defaults'}")


def reset(session: Session, message: Message) -> None:
    """Back to step 0 with the settings now in force; the branches go."""
    session.restart(vars(session.run.settings))
    session.notes.clear()


def move(session: Session, message: Message) -> None:
    """The weights go to (x, y) of the plane laid at step `plane`; the run rests until `drop`."""
    base, x, y = int(message["plane"]), float(message["x"]), float(message["y"])
    session.dragging = not message.get("drop", True)
    now, seen = session.run.artefact("landscape"), session.branch.shelf.plane(base)
    if now is not None and seen is not None and seen is not now.plane:
        # The plane was laid anew under the pointer: the same place, in the new one's coordinates.
        x, y = now.plane.coordinates(seen.displaced(session.run.w, x, y)).tolist()
        base = now.base_step
    session.branch.apply("move", plane=base, x=x, y=y)


def place(session: Session, message: Message) -> None:
    """The live settings in `values`, the coordinates of something dragged, change at once."""
    session.branch.apply("place", values=clamped(session, message["values"]))


def kick(session: Session, message: Message) -> None:
    """The weights move by `amount` along the top eigenvector."""
    session.branch.apply("kick", amount=float(message["amount"]))


HANDLERS: Handlers = {
    "set": set_,
    "preset": preset,
    "reset": reset,
    "move": move,
    "place": place,
    "kick": kick,
}
#: Refused while a link is being replayed.
STEERING = {"set", "place", "move", "kick"}
