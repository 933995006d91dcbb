"""The scholarly APIs, one module each. A new source is one module and one line in `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from harvest.sources.base import Source
from harvest.sources.crossref import Crossref
from harvest.sources.europepmc import EuropePMC
from harvest.sources.icite import ICite
from harvest.sources.ncbi import NCBI
from harvest.sources.openalex import OpenAlex
from harvest.sources.opencitations import OpenCitations
from harvest.sources.s2 import S2

TOOL = "citewalk"
EMAIL_SETTING = "CITEWALK_EMAIL"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """How a source is set up: which settings it has, where it is by default, and where its key travels.

    `build` takes whether its `opener` is set: its key, or where it has none the user's address. A source that
    `needs_key` does little without one (OpenAlex: single works): it is asked only where a key is set or the user names
    the source.
    """

    name: str
    base_url: str
    build: Callable[[bool], Source]
    key_setting: str | None = None
    key_param: str | None = None
    key_header: str | None = None
    key_prefix: str = ""
    needs_key: bool = False
    key_gives: str = ""  # what its opener adds, for a person
    email_param: str | None = None  # where the user's address goes, which earns a place among the polite
    introduces_itself: bool = False  # asks for `tool` with every request
    also: frozenset[str] = frozenset()  # further hosts that it may redirect to

    @property
    def url_setting(self) -> str:
        return f"CITEWALK_{self.name.upper()}_URL"

    @property
    def rate_setting(self) -> str:
        return f"CITEWALK_{self.name.upper()}_RATE"

    @property
    def opener(self) -> str | None:
        """The setting that gets more out of the source, if there is one."""
        return self.key_setting or (EMAIL_SETTING if self.email_param else None)

    @property
    def params(self) -> dict[str, str]:
        """What goes with every request and is anybody's to know."""
        return {"tool": TOOL} if self.introduces_itself else {}

    def secret_params(self, key: str | None) -> dict[str, str]:
        """The key as a parameter, where that is its place. A blank key is none: services refuse it as a wrong one."""
        bare = (key or "").strip()
        return {self.key_param: bare} if self.key_param and bare else {}

    def private_params(self, email: str | None) -> dict[str, str]:
        """The user's address as a parameter: no secret, but nothing to be read in a log either."""
        return {self.email_param: email} if self.email_param and email else {}

    def secret_headers(self, key: str | None) -> dict[str, str]:
        """The key as a header, where that is its place."""
        bare = (key or "").strip()
        return {self.key_header: f"{self.key_prefix}{bare}"} if self.key_header and bare else {}


def _by_name(*entries: Entry) -> Mapping[str, Entry]:
    return MappingProxyType({entry.name: entry for entry in entries})


SOURCES = _by_name(
    Entry(
        name="crossref",
        base_url="https://api.crossref.org",
        build=lambda polite: Crossref(polite=polite),
        email_param="mailto",
        key_gives="3 requests a second instead of 1",
    ),
    Entry(
        name="europepmc",
        base_url="https://www.ebi.ac.uk/europepmc/webservices/rest",
        build=lambda _: EuropePMC(),
    ),
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
        email_param="email",
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
    Entry(
        name="opencitations",
        base_url="https://api.opencitations.net",
        build=lambda _: OpenCitations(),
        key_setting="OPENCITATIONS_TOKEN",
        key_header="authorization",
        key_gives="no higher limit; OpenCitations asks for one to know who uses it",
    ),
    Entry(
        name="s2",
        base_url="https://api.semanticscholar.org/graph/v1",
        build=lambda _: S2(),
        key_setting="S2_API_KEY",
        key_header="x-api-key",
        key_gives="one request a second; without one all the world shares a few, and is turned away",
        needs_key=True,
    ),
)
