"""Addresses: which article a URL shows.

Each host that is known by name has its own reader. On any other page a DOI in the path or the query counts; the words
that publishers put after it (`/full`, `.pdf`) are taken off, which is safe in their addresses only: a bare DOI keeps
them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from graph.ids.article_id import ArticleId
from graph.ids.readers import LONGEST, maybe_arxiv, maybe_doi, maybe_openalex, maybe_pmcid, maybe_pmid, maybe_s2

ADDRESS = re.compile(r"https?://\S|(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?::[0-9]{1,5})?/", re.ASCII | re.IGNORECASE)
DOI_INSIDE = re.compile(r"(?<![0-9.])10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,9}/\S", re.ASCII)
QUERY = re.compile(r"[?&][\w.%-]{1,40}=", re.ASCII)
AFTER_DOI = re.compile(
    r"/(?:full|full-?text|abstract|abs|pdf|epdf|epub|html|meta|metrics|references|figures|authors|citations?|summary|tables)/?$"
    r"|\.(?:pdf|html?|full|abstract|full-text|fulltext)$|/fulltext\.html$|/(?:tables|figures)/[0-9]{1,3}$",
    re.IGNORECASE,
)
OUP_FILE = re.compile(r"/[0-9]+/[^/]+\.pdf$", re.IGNORECASE)  # article-pdf/doi/<doi>/<number>/<file>.pdf
RXIV_VERSION = re.compile(r"(10\.(?:1101|64898)/[0-9.]+)v[0-9]{1,3}.*", re.ASCII | re.IGNORECASE)
SLUGS = {"nature.com": "10.1038/", "elifesciences.org": "10.7554/elife."}  # /articles/<end of the DOI>


@dataclass(frozen=True, slots=True)
class Address:
    """A URL in parts; `path` with its escapes undone, `rest` everything behind the host as it was."""

    host: str
    path: str
    query: tuple[tuple[str, str], ...]
    rest: str

    @property
    def steps(self) -> list[str]:
        return [step for step in self.path.split("/") if step]

    def at(self, domain: str) -> bool:
        """Whether the host is this one or below it, also behind a library's proxy (`doi-org.proxy.example`)."""
        dashed = domain.replace(".", "-")
        return f".{domain}." in f".{self.host}." or f"-{self.host.partition('.')[0]}".endswith(f"-{dashed}")


def address(text: str) -> Address | None:
    """The text as an address, with or without `https://`; None where it is not one."""
    if not ADDRESS.match(text) or len(text) > 3 * LONGEST:
        return None
    try:
        parts = urlsplit(text if "://" in text[:8] else f"https://{text}")
        host = parts.hostname or ""
        query = tuple(parse_qsl(parts.query, max_num_fields=50))
    except ValueError:
        return None
    rest = text.split("://", 1)[-1].partition("/")[2]
    return Address(host.removeprefix("www."), unquote(parts.path), query, rest)


def shown_at(where: Address) -> ArticleId | None:
    """The article that the address shows, or None."""
    return _known_host(where) or _publisher(where)


def _known_host(where: Address) -> ArticleId | None:
    return next((read(where) for domain, read in READERS.items() if where.at(domain)), None)


def _doi_org(where: Address) -> ArticleId | None:
    """Everything behind the host is the DOI, but for a query, and a fragment that is not the end of a SICI (`;2-#`)."""
    text = where.rest
    if query := QUERY.search(text):
        text = text[: query.start()]
    if not text.endswith("2-#"):
        text = text.partition("#")[0]
    return maybe_doi(text)


def _ncbi(where: Address) -> ArticleId | None:
    steps = [step.lower() for step in where.steps]
    if "pmc" in where.host.split(".")[0] or "pmc" in steps:
        return maybe_pmid(steps[-1]) if "pmid" in steps else _first(maybe_pmcid, _after("articles", steps))
    if where.host.startswith("pubmed") or "pubmed" in steps:
        terms = [value for name, value in where.query if name in ("term", "list_uids", "linkname", "from_uid")]
        return _first(maybe_pmid, [step for step in steps if step not in ("m", "pubmed")][:1] + terms)
    return None


def _europepmc(where: Address) -> ArticleId | None:
    steps = [step.lower() for step in where.steps]
    if found := _first(maybe_pmid, _after("med", steps)):
        return found
    return _first(maybe_pmcid, [step for step in steps if step.startswith("pmc")])


def _openalex(where: Address) -> ArticleId | None:
    steps = [step for step in where.steps if step.lower() != "works"]
    for step in steps[:1]:
        scheme, _, value = step.partition(":")
        if scheme.lower() == "pmid":
            return maybe_pmid(value)
        if scheme.lower() == "pmcid":
            return maybe_pmcid(value)
        if found := maybe_openalex(step):
            return found
    return _inside(where.path)


def _s2(where: Address) -> ArticleId | None:
    for step in reversed(where.steps):
        scheme, _, value = step.partition(":")
        number = {"pmid": maybe_pmid, "pmcid": maybe_pmcid, "arxiv": maybe_arxiv}.get(scheme.lower(), maybe_s2)
        if found := number(value if number is not maybe_s2 else step):
            return found
    return _inside(where.path)


def _arxiv(where: Address) -> ArticleId | None:
    number = where.path.strip("/").partition("/")[2].removesuffix(".pdf")
    return maybe_arxiv(number)


def _publisher(where: Address) -> ArticleId | None:
    """The DOI in the path, else one in the query, else the one that a known house spells by its last part."""
    for domain, prefix in SLUGS.items():
        if where.at(domain) and (slugs := _after("articles", where.steps)):
            return maybe_doi(prefix + AFTER_DOI.sub("", slugs[0]))
    path = where.path
    if "/article-pdf/" in path:
        path = OUP_FILE.sub("", path)
    if where.at("biorxiv.org") or where.at("medrxiv.org"):
        path = RXIV_VERSION.sub(r"\1", path)
    return _inside(path) or _first(_in_query, [value for _, value in where.query])


def _in_query(value: str) -> ArticleId | None:
    """A DOI, or an address that another page leads to (`login?url=https://...`)."""
    where = address(value)
    return (where and _known_host(where)) or _inside(value)


def _inside(path: str) -> ArticleId | None:
    found = DOI_INSIDE.search(path)
    if found is None:
        return None
    text = path[found.start() :].rstrip("/")
    for _ in range(4):
        text = AFTER_DOI.sub("", text)
    return maybe_doi(text)


def _after(word: str, steps: list[str]) -> list[str]:
    return steps[steps.index(word) + 1 :][:1] if word in steps else []


def _first(read: Callable[[str], ArticleId | None], texts: list[str]) -> ArticleId | None:
    return next((found for text in texts if (found := read(text))), None)


READERS: dict[str, Callable[[Address], ArticleId | None]] = {
    "doi.org": _doi_org,
    "ncbi.nlm.nih.gov": _ncbi,
    "europepmc.org": _europepmc,
    "ebi.ac.uk": _europepmc,
    "openalex.org": _openalex,
    "semanticscholar.org": _s2,
    "arxiv.org": _arxiv,
}
