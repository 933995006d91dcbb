"""Semantic Scholar's graph: papers in batches by place, and both of their lists."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from urllib.parse import unquote

from graph.ids import ARXIV_DOI, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json

PREFIXES = {"DOI": Scheme.DOI, "PMID": Scheme.PMID, "PMCID": Scheme.PMCID}
TOP = {
    *("paperId", "corpusId", "externalIds", "url", "title", "abstract", "venue", "year", "publicationDate", "journal"),
    *("publicationTypes", "referenceCount", "citationCount", "authors", "references", "citations", "isOpenAccess"),
    *("publicationVenue", "fieldsOfStudy", "influentialCitationCount", "openAccessPdf", "s2FieldsOfStudy", "tldr"),
}
LISTS = {"references": "citedPaper", "citations": "citingPaper"}
Shape = dict[str, "Shape"]


class SemanticScholar(Api):
    """Papers by its own id, DOI, PMID, PMCID or arXiv number; an arXiv preprint is one paper with what it became."""

    name = "s2"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        wanted = said.get("fields", "title").split(",")
        strange = sorted({field.split(".")[0] for field in wanted} - TOP - {"citingPaper", "citedPaper"})
        if strange:
            return in_json({"error": f"Unrecognized or unsupported fields: [{', '.join(strange)}]"}, 400)
        if path == "paper/batch":
            asked = json.loads(said["json"])["ids"]
            if len(asked) > 500:
                return in_json({"error": "Limit exceeded: 500 ids"}, 400)
            found = [self.known(id_) for id_ in asked]
            return in_json([None if n is None else self.paper(n, _shape(wanted)) for n in found])
        handle, _, kind = unquote(path.removeprefix("paper/")).rpartition("/")
        if kind not in LISTS:
            handle, kind = unquote(path.removeprefix("paper/")), ""
        number = self.known(handle)
        if number is None:
            return in_json({"error": f"Paper with id {handle} not found"}, 404)
        return self.listed(number, kind, said) if kind else in_json(self.paper(number, _shape(wanted)))

    def known(self, handle: str) -> int | None:
        prefix, _, value = handle.rpartition(":") if ":" in handle else ("", "", handle)
        if handle.upper().startswith("DOI:"):
            prefix, value = "DOI", handle[4:]
        match prefix.upper():
            case "ARXIV":
                found = self.find(Scheme.DOI, [f"{ARXIV_DOI}{value.lower()}"])
            case "PMCID":
                found = self.find(Scheme.PMCID, [f"PMC{value.upper().removeprefix('PMC')}"])
            case "CORPUSID":
                found = [n for n in self.view.ids if str(_corpus(n)) == value]
            case "":
                found = self.find(Scheme.S2, [value]) or self.find(Scheme.DOI, [value.lower()])
            case other:
                found = self.find(PREFIXES[other], [value.lower()])
        return next(iter(found), None)

    def listed(self, number: int, kind: str, said: Mapping[str, str]) -> Reply:
        start, limit = int(said.get("offset", 0)), int(said.get("limit", 100))
        if limit > 1000 or start + limit >= 10_000:
            return in_json({"error": "offset + limit must be < 10000"}, 400)
        others = (self.cited if kind == "references" else self.citing).get(number, [])
        shape = _shape(name.removeprefix(f"{LISTS[kind]}.") for name in said.get("fields", "title").split(","))
        rows = [{LISTS[kind]: self.listing(n, shape)} for n in self.mixed(others[start : start + limit])]
        more = {"next": start + limit} if start + limit < len(others) else {}
        return in_json({"offset": start, **more, "data": rows})

    def paper(self, number: int, shape: Shape) -> dict[str, object]:
        art = self.art(number)
        about: dict[str, object] = {
            "corpusId": _corpus(number),
            "externalIds": self.external(number),
            "url": f"https://www.semanticscholar.org/paper/{self.stated(number, Scheme.S2)}",
            "title": art.title,
            "abstract": None,
            "venue": "Annals",
            "year": art.year,
            "publicationDate": f"{art.year}-06-01",
            "journal": {"name": "Annals", "volume": "1"},
            "publicationTypes": ["JournalArticle"],
            "referenceCount": len(self.cited.get(number, ())),
            "citationCount": len(self.citing.get(number, ())),
            "authors": [{"authorId": "1", "name": "A. Nother"}],
        }
        for name, lists in (("references", self.cited), ("citations", self.citing)):
            if name in shape:
                about[name] = [self.listing(n, shape[name]) for n in self.mixed(lists.get(number, ()))]
        return {"paperId": self.stated(number, Scheme.S2), **{name: about.get(name) for name in shape if name in about}}

    def listing(self, number: int, shape: Shape) -> dict[str, object]:
        """A paper in a list; one that is not resolved has a title and nothing else."""
        if number in self.view.ids:
            return self.paper(number, shape or {"title": {}})
        titled = {"title": self.art(number).title} if "title" in (shape or {"title"}) else {}
        return {"paperId": None, **dict.fromkeys(shape), **titled}

    def external(self, number: int) -> dict[str, object]:
        stated: dict[str, object] = {"CorpusId": _corpus(number)}
        dois = [self.doi(number), *(id_.value for id_ in self.view.beside.get(number, ()))]
        for doi in filter(None, dois):
            if doi.lower().startswith(ARXIV_DOI):
                stated["ArXiv"] = doi[len(ARXIV_DOI) :]
            stated.setdefault("DOI", doi)
        pmid, pmcid = self.stated(number, Scheme.PMID), self.stated(number, Scheme.PMCID)
        stated |= {"PubMed": pmid} if pmid else {}
        return stated | ({"PubMedCentral": pmcid.removeprefix("PMC")} if pmcid else {})


def _corpus(number: int) -> int:
    return 600_000 + number


def _shape(fields: Iterable[str]) -> Shape:
    """The fields asked for, as a tree: `references.title` is a title below the references."""
    shape: Shape = {}
    for field in fields:
        inner = shape
        for name in field.split("."):
            inner = inner.setdefault(name, {})
    return shape
