"""Messages that move time: a screen opens, a run plays, rests, steps."""

from __future__ import annotations

from descentlab.errors import LabError
from descentlab.worker.handlers.message import Handlers, Message
from descentlab.worker.session import Session


def hello(session: Session, message: Message) -> None:
    """A screen opened, or came back: tell it everything."""
    session.show_anew()
    session.dragging = False


def play(session: Session, message: Message) -> None:
    """Run on from the present."""
    if session.run.diverged:
        raise LabError(
            f"The run diverged at step {session.run.step}. Fork it from an earlier step with a "
            "smaller η, or reset it."
        )
    session.playing, session.dragging = True, False
    session.pace.begin()


def pause(session: Session, message: Message) -> None:
    session.pause()


def step(session: Session, message: Message) -> None:
    """`n` steps (1 by default), then rest."""
    session.pause()
    session.advance(min(max(int(message.get("n", 1)), 1), 100))


def speed(session: Session, message: Message) -> None:
    """`value` steps a second, 0 for as many as it makes."""
    session.pace.set(float(message["value"]))


HANDLERS: Handlers = {
    "hello": hello,
    "play": play,
    "pause": pause,
    "step": step,
    "speed": speed,
}
#: Refused while a link is being replayed.
STEERING = {"play", "step"}
