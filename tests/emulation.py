"""Three scholarly APIs over a made-up world: what NCBI, iCite and OpenAlex would answer, in an order of their own."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from urllib.parse import unquote
from xml.sax.saxutils import escape

from graph.ids import ArticleId, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.worlds import Art, View, World, one_of

T = TypeVar("T")
FILTERS = {"openalex": Scheme.OPENALEX, "ids.pmid": Scheme.PMID, "doi": Scheme.DOI}
IN_QUOTES = re.compile(r'"([^"]+)"\[AID\]')


class Emulation:
    """All three over one world. `shuffle` sets the order of everything that is answered, and nothing else."""

    def __init__(self, world: World, *, shuffle: int = 0) -> None:
        dice = random.Random(shuffle)
        self.apis: dict[str, Callable[[str, Parameters, bool], Reply]] = {
            "ncbi": _Ncbi(world, dice).answer,
            "icite": _ICite(world, dice).answer,
            "openalex": _OpenAlex(world, dice).answer,
        }

    def answer(self, source: str, path: str, parameters: Parameters, *, keyed: bool = True) -> Reply:
        """What `source` says at `path`, which is below its base URL."""
        return self.apis[source](path, parameters, keyed)


class _Api:
    name = ""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.view: View = world.views.get(self.name, View())
        self.by_id: dict[ArticleId, list[int]] = {}
        for number, ids in sorted(self.view.ids.items()):
            for id_ in ids:
                self.by_id.setdefault(id_, []).append(number)
        self.cited: dict[int, list[int]] = {}
        self.citing: dict[int, list[int]] = {}
        for citing, cited in sorted(self.view.references):
            self.cited.setdefault(citing, []).append(cited)
        for citing, cited in sorted(self.view.citing):
            self.citing.setdefault(cited, []).append(citing)

    def find(self, scheme: Scheme, values: Iterable[str]) -> list[int]:
        """The articles known by these ids, each once."""
        return list(dict.fromkeys(n for v in values for n in self.by_id.get(ArticleId(scheme, v), ())))

    def mixed(self, things: Iterable[T]) -> list[T]:
        """The same in another order."""
        found = list(things)
        self.dice.shuffle(found)
        return found

    def pmids(self, numbers: Iterable[int]) -> list[int]:
        ids = (self.world.articles[n].id(Scheme.PMID) for n in numbers)
        return self.mixed(int(id_.value) for id_ in ids if id_)


class _Ncbi(_Api):
    name = "ncbi"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path == "efetch.fcgi":
            records = [self.record(self.world.articles[n]) for n in self.find(Scheme.PMID, said["id"].split(","))]
            body = "<PubmedArticleSet>" + "".join(self.mixed(records)) + "</PubmedArticleSet>"
            return Reply(200, {"Content-Type": "text/xml"}, body.encode())
        if path == "elink.fcgi":
            sets = [self.links(said, value) for name, value in parameters if name == "id"]
            return _json({"header": {"type": "elink"}, "linksets": self.mixed(sets)})
        hits = [str(n) for n in self.pmids(self.find(Scheme.DOI, IN_QUOTES.findall(said["term"])))]
        return _json({"esearchresult": {"count": str(len(hits)), "idlist": hits[: int(said["retmax"])]}})

    def record(self, art: Art) -> str:
        ids = self.view.ids[art.number]
        own = one_of(ids, Scheme.PMID)
        listed = "".join(self.mixed(map(self.reference, self.cited.get(art.number, ()))))
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


class _ICite(_Api):
    name = "icite"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        if path != "pubs":
            return _json({"error": "no such page"}, 404)
        found = self.find(Scheme.PMID, dict(parameters)["pmids"].split(","))
        return _json({"meta": {}, "data": self.mixed(map(self.entry, found))})

    def entry(self, number: int) -> dict[str, object]:
        art, ids = self.world.articles[number], self.view.ids[number]
        own, doi = one_of(ids, Scheme.PMID), one_of(ids, Scheme.DOI)
        citing = self.pmids(self.citing.get(number, ()))
        return {
            "pmid": int(own.value) if own else None,
            "doi": doi.value.upper() if doi else None,
            "title": art.title,
            "year": art.year,
            "citation_count": len(citing),
            "references": self.pmids(self.cited.get(number, ())),
            "cited_by": citing,
        }


class _OpenAlex(_Api):
    name = "openalex"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path == "works":
            return self.listed(said) if keyed else _json({"error": "a key is needed for lists"}, 401)
        handle = unquote(path.removeprefix("works/"))
        if handle in self.world.merged_works:
            return Reply(301, {"Location": f"/openalex/works/{self.world.merged_works[handle]}"}, b"")
        prefix, _, rest = handle.rpartition(":")
        if prefix == "doi" or handle.startswith("doi:"):
            prefix, rest = "doi", handle.removeprefix("doi:")
        scheme = {"": Scheme.OPENALEX, "doi": Scheme.DOI, "pmid": Scheme.PMID, "pmcid": Scheme.PMCID}[prefix]
        found = self.find(scheme, [rest])
        return _json(self.work(found[0])) if found else _json({"error": "Not Found"}, 404)

    def listed(self, said: Mapping[str, str]) -> Reply:
        kind, _, joined = said["filter"].partition(":")
        values = joined.split("|")
        if len(values) > 100:
            return _json({"error": "Invalid query parameters error."}, 400)
        if kind == "cites":
            rows = self.who_cites(values)
        else:
            rows = self.find(FILTERS[kind], [v.removeprefix("https://doi.org/") for v in values])
        if said.get("sort") == "publication_date:desc":
            rows.sort(key=lambda n: (-self.world.articles[n].year, -n))
        start = 0 if said["cursor"] == "*" else int(said["cursor"].removeprefix("at"))
        page = rows[start : start + int(said["per_page"])]
        after = f"at{start + len(page)}" if page else None
        order = page if said.get("sort") else self.mixed(page)
        return _json({"meta": {"count": len(rows), "next_cursor": after}, "results": [self.work(n) for n in order]})

    def who_cites(self, works: Iterable[str]) -> list[int]:
        wanted = {ArticleId(Scheme.OPENALEX, value) for value in works}
        cited = {art.number for art in self.world.articles if art.id(Scheme.OPENALEX) in wanted}
        return sorted({c for n in cited for c in self.citing.get(n, ()) if c in self.view.ids})

    def work(self, number: int) -> dict[str, object]:
        art, ids = self.world.articles[number], self.view.ids[number]
        stated = {str(id_.scheme): id_.value for id_ in ids}
        own, doi = stated["openalex"], stated.get("doi")
        urls = {
            "openalex": f"https://openalex.org/{own}",
            "doi": f"https://doi.org/{doi}" if doi else None,
            "pmid": f"https://pubmed.ncbi.nlm.nih.gov/{stated['pmid']}" if "pmid" in stated else None,
            "pmcid": f"https://www.ncbi.nlm.nih.gov/pmc/articles/{stated['pmcid'][3:]}" if "pmcid" in stated else None,
        }
        works = [self.world.articles[n].id(Scheme.OPENALEX) for n in self.cited.get(number, ())]
        referenced = self.mixed(f"https://openalex.org/{w.value}" for w in works if w)
        return {
            "id": urls["openalex"],
            "doi": urls["doi"],
            "ids": {name: url for name, url in urls.items() if url},
            "title": art.title,
            "publication_year": art.year,
            "publication_date": f"{art.year}-06-01",
            "cited_by_count": len(self.citing.get(number, ())),
            "referenced_works_count": len(referenced),
            "referenced_works": referenced,
        }


def _json(value: object, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, json.dumps(value).encode())
