"""Articles in a few words: the label in the picture, the byline, the links out, and why an article is here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.ids import ArticleId, Scheme, url_of

LONGEST_LABEL = 22

NAMES = {
    Scheme.PMID: "PubMed",
    Scheme.DOI: "DOI",
    Scheme.PMCID: "PMC",
    Scheme.OPENALEX: "OpenAlex",
    Scheme.S2: "Semantic Scholar",
}


def surname(name: str) -> str:
    """The part of a printed name that a citation uses: of "Smith J", "Smith, John" and "John van Smith"."""
    if "," in name:
        return name.partition(",")[0].strip()
    words = name.split()
    if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 3:
        return " ".join(words[:-1])
    return words[-1] if words else name


def label_of(authors: Sequence[str] | None, year: int | None, title: str | None, ids: Mapping[str, str | None]) -> str:
    """What stands beside an article in the picture, such as "Smith 2019"; as much as is known."""
    if authors:
        who = surname(authors[0])
    elif title:
        who = title
    else:
        return _shortened(number_of(ids))
    if year is None:
        return _shortened(who)
    return f"{_shortened(who, LONGEST_LABEL - 5)} {year}"


def number_of(ids: Mapping[str, str | None]) -> str:
    """The number that an article is best known by; else our own id, where it is given as `id`."""
    return next(
        (f"{name} {ids[scheme]}" for scheme, name in NAMES.items() if ids.get(scheme)), ids.get("id") or "unknown"
    )


def _shortened(text: str, most: int = LONGEST_LABEL) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def byline_of(authors: Sequence[str] | None, journal: str | None, year: int | None) -> str:
    """Authors, journal and year in one line; what is not known is left out."""
    names = list(authors or ())
    who = ", ".join(names[:3]) + (" et al." if len(names) > 3 else "")
    return " · ".join(part for part in (who, journal or "", str(year or "")) if part)


def links_of(ids: Mapping[str, str | None]) -> list[dict[str, str]]:
    """Where else the article can be read."""
    return [
        {"name": name, "value": value, "url": url}
        for scheme, name in NAMES.items()
        if (value := ids.get(scheme)) and (url := url_of(ArticleId(scheme, value)))
    ]


def role_of(*, centre: bool, cites_centre: bool, cited_by_centre: bool) -> str:
    """How an article stands to the one in the middle."""
    if centre:
        return "source"
    if cites_centre and cited_by_centre:
        return "both"
    if cites_centre or cited_by_centre:
        return "citing" if cites_centre else "reference"
    return "further"


def why_of(role: str, *, cites: Sequence[str], cited_by: Sequence[str]) -> str:
    """Why an article is in the neighbourhood; `cites` and `cited_by` are labels of its neighbours, best first."""
    direct = {
        "source": "The source article",
        "both": "Cites the source article and is cited by it",
        "citing": "Cites the source article",
        "reference": "Cited by the source article",
    }
    if role in direct:
        return direct[role]
    if cites:
        return f"Cites {_some(cites)}"
    return f"Cited by {_some(cited_by)}" if cited_by else "Further away"


def _some(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} and {len(labels) - 1} more shown"
