"""NCBI's E-utilities as far as a walk asks them: efetch, elink and esearch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from graph.ids import ArticleId, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json
from tests.worlds import Art, one_of

IN_QUOTES = re.compile(r'"([^"]+)"\[AID\]')


class Ncbi(Api):
    name = "ncbi"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path == "efetch.fcgi":
            records = [self.record(self.world.articles[n]) for n in self.find(Scheme.PMID, said["id"].split(","))]
            body = "<PubmedArticleSet>" + "".join(self.mixed(records)) + "</PubmedArticleSet>"
            return Reply(200, {"Content-Type": "text/xml"}, body.encode())
        if path == "elink.fcgi":
            sets = [self.links(said, value) for name, value in parameters if name == "id"]
            return in_json({"header": {"type": "elink"}, "linksets": self.mixed(sets)})
        hits = [str(n) for n in self.pmids(self.find(Scheme.DOI, IN_QUOTES.findall(said["term"])))]
        return in_json({"esearchresult": {"count": str(len(hits)), "idlist": hits[: int(said["retmax"])]}})

    def record(self, art: Art) -> str:
        ids = self.view.ids[art.number]
        own = one_of(ids, Scheme.PMID)
        cited = self.cited.get(art.number, ())
        nameless = [number for number in cited if not self.world.mentions[number]]  # a text is kept with its place
        named = self.mixed(number for number in cited if self.world.mentions[number])
        listed = "".join(map(self.reference, nameless + named))
        return (
            f'<PubmedArticle><MedlineCitation><PMID Version="1">{own.value if own else ""}</PMID><Article><Journal>'
            f"<JournalIssue><PubDate><Year>{art.year}</Year></PubDate></JournalIssue><Title>Annals</Title></Journal>"
            f"<ArticleTitle>{escape(art.title)}</ArticleTitle></Article></MedlineCitation><PubmedData>"
            f"{_article_ids(ids)}<ReferenceList>{listed}</ReferenceList></PubmedData></PubmedArticle>"
        )

    def reference(self, number: int) -> str:
        return f"<Reference><Citation>One.</Citation>{_article_ids(self.world.mentions[number])}</Reference>"

    def links(self, said: Mapping[str, str], value: str) -> dict[str, object]:
        scheme = Scheme.PMCID if said["dbfrom"] == "pmc" else Scheme.PMID
        found = self.find(scheme, [f"PMC{value}" if scheme is Scheme.PMCID else value])
        if said["linkname"] == "pubmed_pubmed_citedin":
            links: list[object] = [str(p) for p in self.pmids(c for n in found for c in self.citing.get(n, ()))]
        elif said["linkname"] == "pubmed_pubmed":
            similar = [s for n in found for s in self.world.similar.get(n, ())]
            links = [{"id": str(p), "score": 1000 - p} for p in self.pmids(similar)]
        else:
            links = [str(p) for p in self.pmids(found)]
        databases = [{"dbto": "pubmed", "linkname": said["linkname"], "links": links}] if links else []
        return {"dbfrom": said["dbfrom"], "ids": [value], **({"linksetdbs": databases} if databases else {})}


def _article_ids(ids: Iterable[ArticleId]) -> str:
    kinds = {Scheme.PMID: "pubmed", Scheme.DOI: "doi", Scheme.PMCID: "pmc"}
    stated = (f'<ArticleId IdType="{kinds[id_.scheme]}">{escape(id_.value)}</ArticleId>' for id_ in ids)
    return f"<ArticleIdList>{''.join(stated)}</ArticleIdList>"
