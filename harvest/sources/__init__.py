"""The scholarly APIs, one module each. A new source is one module and one line in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from harvest.sources.base import Source
from harvest.sources.icite import ICite
from harvest.sources.ncbi import NCBI
from harvest.sources.openalex import OpenAlex

TOOL = "citewalk"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a source is set up: which settings it has, where it is by default, and where its key travels.

    `build` takes whether there is a key. A source that `needs_key` does little without one (OpenAlex: single
    works): it is asked only where a key is set or the user names the source.
    """

    name: str
    base_url: str
    build: Callable[[bool], Source]
    key_setting: str | None = None
    key_param: str | None = None
    key_header: str | None = None
    key_prefix: str = ""
    needs_key: bool = False
    key_gives: str = ""  # what a key adds, for a person
    introduces_itself: bool = False  # asks for `tool` and `email` with every request
    also: frozenset[str] = frozenset()  # further hosts that it may redirect to

    @property
    def url_setting(self) -> str:
        return f"CITEWALK_{self.name.upper()}_URL"

    @property
    def rate_setting(self) -> str:
        return f"CITEWALK_{self.name.upper()}_RATE"

    def params(self, email: str | None) -> dict[str, str]:
        """What goes with every request and is no secret."""
        if not self.introduces_itself:
            return {}
        return {"tool": TOOL} | ({"email": email} if email else {})

    def secret_params(self, key: str | None) -> dict[str, str]:
        """The key as a parameter, where that is its place. A blank key is none: services refuse it as a wrong one."""
        bare = (key or "").strip()
        return {self.key_param: bare} if self.key_param and bare else {}

    def secret_headers(self, key: str | None) -> dict[str, str]:
        """The key as a header, where that is its place."""
        bare = (key or "").strip()
        return {self.key_header: f"{self.key_prefix}{bare}"} if self.key_header and bare else {}


def _by_name(*entries: Entry) -> Mapping[str, Entry]:
    return MappingProxyType({entry.name: entry for entry in entries})


SOURCES = _by_name(
    Entry(
        name="icite",
        base_url="https://icite.od.nih.gov/api",
        build=lambda _: ICite(),
    ),
    Entry(
        name="ncbi",
        base_url="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
        build=lambda keyed: NCBI(keyed=keyed),
        key_setting="NCBI_API_KEY",
        key_param="api_key",
        key_gives="10 requests a second instead of 3",
        introduces_itself=True,
    ),
    Entry(
        name="openalex",
        base_url="https://api.openalex.org",
        build=lambda keyed: OpenAlex(keyed=keyed),
        key_setting="OPENALEX_API_KEY",
        key_header="Authorization",
        key_prefix="Bearer ",
        key_gives="works in lists of 100, and who cites them",
        needs_key=True,
    ),
)
