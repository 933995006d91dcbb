"""`citewalk engine`: the local engine, and how another Bolt client joins it."""

from __future__ import annotations

from pathlib import Path

import click

from citewalk.opening import engine_options
from citewalk.settings import Settings
from graph import engine as local
from graph.errors import BadInput


@click.group()
def engine() -> None:
    """Start, stop and join the local engine.

    It starts with the first command and stops some seconds after the last. While it runs, cypher-shell, Neo4j Browser
    or a notebook can join it at the address that `citewalk engine status` prints.
    """


@engine.command()
@click.pass_obj
def status(settings: Settings) -> None:
    """Print the Bolt address and the reader's account, or that it does not run."""
    found = local.status(_folder(settings))
    if found is None:
        print("The local engine is not running. Any command starts it; `citewalk engine start` keeps it up.")
        return
    print(describe(found))


@engine.command()
@click.pass_obj
def start(settings: Settings) -> None:
    """Start it and keep it up until `citewalk engine stop`."""
    folder = _folder(settings)
    local.start(folder, engine_options(settings))
    found = local.status(folder)
    if found is not None:
        print(describe(found))


@engine.command()
@click.pass_obj
def stop(settings: Settings) -> None:
    """Stop it, also when other commands use it."""
    stopped = local.stop(_folder(settings))
    print("Stopped." if stopped else "The local engine was not running.")


def describe(found: local.Status) -> str:
    """The engine in a few lines; the reader's password is shown because this is what the command is for."""
    lines = [f"The local engine is {found.state} (pid {found.engine_pid}, heap {found.heap}, since {found.since})."]
    if found.address is not None:
        user, password = found.address.reader
        lines += [
            f"Bolt      {found.address.bolt}",
            f"database  {found.address.database}",
            f"reader    {user}",
            f"password  {password}",
        ]
    users = "1 command uses it" if found.leases == 1 else f"{found.leases} commands use it"
    lines.append(users + (", and it is kept until `citewalk engine stop`." if found.pinned else "."))
    return "\n".join(lines)


def _folder(settings: Settings) -> Path:
    if "://" in settings.store:
        raise BadInput(f"CITEWALK_STORE names a server ({settings.store}); the local engine is not in use.")
    return Path(settings.store).expanduser()
