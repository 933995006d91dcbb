"""The `citewalk` command: parse, call, print; errors become sentences and exit codes here."""

from __future__ import annotations

import errno
import importlib
import logging
import os
import signal
import sys
import traceback
from types import FrameType

import click

from citewalk.printing import say
from citewalk.settings import read_settings
from graph.errors import CitewalkError, StoreFull

BUG, WRONG, INTERRUPTED = 1, 2, 130
FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
COMMANDS = (
    *("demo", "harvest", "harvests", "schedule", "new"),
    *("rank", "path", "communities", "mainpath", "quality"),
    *("cypher", "export", "load", "engine", "serve", "doctor"),
)


class Commands(click.Group):
    """The commands, each in a module of its own that is read only when it is asked for."""

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order of a first day with citewalk."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(importlib.import_module(f"citewalk.commands.{name}"), name)
        return found

    def invoke(self, context: click.Context) -> object:
        """Run the command; click itself would leave with an error of its own when nobody reads our output any more."""
        try:
            return super().invoke(context)
        except BrokenPipeError as error:
            raise NobodyReadsError from error


class NobodyReadsError(Exception):
    """The reader of our output, such as `head`, has had enough."""


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="citewalk", prog_name="citewalk")
@click.pass_context
def cli(context: click.Context) -> None:
    """Walk the citation graph around an article, look at it, and query it in Cypher."""
    context.obj = read_settings()


def main(words: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger("neo4j").setLevel(logging.CRITICAL)  # what it says, our own error says once
    logging.getLogger("dotenv").setLevel(logging.WARNING)  # such as a line of .env that says nothing
    for stream in (sys.stdout, sys.stderr):  # a character that the terminal lacks is no reason to stop
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(_flushed(_run(words)))


def _run(words: list[str] | None) -> int | str | None:  # noqa: PLR0911  one return per kind of ending
    try:
        code: object = cli.main(words, prog_name="citewalk", standalone_mode=False)
    except SystemExit as error:
        return error.code
    except NobodyReadsError:
        return 0
    except (click.exceptions.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return WRONG
    except CitewalkError as error:
        say(f"citewalk: {error}")
        return error.exit_code
    except Exception as error:  # noqa: BLE001  the last line of defence
        if isinstance(error, OSError) and error.errno in FULL:
            return _full(error)
        traceback.print_exc()
        say("citewalk: this is a bug in citewalk; please report it with the lines above.")
        return BUG
    return code if isinstance(code, int) else 0


def _flushed(code: int | str | None) -> int | str | None:
    """The exit code, once all output has left."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return code if isinstance(error, BrokenPipeError) else _full(error)
    return code


def _full(error: OSError) -> int:
    place = error.filename or "where the output goes"
    say(f"citewalk: {place} takes no more ({error.strerror}); free some space and run the command again.")
    return StoreFull.exit_code


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
