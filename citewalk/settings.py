"""The settings: one table, read once from the environment (and a `.env` file in the working folder)."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import platformdirs
from dotenv import dotenv_values

from graph.errors import BadInput

ACCOUNT = re.compile(r"//[^/@\s]+@")
"""A user name, perhaps with a password, inside an address."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: its default (None: not set) and a line of help."""

    name: str
    default: str | None
    help: str
    secret: bool = False


GENERAL = (
    Setting("CITEWALK_HOME", str(platformdirs.user_data_path("citewalk")), "folder of the graph, answers and logs"),
    Setting("CITEWALK_STORE", None, "a folder for the local engine, or the Bolt URL of a Neo4j server"),
    Setting("CITEWALK_STORE_USER", None, "the server's account (neo4j unless set)"),
    Setting("CITEWALK_STORE_PASSWORD", None, "the server's password", secret=True),
    Setting("CITEWALK_STORE_DATABASE", None, "the server's database (its default unless set)"),
    Setting("CITEWALK_HEAP", None, "the local engine's memory, such as 2g (a quarter of the machine's, 1g to 4g)"),
    Setting("CITEWALK_BOLT_PORT", "0", "a fixed Bolt port for the local engine (0: any free one)"),
    Setting("CITEWALK_TIMEOUT", "20", "seconds to wait for a source to connect, and for it to answer"),
    Setting("CITEWALK_RETRIES", "3", "how often a request that failed in passing is tried again"),
    Setting("CITEWALK_EMAIL", None, "your address, for the sources that give polite users more room"),
    Setting("CITEWALK_PASSWORD", None, "needed to serve other machines than this one", secret=True),
)


class Table:
    """Every setting: the general ones, then those of the sources, which are read in when somebody gets so far."""

    def __iter__(self) -> Iterator[Setting]:
        yield from GENERAL
        yield from _of_sources()

    def __len__(self) -> int:
        return len(GENERAL) + len(_of_sources())


@cache
def _of_sources() -> tuple[Setting, ...]:
    from harvest.sources import SOURCES  # noqa: PLC0415  (0.1 s that most commands need not wait for)

    found = []
    for entry in SOURCES.values():
        found.append(Setting(entry.url_setting, entry.base_url, f"where {entry.name} is asked"))
        rate = f"{entry.build(False).limits.per_second:g}"
        found.append(Setting(entry.rate_setting, None, f"requests a second to {entry.name} ({rate} unless set)"))
        if entry.key_setting is not None:
            found.append(Setting(entry.key_setting, None, f"key of {entry.name}: {entry.key_gives}", secret=True))
    return tuple(found)


TABLE = Table()


@dataclass(frozen=True)
class Settings:
    """The settings as given; an empty value counts as not set. The repr shows no secret."""

    values: Mapping[str, str] = field(repr=False)

    def get(self, name: str) -> str | None:
        """The value, or the default."""
        return self.values.get(name) or next(s.default for s in TABLE if s.name == name)

    def given(self, name: str) -> bool:
        """Whether the user has set it."""
        return bool(self.values.get(name))

    def text(self, name: str) -> str:
        """A setting that always has a value."""
        value = self.get(name)
        if value is None:
            raise BadInput(f"{name} is not set.")
        return value

    def number(self, name: str, *, least: float = 0.0, most: float = 1e6) -> float:
        """A number within bounds."""
        raw = self.text(name)
        try:
            value = float(raw)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            raise BadInput(f"{name}={raw} is not a number from {least:g} to {most:g}; correct it or unset it.")
        return value

    def whole(self, name: str, *, least: int = 0, most: int = 10**6) -> int:
        """A whole number within bounds."""
        value = self.number(name, least=least, most=most)
        if value != int(value):
            raise BadInput(f"{name}={self.text(name)} is not a whole number; correct it or unset it.")
        return int(value)

    @property
    def home(self) -> Path:
        """The folder of the graph, the kept answers and the logs."""
        return Path(self.text("CITEWALK_HOME")).expanduser()

    @property
    def store(self) -> str:
        """Where the graph is: a Bolt URL, or a folder."""
        where = self.get("CITEWALK_STORE") or str(self.home / "graph")
        if ACCOUNT.search(where):
            raise BadInput(
                "CITEWALK_STORE holds an account; put it into CITEWALK_STORE_USER and CITEWALK_STORE_PASSWORD instead."
            )
        return where

    def shown(self) -> list[tuple[Setting, str]]:
        """Every setting with its value as it may be shown."""
        return [(s, self._shown(s)) for s in TABLE]

    def _shown(self, setting: Setting) -> str:
        if setting.secret:
            return "set" if self.given(setting.name) else "not set"
        return ACCOUNT.sub("//[hidden]@", self.get(setting.name) or "not set")


def read_settings(environment: Mapping[str, str] = os.environ, folder: Path | None = None) -> Settings:
    """The environment over the `.env` file of the working folder; names of no setting are never asked for."""
    return Settings({**_of_file(folder), **_set(environment)})


def _of_file(folder: Path | None) -> dict[str, str]:
    try:
        path = (folder or Path.cwd()) / ".env"
    except OSError:  # the working folder was deleted
        return {}
    try:
        return _set(dotenv_values(path, interpolate=False, encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadInput(f"{path} cannot be read ({reason}); mend it or take it away.") from error


def _set(given: Mapping[str, str | None]) -> dict[str, str]:
    """What is not blank: a blank setting is not set, and hides no other."""
    return {name: value.strip() for name, value in given.items() if value and value.strip()}
