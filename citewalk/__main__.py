"""The `citewalk` command: parse, call, print; errors become sentences and exit codes here."""

from __future__ import annotations

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
from graph.errors import CitewalkError

INTERRUPTED = 130


COMMANDS = ("demo", "harvest", "harvests", "cypher", "export", "load", "engine", "serve", "doctor")


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


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="citewalk")
@click.pass_context
def cli(context: click.Context) -> None:
    """Walk the citation graph around an article, look at it, and query it in Cypher."""
    context.obj = read_settings()


def main(words: list[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    logging.basicConfig(level=logging.ERROR, format="%(name)s: %(message)s", stream=sys.stderr)
    signal.signal(signal.SIGTERM, _terminated)
    sys.exit(_run(words))


def _run(words: list[str] | None) -> int:  # noqa: PLR0911  one return per kind of ending
    try:
        cli.main(words, standalone_mode=False)
    except click.exceptions.Abort:
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return 2
    except CitewalkError as error:
        say(f"citewalk: {error}")
        return error.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception:  # noqa: BLE001  the last line of defence
        traceback.print_exc()
        say("citewalk: this is a bug in citewalk; please report it with the lines above.")
        return 1
    return 0


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    main()
