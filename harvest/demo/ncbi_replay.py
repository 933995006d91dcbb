"""NCBI's E-utilities over a fixed set of PubMed records: what efetch, elink and esearch would answer.

Faithful where it matters to a client: unknown PMIDs are silently missing, each `id` parameter of elink gets a set of
its own while ids joined by commas share one, and a set without links has no `linksetdbs`.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

Parameters = Sequence[tuple[str, str]]

OPENING = (
    b'<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" '
    b'"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)
BY_ARTICLE_ID = re.compile(r'(?:"([^"]+)"|([^\s"\[\]]+))\s*\[(?:AID|DOI|Article Identifier)\]', re.IGNORECASE)
BY_TITLE = re.compile(r"(.+)\[(?:Title|TI)\]", re.IGNORECASE)
WORD = re.compile(r"\w+")


class Reply(NamedTuple):
    """An HTTP answer as a value."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class NcbiReplay:
    """PubMed, as far as these records go. `records` are `PubmedArticle` elements by PMID."""

    records: Mapping[str, bytes]
    cited_in: Mapping[str, Sequence[str]] = field(default_factory=dict)
    references: Mapping[str, Sequence[str]] = field(default_factory=dict)
    article_ids: Mapping[str, str] = field(default_factory=dict)  # DOI in lower case or PMCID -> PMID
    titles: Mapping[str, frozenset[str]] = field(default_factory=dict)  # PMID -> the words of its title

    @classmethod
    def of(cls, records: Mapping[str, bytes]) -> NcbiReplay:
        """Read from the records themselves who cites whom, and under which ids they are found."""
        cited_in: dict[str, list[str]] = defaultdict(list)
        references: dict[str, list[str]] = {}
        article_ids: dict[str, str] = {}
        titles: dict[str, frozenset[str]] = {}
        for pmid, record in records.items():
            element = etree.fromstring(record)
            listed = element.iterfind("PubmedData/ReferenceList//Reference/ArticleIdList/ArticleId[@IdType='pubmed']")
            references[pmid] = list(dict.fromkeys(one.text or "" for one in listed))
            for other in references[pmid]:
                cited_in[other].append(pmid)
            own = element.iterfind("PubmedData/ArticleIdList/ArticleId")
            article_ids.update({(one.text or "").lower(): pmid for one in own if one.get("IdType") in ("doi", "pmc")})
            title = element.find("MedlineCitation/Article/ArticleTitle")
            titles[pmid] = frozenset() if title is None else _words("".join(map(str, title.itertext())))
        return cls(records, cited_in, references, article_ids, titles)

    def answer(self, path: str, parameters: Parameters) -> Reply:
        """What the service at the end of `path` says; a query string and a posted form are asked alike."""
        service = path.rstrip("/").rpartition("/")[2]
        if service == "efetch.fcgi":
            return self._efetch(parameters)
        if service == "elink.fcgi":
            return self._elink(parameters)
        if service == "esearch.fcgi":
            return self._esearch(_one(parameters, "term"))
        return Reply(404, {"Content-Type": "text/html"}, b"<html><body>Not Found</body></html>")

    def _efetch(self, parameters: Parameters) -> Reply:
        asked = [pmid for ids in _all(parameters, "id") for pmid in _split(ids)]
        if not asked:
            return Reply(
                400,
                {"Content-Type": "text/xml; charset=UTF-8"},
                b"<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>",
            )
        found = [self.records[pmid] for pmid in dict.fromkeys(asked) if pmid in self.records]
        body = OPENING + b"\n".join(found) + b"\n</PubmedArticleSet>"
        return Reply(200, {"Content-Type": "text/xml; charset=UTF-8"}, body)

    def _elink(self, parameters: Parameters) -> Reply:
        dbfrom, linkname = _one(parameters, "dbfrom"), _one(parameters, "linkname")
        sets = [self._linkset(dbfrom, linkname, _split(ids)) for ids in _all(parameters, "id")]
        return _json({"header": {"type": "elink", "version": "0.3"}, "linksets": sets})

    def _linkset(self, dbfrom: str, linkname: str, ids: list[str]) -> dict[str, object]:
        linked = list(dict.fromkeys(other for id_ in ids for other in self._links(linkname, id_)))
        links = {"linksetdbs": [{"dbto": "pubmed", "linkname": linkname, "links": linked}]} if linked else {}
        return {"dbfrom": dbfrom, "ids": ids, **links}

    def _links(self, linkname: str, id_: str) -> Iterable[str]:
        if linkname == "pubmed_pubmed_citedin":
            return self.cited_in.get(id_, ())
        if linkname == "pubmed_pubmed_refs":
            return self.references.get(id_, ())
        if linkname == "pmc_pubmed":
            return filter(None, [self.article_ids.get(f"pmc{id_}")])
        return ()

    def _esearch(self, term: str) -> Reply:
        hits = self._hits(term)
        result: dict[str, object] = {
            "count": str(len(hits)),
            "retmax": str(len(hits)),
            "retstart": "0",
            "idlist": hits,
            "translationset": [],
            "querytranslation": term,
        }
        if not hits:
            result["errorlist"] = {"phrasesnotfound": [term], "fieldsnotfound": []}
            result["warninglist"] = {"phrasesignored": [], "outputmessages": ["No items found."]}
        return _json({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})

    def _hits(self, term: str) -> list[str]:
        title = BY_TITLE.fullmatch(term)
        if title:
            return [pmid for pmid, words in self.titles.items() if _words(title[1]) <= words]
        asked = [(quoted or bare).lower() for quoted, bare in BY_ARTICLE_ID.findall(term)]
        return [self.article_ids[id_] for id_ in asked if id_ in self.article_ids]


def _all(parameters: Parameters, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def _one(parameters: Parameters, name: str) -> str:
    return next(iter(_all(parameters, name)), "")


def _split(ids: str) -> list[str]:
    return [id_.strip() for id_ in ids.split(",") if id_.strip()]


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.lower()))


def _json(value: object) -> Reply:
    return Reply(200, {"Content-Type": "application/json; charset=UTF-8"}, json.dumps(value).encode())
