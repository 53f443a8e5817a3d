"""demo/serve.py: the web desk over the demo's cases, with the daemon at work behind it, until Ctrl-C.

Promises   it listens on 127.0.0.1 only, at a port that is free, for one person whose password is new each time. What
           is approved there leaves to the SMTP receiver of the demo and nowhere else. Servers, daemon and desk are gone
           when it returns.
Reads next demo/world.py, desk/app.py
"""

from __future__ import annotations

import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from mailtriage import daemon, log
from mailtriage.demo.smtp_receiver import Received
from mailtriage.demo.world import World
from mailtriage.model.staff import Role
from mailtriage.staff import people

LOGIN, NAME = "thandi", "Thandi Mokoena"
_END = 10.0         # seconds the daemon has to come to its end


@dataclass(frozen=True, slots=True)
class Door:
    """Where the desk is, and how one gets in."""

    url: str
    login: str
    password: str


def serve(world: World, opened: Callable[[Door], None], left: Callable[[Received], None]) -> None:
    """Serve until interrupted. `opened` is told when the desk can be reached, `left` of each mail that leaves."""
    import uvicorn

    from mailtriage.desk.app import build

    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        door = Door(f"http://127.0.0.1:{listening.getsockname()[1]}", LOGIN, _let_in(world))
        world.go_on()
        world.smtp.heard = left
        stop = threading.Event()
        behind = threading.Thread(target=_work, args=(world, stop), name="demo-daemon", daemon=True)
        behind.start()
        server = uvicorn.Server(uvicorn.Config(
            build(world.desk), log_level="warning", server_header=False, proxy_headers=False, lifespan="off",
            timeout_graceful_shutdown=2))
        listening.listen()          # from here on a browser waits, and is not refused
        opened(door)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            pass                    # how one ends it; uvicorn has closed its connections by now
        finally:
            stop.set()
            behind.join(_END)


def _let_in(world: World) -> str:
    """Make a person who may do everything; the password."""
    password, store = secrets.token_hex(6), world.desk.store
    people.add(store, LOGIN, name=NAME, address=f"{LOGIN}@cadents.example", role=Role.ADMINISTRATOR, programs=(),
               now=world.clock.at)
    people.set_password(store, LOGIN, password)
    return password


def _work(world: World, stop: threading.Event) -> None:
    try:
        daemon.run(world.desk, stop=stop)
    except Exception:  # noqa: BLE001  logged where it broke; the desk goes on, and what is approved waits
        log.get("demo").error("the daemon of the demo has ended", mend="Ctrl-C, and start the demo again")
