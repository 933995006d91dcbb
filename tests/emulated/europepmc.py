"""Europe PMC: search, and the reference and citation lists of one article at a time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from graph.ids import ArticleId, Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json, place

VERSION = "6.9"
FIELD = re.compile(r'\b(EXT_ID|PMCID|DOI)\s*:\s*(?:"([^"]*)"|([^\s()"]+))', re.IGNORECASE)
LIST = re.compile(r"(MED|PMC|PPR)/([^/]+)/(references|citations)$")
LISTS = {"references": ("referenceList", "reference"), "citations": ("citationList", "citation")}


class EuropePMC(Api):
    """Articles are MED (with a PMID), PMC (with a PMCID alone) or PPR (preprints, under a number of their own)."""

    name = "europepmc"
    loses = 7
    """Lists of PMIDs lose the hits of every so many articles."""

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        said = dict(parameters)
        if path in ("search", "searchPOST"):
            return self.searched(said)
        if path.endswith("/fullTextXML"):  # none of it is open access
            return Reply(404, {}, b"")
        asked = LIST.fullmatch(unquote(path))
        if asked is None:
            return in_json({"errCode": 404, "errMsg": "No such resource."}, 404)
        return self.listed(asked[1], asked[2], asked[3], said)

    def searched(self, said: Mapping[str, str]) -> Reply:
        """Lists of PMIDs joined by OR lose a hit now and then, as they have done; asked for alone, it is there."""
        query, size = said.get("query", ""), int(said.get("pageSize", 25))
        if not query or not 1 <= size <= 1000:
            return in_json({"errCode": 404, "errMsg": "Invalid page size provided. Valid size is between 1 and 1000"})
        terms = [(name.upper(), quoted or bare) for name, quoted, bare in FIELD.findall(query)]
        found = list(dict.fromkeys(n for name, value in terms for n in self.hits(name, value)))
        if len(found) > 1:
            sure = {n for name, value in terms if name != "EXT_ID" for n in self.hits(name, value)}
            found = [n for n in found if n % self.loses or n in sure]
        mark = said.get("cursorMark", "*")
        start = place(mark)
        page = sorted(found)[start : start + size]
        after = f"at{start + len(page)}" if page else mark
        asked = {"queryString": query, "resultType": said.get("resultType", "lite"), "cursorMark": mark}
        results = [self.result(n, core=said.get("resultType") == "core") for n in self.mixed(page)]
        found_all = {"version": VERSION, "hitCount": len(found), "nextCursorMark": after}
        return in_json({**found_all, "request": {**asked, "pageSize": size}, "resultList": {"result": results}})

    def hits(self, name: str, value: str) -> list[int]:
        if name == "DOI":
            return self.find(Scheme.DOI, [value.lower()])
        if value.upper().startswith("PMC"):
            return self.find(Scheme.PMCID, [value.upper()])
        if value.upper().startswith("PPR"):
            return [n for n in self.view.ids if ("PPR", value.upper()) == self.kept_as(n)]
        return self.find(Scheme.PMID, [value])

    def kept_as(self, number: int) -> tuple[str, str] | None:
        """The source and the id under which the article is kept."""
        if number in self.world.twins:
            return "PPR", f"PPR{9000 + number}"
        pmid, pmcid = self.stated(number, Scheme.PMID), self.stated(number, Scheme.PMCID)
        if pmid:
            return "MED", pmid
        return ("PMC", pmcid) if pmcid else None

    def result(self, number: int, *, core: bool) -> dict[str, object]:
        art, (source, id_) = self.art(number), self.kept_as(number) or ("", "")
        stated: dict[str, object] = {"id": id_, "source": source}
        names = {"pmid": self.stated(number, Scheme.PMID), "pmcid": self.stated(number, Scheme.PMCID)}
        stated |= {name: value for name, value in {**names, "doi": self.doi(number)}.items() if value}
        about: dict[str, object] = {
            **stated,
            "title": f"{art.title}.",
            "authorString": "Nother A.",
            "pubYear": str(art.year),
            "citedByCount": len(self.citing.get(number, ())),
            "hasReferences": "Y" if number in self.cited else "N",
            "isOpenAccess": "N",
            "inEPMC": "N",
        }
        if not core:
            return about
        about["journalInfo"] = {"yearOfPublication": art.year, "journal": {"title": "Annals"}}
        about["pubTypeList"] = {"pubType": ["Preprint" if source == "PPR" else "Journal Article"]}
        relations = self.relations(number)
        if relations:
            about["commentCorrectionList"] = {"commentCorrection": relations}
        return about

    def relations(self, number: int) -> list[dict[str, object]]:
        found = []
        for preprint, published in sorted(self.view.versions):
            if number in (preprint, published):
                other, kind = (published, "Preprint of") if number == preprint else (preprint, "Preprint in")
                source, id_ = self.kept_as(other) or ("", "")
                doi = self.art(other).id(Scheme.DOI)
                reference = f"Annals. 2021;1(1):1-9. doi: {doi.value if doi else ''}."
                found.append({"id": id_, "source": source, "reference": reference, "type": kind, "orderIn": 1})
        return found

    def listed(self, source: str, id_: str, kind: str, said: Mapping[str, str]) -> Reply:
        known = next((n for n in sorted(self.view.ids) if self.kept_as(n) == (source, id_)), None)
        if known is None and source == "PMC":
            known = next(iter(self.by_id.get(ArticleId(Scheme.PMCID, id_), ())), None)
        page, size = int(said.get("page", 1)), int(said.get("pageSize", 25))
        lists = self.cited if kind == "references" else self.citing
        numbers = lists.get(known, []) if known is not None else []
        rows = [row for n in numbers[(page - 1) * size : page * size] if (row := self.row(n, kind))]
        outer, inner = LISTS[kind]
        asked = {"id": id_, "source": source, "offSet": page, "pageSize": size}
        return in_json(
            {"version": VERSION, "hitCount": len(numbers), "request": asked, outer: {inner: self.mixed(rows)}}
        )

    def row(self, number: int, kind: str) -> dict[str, object]:
        """An entry of a list. References that were not matched have no id; their place in the list they have."""
        art, place = self.art(number), self.kept_as(number) if number in self.view.ids else None
        about: dict[str, object] = {"title": art.title, "authorString": "Nother A.", "pubYear": art.year}
        about |= {"journalAbbreviation": "Ann", "volume": "1", "issue": "1", "pageInfo": "1-9"}
        if kind == "references":
            about |= {"citedOrder": number + 1, "match": "Y" if place else "N"}
        else:
            about |= {"citedByCount": len(self.citing.get(number, ()))}
        if place is None:
            return about
        return {"id": place[1], "source": place[0], "citationType": "JOURNAL ARTICLE", **about}
