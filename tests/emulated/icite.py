"""iCite: records with both lists, 200 PMIDs at a time."""

from __future__ import annotations

from graph.ids import Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json
from tests.worlds import one_of


class ICite(Api):
    name = "icite"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        if path != "pubs":
            return in_json({"error": "no such page"}, 404)
        found = self.find(Scheme.PMID, dict(parameters)["pmids"].split(","))
        return in_json({"meta": {}, "data": self.mixed(map(self.entry, found))})

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
