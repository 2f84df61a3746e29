"""A class on one server: `python benchmarks/class_of_thirty.py [--minutes M] [--json]`.

Thirty sessions, spoken to as the page speaks to the server, over its socket, by clients that draw
nothing: ten visible and playing, steered at random, twenty in hidden tabs. Reports errors, the
memory of a session beyond what all share, whether it grows, frames a second, how long steering
takes to come back, what hidden tabs cost, and how soon workers are gone. At the end one session is
stopped dead; the server must end it, saying so, and the others must not notice. Nothing here
asserts: it prints each figure beside its target.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from class_client import Client
from class_server import Server

#: Exhibits on the digits, as a class would open them.
EXHIBITS = ("edge_of_stability", "loss_landscape", "self_stabilisation", "catapult")
#: Targets on two idle cores: name -> (comparison, value, unit).
TARGETS = {
    "errors": ("<=", 0, ""),
    "memory a session beyond the shared, mean": ("<=", 60, "MB"),
    "memory a session beyond the shared, largest": ("<=", 60, "MB"),
    "growth of memory a session, second half": ("<=", 0.5, "MB/min"),
    "frames of a visible tab, least": (">=", 4, "/s"),
    "steering, p95": ("<=", 1000, "ms"),
    "hidden tab, most": ("<=", 1.0, "% of a core"),
    "workers gone after closing": ("<=", 10, "s"),
    "hung session ended": ("<=", 25, "s"),
    "neighbours that noticed": ("<=", 0, ""),
}


async def measure(sessions: int, visible: int, minutes: float, silence: float) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with Server("--sessions", str(sessions), "--silence", str(silence)) as server:
        clients = [
            Client(server.url, EXHIBITS[i % len(EXHIBITS)], seed=i, visible=i < visible)
            for i in range(sessions)
        ]
        for client in clients:  # they come one by one, as people do
            await client.open()
            await asyncio.sleep(0.3)
        await asyncio.sleep(10)
        found["first frame, median"] = statistics.median(c.first_frame for c in clients)
        seen = await cruise(server, clients, visible, 60 * minutes)
        found |= seen
        found |= await misbehave(server, clients, visible)
        found["errors"] = sum(len(c.errors) for c in clients)
        for client in clients:
            for error in client.errors:
                print("error:", client.exhibit, error, file=sys.stderr)
        begun = time.monotonic()
        for client in clients:
            client.close()
        while server.sessions() and time.monotonic() - begun < 60:
            await asyncio.sleep(0.2)
        found["workers gone after closing"] = time.monotonic() - begun
    return found


async def cruise(server: Server, clients: list[Client], visible: int, span: float) -> dict:
    """Everybody at work for `span` seconds, looked at every ten."""
    shown = clients[:visible]
    for client in clients:
        client.begin()
    cpu = server.cpu()
    hidden = await pids_of_hidden(server, visible)
    begun, memory = time.monotonic(), []
    while time.monotonic() - begun < span:
        await asyncio.sleep(min(10.0, span / 6))
        memory.append((time.monotonic() - begun, server.memory()))
    length = time.monotonic() - begun
    used = {pid: server.cpu().get(pid, 0.0) - cpu.get(pid, 0.0) for pid in cpu}
    last = memory[-1][1]
    echoes = [ms for client in shown for ms in client.echoes]
    return {
        "memory a session beyond the shared, mean": statistics.mean(last.values()),
        "memory a session beyond the shared, largest": max(last.values()),
        "growth of memory a session, second half": slope(memory[len(memory) // 2 :]),
        "frames of a visible tab, least": min(c.frames / length for c in shown),
        "frames of a visible tab, mean": statistics.mean(c.frames / length for c in shown),
        "steering, median": statistics.median(echoes),
        "steering, p95": statistics.quantiles(echoes, n=20)[-1],
        "hidden tab, most": 100 * max((used.get(p, 0.0) for p in hidden), default=0.0) / length,
        "event loop": 100 * used[server.pid] / length,
        "sessions that ran to the end": len(last),
    }


async def pids_of_hidden(server: Server, visible: int) -> list[int]:
    """The workers that came after those of the visible tabs: sessions start in order."""
    return server.sessions()[visible:]


async def misbehave(server: Server, clients: list[Client], visible: int) -> dict[str, Any]:
    """Stop the worker of one session, as a hang would; the last hidden one."""
    frames = [client.frames for client in clients[:visible]]
    victim = server.sessions()[-1]
    begun = time.monotonic()
    server.freeze(victim)
    teller = clients[-1]
    while not any("did not answer" in said for said in teller.said):
        await asyncio.sleep(0.2)
        if time.monotonic() - begun > 120:
            break
    span = time.monotonic() - begun
    teller.errors.clear()  # it was told, which is what should happen
    still = [c.frames - f for c, f in zip(clients[:visible], frames, strict=True)]
    noticed = sum(n < span for n in still) + sum(bool(c.errors) for c in clients[:visible])
    return {"hung session ended": span, "neighbours that noticed": noticed}


def slope(looks: list[tuple[float, dict[int, float]]]) -> float:
    """MB a minute by which the mean session grows."""
    if len(looks) < 2:
        return float("nan")
    times = [t / 60 for t, _ in looks]
    means = [statistics.mean(found.values()) for _, found in looks]
    return statistics.linear_regression(times, means).slope


def show(found: dict[str, Any]) -> None:
    for name, value in found.items():
        comparison, target, unit = TARGETS.get(name, ("", "", ""))
        met = "" if not comparison else "  met" if _met(value, comparison, target) else "  MISSED"
        goal = f"{comparison} {target} {unit}" if comparison else ""
        print(f"{name:48s} {value:10.2f}  {goal}{met}")


def _met(value: float, comparison: str, target: float) -> bool:
    return value <= target if comparison == "<=" else value >= target


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--sessions", type=int, default=30)
    parser.add_argument("--visible", type=int, default=10)
    parser.add_argument("--silence", type=float, default=20.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    found = asyncio.run(measure(given.sessions, given.visible, given.minutes, given.silence))
    print(json.dumps(found, indent=1)) if given.json else show(found)


if __name__ == "__main__":
    main()
