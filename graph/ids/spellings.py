"""What people type and paste: one identifier, or running text with several.

Bare digits are a PMID (never a CorpusId or PMCID, which need their letters); digits with a point in arXiv's form are an
arXiv number. In running text a number is a PMID only where it says so, or where there is nothing but ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress

from graph.errors import BadInput
from graph.ids.addresses import ADDRESS, address, shown_at
from graph.ids.article_id import ArticleId, Scheme
from graph.ids.readers import (
    LONGEST,
    maybe_arxiv,
    maybe_doi,
    maybe_openalex,
    maybe_pmcid,
    maybe_pmid,
    maybe_s2,
    tidy,
    without_tail,
)

FORMS = (
    "a PMID (39843410), a DOI (10.3340/jkns.2024.0081), a PMCID (PMC3268751), an OpenAlex id (W2741809807), "
    "a Semantic Scholar id, an arXiv number, or an address that holds one"
)
OURS = re.compile(r"a[0-9a-f]{20}")
NAMED = re.compile(r"citewalk:\s{0,5}(\S.*)", re.IGNORECASE)
LABEL = re.compile(
    r"(pmid|pubmed(?:\s?id)?|pmc\s?id|doi|openalex(?:\s?id)?|s2(?:id)?|corpus\s?id|arxiv)\s{0,5}[:=#]\s{0,5}(.+)",
    re.IGNORECASE | re.DOTALL,
)
Reader = Callable[[str], ArticleId | None]


LABELS: dict[str, tuple[Reader, str]] = {
    "pmid": (maybe_pmid, "a PMID is a number of one to nine digits that is not 0"),
    "pubmed": (maybe_pmid, "a PMID is a number of one to nine digits that is not 0"),
    "pubmedid": (maybe_pmid, "a PMID is a number of one to nine digits that is not 0"),
    "pmcid": (maybe_pmcid, "a PMCID looks like PMC3268751"),
    "doi": (maybe_doi, "a DOI looks like 10.3340/jkns.2024.0081"),
    "openalex": (maybe_openalex, "the OpenAlex id of a work looks like W2741809807"),
    "openalexid": (maybe_openalex, "the OpenAlex id of a work looks like W2741809807"),
    "s2": (maybe_s2, "a Semantic Scholar id has 40 hexadecimal digits, or looks like CorpusId:215416146"),
    "s2id": (maybe_s2, "a Semantic Scholar id has 40 hexadecimal digits, or looks like CorpusId:215416146"),
    "corpusid": (lambda text: maybe_s2(f"CorpusId:{text}"), "a CorpusId is a number that is not 0"),
    "arxiv": (maybe_arxiv, "an arXiv number looks like 2101.00001 or hep-th/9901001"),
}
BARE: tuple[Reader, ...] = (
    lambda text: maybe_pmid(text) if text.isdigit() else None,
    maybe_doi,
    lambda text: maybe_pmcid(text) if text[:3].lower() == "pmc" else None,
    lambda text: maybe_openalex(text) if text[:1] in "Ww" else None,
    maybe_s2,
    lambda text: ArticleId(Scheme.CITEWALK, text) if OURS.fullmatch(text) else None,
)

IN_TEXT = re.compile(
    r"""(?P<url>https?://[^\s"]{1,3000}
        |(?<![\w.-])(?:(?:www|pubmed|pmc|m)\.)?(?:ncbi\.nlm\.nih\.gov|europepmc\.org|openalex\.org|semanticscholar\.org
          |arxiv\.org)/[^\s"]{1,1000})
    |(?<![0-9.])(?P<doi>10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,9}(?:/|%2F)
        (?:(?![;,|](?:doi:|https?:|10\.[0-9]{4,9}/|pmid|pmc))[^\s"]){1,1000})
    |(?<!\w)(?:PMIDs?|PubMed\s?IDs?|PubMed)\s{0,3}[:=#]?\s{0,3}
        (?P<pmid>[0-9]{1,30}(?:\s{0,3}[,;/]\s{0,3}[0-9]{6,9}(?!\w)){0,999})(?!\w)
    |(?<!\w)(?:PMC\s?ID\s{0,3}[:=#]?\s{0,3})?(?P<pmcid>PMC[0-9]{1,10})(?![0-9a-z])
    |(?<!\w)arXiv\s{0,3}[:.]\s{0,3}(?P<arxiv>[0-9]{4}\.[0-9]{4,5}|[a-z.-]{2,16}/[0-9]{7})
    |(?<!\w)(?P<s2>corpus\s?id\s?[:=]\s?[0-9]{1,15})(?![0-9a-z])
    |(?<!\w)(?P<openalex>W[1-9][0-9]{5,14})(?!\w)
    """,
    re.IGNORECASE | re.VERBOSE | re.ASCII,
)
BETWEEN = re.compile(r"[,;|]{0,9}\s+")  # a DOI may hold a semicolon: it parts ids only before a blank
NUMBERS = re.compile(r"[\s,;|]+")


def parse(text: str) -> ArticleId:
    """The one identifier that the text is. Raises `BadInput` saying what is wrong with it and what would be right."""
    if ours := NAMED.fullmatch(text.strip()):  # ids of loaded files are anything at all: taken as they are
        return ArticleId(Scheme.CITEWALK, ours[1])
    bare = without_tail(tidy(text).strip().lstrip("\"'(<[{“‘").strip())
    if not bare:
        raise BadInput(f"No identifier was given; give {FORMS}.")
    if len(bare) > 3 * LONGEST:
        raise BadInput(f"{_short(bare)} is too long for an identifier; give {FORMS}.")
    if old_arxiv := maybe_arxiv(bare):  # `math.GT/0309136` looks like an address
        return old_arxiv
    if ADDRESS.match(bare):
        return _from_address(bare, text)
    if (label := LABEL.fullmatch(bare)) and (found := _labelled(label)):
        return found
    for read in BARE:
        if found := read(bare):
            return found
    return _the_only_one(bare)


def find_all(text: str) -> list[ArticleId]:
    """Every identifier in running text, or of a list, once each, in order of appearance. Never raises."""
    text = tidy(text)
    words = [word for word in NUMBERS.split(text.strip()) if word]
    if words and all(word.isdigit() for word in words):
        return list(dict.fromkeys(found for word in words if (found := maybe_pmid(word))))
    return list(dict.fromkeys(_listed(text) or _in_text(text)))


def _listed(text: str) -> list[ArticleId]:
    """The ids of a text in which every word is one (bare numbers among them are PMIDs), else nothing."""
    words = BETWEEN.split(text.strip())
    with suppress(BadInput):
        return [parse(word) for word in words] if len(words) > 1 else []
    return []


def _in_text(text: str) -> Iterator[ArticleId]:
    for found in IN_TEXT.finditer(text):
        kind = found.lastgroup or ""
        for one in re.findall("[0-9]+", found[kind]) if kind == "pmid" else [found[kind]]:
            if id_ := READERS[kind](one):
                yield id_


def _at(text: str) -> ArticleId | None:
    where = address(without_tail(re.split(r"</|'>", text, maxsplit=1)[0]))
    return shown_at(where) if where else None


READERS: dict[str, Reader] = {
    "url": _at,
    "doi": maybe_doi,
    "pmid": maybe_pmid,
    "pmcid": maybe_pmcid,
    "arxiv": maybe_arxiv,
    "s2": maybe_s2,
    "openalex": maybe_openalex,
}


def _from_address(bare: str, text: str) -> ArticleId:
    where = address(bare)
    if where and not bare.split(maxsplit=1)[1:] and (found := shown_at(where)):
        return found
    if where is None or bare.split(maxsplit=1)[1:]:
        return _the_only_one(bare)
    raise BadInput(
        f"The address {_short(text.strip())} holds no identifier of an article; "
        "give the DOI or PMID that the page shows."
    )


def _labelled(label: re.Match[str]) -> ArticleId | None:
    name = "".join(label[1].lower().split())
    read, right = LABELS[name]
    if found := read(label[2]):
        return found
    if find_all(label[0]):  # more than the label says: other ids, or words around this one
        return None
    raise BadInput(f"{_short(label[0])} is not right: {right}.")


def _the_only_one(bare: str) -> ArticleId:
    found = find_all(bare)
    if len(found) == 1:
        return found[0]
    if found:
        raise BadInput(
            f"{_short(bare)} holds {len(found)} identifiers ({found[0]}, {found[1]}...); give one at a time."
        )
    raise BadInput(f"{_short(bare)} {_what_is_wrong(bare)}; give {FORMS}.")


def _what_is_wrong(bare: str) -> str:
    if bare.isdigit():
        return "is not a PMID, which has at most nine digits and is not 0"
    if bare.startswith("10."):
        return "is not a whole DOI, which has a prefix, a slash and a name"
    if re.fullmatch(r"[a-z][0-9]{5,}", bare, re.IGNORECASE):
        return "is not the OpenAlex id of a work, which begins with W"
    return "is not an identifier that citewalk knows"


def _short(text: str) -> str:
    shown = text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)
    return f"'{shown if len(shown) <= 60 else shown[:57] + '...'}'"
