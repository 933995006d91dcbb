"""`citewalk serve`: the web pages."""

from __future__ import annotations

import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click
import waitress

from citewalk.opening import store_of
from citewalk.printing import say
from citewalk.projected import shelf_of
from citewalk.scheduling import Planner, runner_of
from citewalk.settings import Settings
from graph.errors import BadInput
from graph.store import Store
from harvest.jobs import Jobs
from harvest.runner import Runner
from web.app import create_app
from web.context import LOOPBACK, WebContext

HOST, PORT = "127.0.0.1", 8765
LOCAL = ("127.0.0.1", "localhost", "::1")
THREADS = 8
LONGEST_FAREWELL = 3.0
"""Seconds for which the end waits for a look at the schedules."""


@click.command()
@click.option(
    "--host",
    default=HOST,
    show_default=True,
    help="Address to listen on; others than this machine need CITEWALK_PASSWORD.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any free one.")
@click.pass_obj
def serve(settings: Settings, /, host: str, port: int) -> None:
    """Show the graph in a browser."""
    if host not in LOCAL and not settings.given("CITEWALK_PASSWORD"):
        raise BadInput(f"--host {host} would show the graph to other machines; set CITEWALK_PASSWORD first.")
    with listening(host, port) as door, store_of(settings) as store, scheduled(runner_of(settings, store)):
        run(settings, store, door, host=host)


@contextmanager
def scheduled(runner: Runner) -> Iterator[None]:
    """Run schedules meanwhile, in a thread that keeps nobody waiting; a harvest under way goes on without it."""
    over = Event()
    thread = Thread(target=runner.run, args=(over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LONGEST_FAREWELL)


def listening(host: str, port: int) -> socket.socket:
    """A bound socket, so that a port in use is known before anything else is done."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        door = socket.socket(family, socket.SOCK_STREAM)
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
    except OSError as error:
        reason = error.strerror or str(error)
        raise BadInput(f"Cannot listen on {host}:{port} ({reason}); choose another with --port, or --port 0.") from None
    return door


def run(
    settings: Settings,
    store: Store,
    door: socket.socket,
    *,
    host: str = HOST,
    page: str = "/",
    example: str | None = None,
    browse: bool = False,
    ready: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve until interrupted. `browse` opens the page in the user's browser."""
    context = WebContext(
        store=store,
        jobs=Jobs(settings.home / "harvests"),
        planner=Planner(settings, store),
        shelf=shelf_of(settings),
        settings={setting.name: value for setting, value in settings.shown()},
        example=example,
        hosts=LOOPBACK if host in LOCAL else None,
        password=settings.get("CITEWALK_PASSWORD"),
    )
    server = waitress.create_server(create_app(context), sockets=[door], threads=THREADS, ident=None)
    name = f"[{host}]" if ":" in host else host
    url = f"http://{name}:{door.getsockname()[1]}{page}"
    say(f"citewalk is at {url} (Ctrl-C stops it)")
    sys.stderr.flush()
    Thread(target=context.computed.prepare, daemon=True).start()
    ready(url)
    if browse:
        webbrowser.open(url)
    server.run()
