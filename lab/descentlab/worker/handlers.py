"""What each message from the screen does to a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from descentkernels import DescentError

from descentlab.errors import LabError
from descentlab.settings import find
from descentlab.share import decode
from descentlab.worker.restoration import restoration
from descentlab.worker.session import Session

Message = Mapping[str, Any]


def handle(session: Session, message: Message) -> None:
    """Do what a message from the screen says; what cannot be done is told to the screen."""
    kind = message.get("kind")
    try:
        if not isinstance(kind, str) or kind not in HANDLERS:
            raise LabError(f"Expected one of {', '.join(HANDLERS)}; found {kind!r}.")
        if session.restoring and kind in STEERING:
            raise LabError("The link is still being replayed; wait until it is done.")
        HANDLERS[kind](session, message)
    except DescentError as error:
        session.say("error", str(error))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        session.say("error", f"{kind}: expected a complete message; found {error!r} wrong in it.")
    if isinstance(message.get("id"), int):
        session.echo = max(session.echo, message["id"])
    session.version += 1


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


def set_(session: Session, message: Message) -> None:
    """A setting takes a new value: a live one from this step on, another restarts the run."""
    setting = find(session.exhibit.settings, str(message["name"]))
    value = _clamped(session, {setting.name: message["value"]})[setting.name]
    if setting.info.live:
        session.branch.apply("set", name=setting.name, value=value)
    else:
        session.restart({**vars(session.run.settings), setting.name: value})
        session.notes.append(f"restarted with {setting.info.label} = {value}")


def preset(session: Session, message: Message) -> None:
    """A new run with the defaults and the `settings` given."""
    settings = _clamped(session, message["settings"])
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
    session.branch.apply("place", values=_clamped(session, message["values"]))


def kick(session: Session, message: Message) -> None:
    """The weights move by `amount` along the top eigenvector."""
    session.branch.apply("kick", amount=float(message["amount"]))


def fork(session: Session, message: Message) -> None:
    """A new branch from `step` of the active one, with `settings` changed there."""
    if len(session.branches) >= session.budget.max_branches:
        raise LabError(f"Expected at most {session.budget.max_branches} branches; remove one.")
    parent, at = session.branch, int(message["step"])
    changes = _clamped(session, message.get("settings") or {})
    run = parent.run.fork(at, **changes)
    session.branches.append(parent.forked(run, f"fork at {at}", session.active, at))
    session.active = len(session.branches) - 1


def branch(session: Session, message: Message) -> None:
    """Steer the branch at `index` from now on."""
    session.existing(message["index"])
    session.active = message["index"]
    session.pause()


def remove_branch(session: Session, message: Message) -> None:
    """The branch at `index` goes; its forks become its parent's."""
    gone, index = session.existing(message["index"]), message["index"]
    if len(session.branches) == 1:
        raise LabError("Expected another branch to stay; this is the only one. Reset it instead.")
    session.branches.remove(gone)
    for other in session.branches:
        other.parent = _after_removal(gone.parent if other.parent == index else other.parent, index)
    for at, other in enumerate(session.branches):
        other.parent = None if at == 0 else other.parent or 0
    session.active = _after_removal(session.active, index) or 0
    session.active = min(session.active, len(session.branches) - 1)
    session.show_anew()
    session.pause()


def restore(session: Session, message: Message) -> None:
    """Replay the session that `share` stands for."""
    shared = decode(str(message["share"]))
    limits = session.budget
    if shared.exhibit != session.exhibit.id:
        raise LabError(
            f"Expected a link to {session.exhibit.id!r}; found one to {shared.exhibit!r}. "
            "Open it at that exhibit's address."
        )
    longest = max(b.step for b in shared.branches)
    if len(shared.branches) > limits.max_branches or longest > limits.max_steps:
        raise LabError(
            f"Expected at most {limits.max_branches} branches of {limits.max_steps} steps; "
            f"the link asks for {len(shared.branches)} and {longest}."
        )
    session.begin_restoration(shared.settings, restoration(session, shared))


def share(session: Session, message: Message) -> None:
    """Nothing to do: every handled message makes the next frame carry the share string."""


def _clamped(session: Session, settings: Message) -> dict[str, Any]:
    """The settings, numbers out of range moved to the nearest end, which the screen is told."""
    values = {}
    for name, value in dict(settings).items():
        setting = find(session.exhibit.settings, name)
        values[name] = setting.clamp(value)
        try:
            setting.parse(value)
        except LabError as error:
            session.say("warning", f"{error} It was set to {values[name]:g}.")
    return values


def _after_removal(index: int | None, removed: int) -> int | None:
    return index if index is None or index <= removed else index - 1


HANDLERS: dict[str, Callable[[Session, Message], None]] = {
    "hello": hello,
    "play": play,
    "pause": pause,
    "step": step,
    "speed": speed,
    "set": set_,
    "preset": preset,
    "reset": reset,
    "move": move,
    "place": place,
    "kick": kick,
    "fork": fork,
    "branch": branch,
    "remove_branch": remove_branch,
    "restore": restore,
    "share": share,
}
#: Messages that would disturb a link being replayed.
STEERING = {"play", "step", "set", "place", "move", "kick", "fork", "branch", "remove_branch"}
