"""Crossref: works by DOI, with reference lists and the relations between preprints and what became of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from graph.ids import Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json, in_text, place

BETWEEN_DOIS = re.compile(r",(?=doi:)")
MOST_ROWS = 1000


class Crossref(Api):
    """Knows articles by their DOI alone, and those that DataCite registers not at all."""

    name = "crossref"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path == "works":
            return self.listed(said)
        found = self.find(Scheme.DOI, [unquote(path.removeprefix("works/")).lower()])
        if not found:
            return in_text("Resource not found.", 404)
        if "select" in said:
            return in_json(_failed("This route does not support select"), 400)
        return in_json({**_said("work"), "message": self.work(found[0])})

    def listed(self, said: Mapping[str, str]) -> Reply:
        wanted = [one.removeprefix("doi:").lower() for one in BETWEEN_DOIS.split(said.get("filter", ""))]
        found = sorted(self.find(Scheme.DOI, wanted))
        rows = int(said.get("rows", 20))
        if rows > MOST_ROWS:
            return in_json(_failed(f"Integer specified as {rows} but must be a positive integer less than 1000."), 400)
        start = place(said["cursor"]) if "cursor" in said else int(said.get("offset", 0))
        page = found[start : start + rows]
        wants = said["select"].split(",") if "select" in said else None
        items = [{k: v for k, v in self.work(n).items() if wants is None or k in wants} for n in self.mixed(page)]
        message = {
            "facets": {},
            "total-results": len(found),
            "items": items,
            "items-per-page": rows,
            "query": {"start-index": 0, "search-terms": None},
        }
        if "cursor" in said:
            message["next-cursor"] = f"at{start + len(page)}"
        return in_json({**_said("work-list"), "message": message})

    def work(self, number: int) -> dict[str, object]:
        art, doi = self.art(number), self.doi(number)
        references = self.mixed(map(self.reference, self.cited.get(number, ())))
        preprint = number in self.world.twins
        about: dict[str, object] = {
            "DOI": doi,
            "type": "posted-content" if preprint else "journal-article",
            "title": [art.title],
            "author": [{"given": "A.", "family": "Nother", "sequence": "first", "affiliation": []}],
            "issued": {"date-parts": [[art.year, 6]]},
            "published": {"date-parts": [[art.year, 6]]},
            "container-title": [] if preprint else ["Annals"],
            "reference-count": len(references),
            "references-count": len(references),
            "is-referenced-by-count": sum(pair[1] == number for pair in self.world.cites),
            "URL": f"http://dx.doi.org/{doi}",
            "source": "Crossref",
            "score": 1.0,
            "relation": self.relation(number),
        }
        if preprint:
            about["subtype"] = "preprint"
        if references:
            about["reference"] = references
        return about

    def reference(self, number: int) -> dict[str, object]:
        """With a DOI where the article has one; else nothing but a text."""
        entry: dict[str, object] = {"key": f"ref{number}", "author": "Nother", "year": str(self.art(number).year)}
        doi = self.art(number).id(Scheme.DOI)
        if doi is None:
            return {**entry, "unstructured": f"Nother A. {self.art(number).title}. Annals."}
        return {**entry, "DOI": doi.value.upper() if number % 2 else doi.value, "doi-asserted-by": "crossref"}

    def relation(self, number: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for preprint, published in sorted(self.view.versions):
            other, way = (published, "is-preprint-of") if number == preprint else (preprint, "has-preprint")
            doi = self.art(other).id(Scheme.DOI)
            if number in (preprint, published) and doi is not None:
                found[way] = [{"id-type": "doi", "id": doi.value.upper(), "asserted-by": "subject"}]
        return found


def _said(kind: str) -> dict[str, object]:
    return {"status": "ok", "message-type": kind, "message-version": "1.0.0"}


def _failed(why: str) -> dict[str, object]:
    message = [{"type": "parameter-not-allowed", "value": "select", "message": why}]
    return {"status": "failed", "message-type": "validation-failure", "message": message}
