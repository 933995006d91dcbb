"""OpenAlex: works singly and in lists, and who cites them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from graph.ids import ArticleId, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json, place

FILTERS = {
    "openalex": (Scheme.OPENALEX, ""),
    "ids.pmid": (Scheme.PMID, ""),
    "doi": (Scheme.DOI, ""),
    "ids.pmcid": (Scheme.PMCID, "PMC"),  # digits alone; with the letters nothing is found
}


class OpenAlex(Api):
    name = "openalex"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path == "works":
            return self.listed(said) if keyed else in_json({"error": "a key is needed for lists"}, 401)
        handle = unquote(path.removeprefix("works/"))
        if handle in self.world.merged_works:
            return Reply(301, {"Location": f"/openalex/works/{self.world.merged_works[handle]}"}, b"")
        prefix, _, rest = handle.rpartition(":")
        if prefix == "doi" or handle.startswith("doi:"):
            prefix, rest = "doi", handle.removeprefix("doi:")
        scheme = {"": Scheme.OPENALEX, "doi": Scheme.DOI, "pmid": Scheme.PMID, "pmcid": Scheme.PMCID}[prefix]
        found = self.find(scheme, [rest])
        return in_json(self.work(found[0])) if found else in_json({"error": "Not Found"}, 404)

    def listed(self, said: Mapping[str, str]) -> Reply:
        kind, _, joined = said["filter"].partition(":")
        values = joined.split("|")
        if len(values) > 100:
            return in_json({"error": "Invalid query parameters error."}, 400)
        if kind == "cites":
            rows = self.who_cites(values)
        else:
            scheme, letters = FILTERS[kind]
            rows = self.find(scheme, [letters + v.removeprefix("https://doi.org/") for v in values])
        if said.get("sort") == "publication_date:desc":
            rows.sort(key=lambda n: (-self.world.articles[n].year, -n))
        start = place(said["cursor"])
        page = rows[start : start + int(said["per_page"])]
        after = f"at{start + len(page)}" if page else None
        order = page if said.get("sort") else self.mixed(page)
        meta = {"count": len(rows), "per_page": int(said["per_page"]), "page": None, "next_cursor": after}
        return in_json({"meta": meta, "results": [self.work(n) for n in order]})

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
