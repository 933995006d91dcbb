"""OpenCitations: Meta for what is known of an article, the Index for its lists, one article at a time."""

from __future__ import annotations

from urllib.parse import unquote

from graph.ids import Scheme
from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api, in_json, in_text

INDEX, META = "index/v2/", "meta/v1/metadata/"
SCHEMES = {"doi": Scheme.DOI, "pmid": Scheme.PMID, "pmcid": Scheme.PMCID, "openalex": Scheme.OPENALEX}
IN_INDEX = {"doi", "pmid", "omid"}
MOST_IN_META = 14


class OpenCitations(Api):
    """Knows an article by all its ids at once; "no such article" and "no citations" are one empty list."""

    name = "opencitations"

    def answer(self, path: str, parameters: Parameters, keyed: bool) -> Reply:
        path = unquote(path)
        if path.startswith(META):
            handles = path.removeprefix(META).split("__")
            if len(handles) > MOST_IN_META:
                return in_text("Internal Server Error", 500)
            found = dict.fromkeys(n for handle in handles for n in self.known(handle))
            return in_json([self.described(n) for n in self.mixed(found)])
        operation, _, handle = path.removeprefix(INDEX).partition("/")
        found = dict.fromkeys(self.known(handle) if handle.partition(":")[0] in IN_INDEX else ())
        lists = self.cited if operation.startswith("reference") else self.citing
        pairs = [(n, other) if lists is self.cited else (other, n) for n in found for other in lists.get(n, ())]
        if operation.endswith("-count"):
            return in_json([{"count": str(len(pairs))}])
        return in_json([self.row(citing, cited) for citing, cited in self.mixed(pairs)])

    def known(self, handle: str) -> list[int]:
        prefix, _, value = handle.partition(":")
        if prefix == "omid":
            return [n for n in self.view.ids if value == _omid(n)]
        if prefix not in SCHEMES:
            return []
        value = value.lower() if prefix == "doi" else value
        return self.find(SCHEMES[prefix], [f"PMC{value.upper().removeprefix('PMC')}" if prefix == "pmcid" else value])

    def names(self, number: int, *, every: bool = False) -> str:
        """All ids, the preprint's beside the published one's; the Index tells DOIs and PMIDs alone."""
        ids = sorted(self.view.ids[number] | self.view.beside.get(number, frozenset()), key=str)
        shown = [id_ for id_ in ids if every or id_.scheme in (Scheme.DOI, Scheme.PMID)]
        return " ".join([f"omid:{_omid(number)}", *map(str, self.mixed(shown))])

    def row(self, citing: int, cited: int) -> dict[str, object]:
        return {
            "oci": f"{_omid(citing)[3:]}-{_omid(cited)[3:]}",
            "citing": self.names(citing),
            "cited": self.names(cited),
            "creation": f"{self.art(citing).year}-06",
            "timespan": f"P{self.art(citing).year - self.art(cited).year}Y",
            "journal_sc": "no",
            "author_sc": "no",
        }

    def described(self, number: int) -> dict[str, object]:
        art = self.art(number)
        return {
            "id": self.names(number, every=True),
            "title": art.title,
            "author": "Nother, A. [omid:ra/06101]",
            "pub_date": f"{art.year}-06",
            "page": "1-9",
            "issue": "1",
            "volume": "1",
            "venue": "Annals [issn:1234-5679 omid:br/0610001]",
            "type": "journal article",
            "publisher": "Some Press [crossref:1 omid:ra/06102]",
            "editor": "",
        }


def _omid(number: int) -> str:
    return f"br/0610{number + 1}"
