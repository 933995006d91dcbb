"""Readers of one scheme each: from what an API or a person states to the canonical spelling, or None.

They are called for every identifier of every record, so the common spellings take a short way. Nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from graph.ids.article_id import ArticleId, Scheme

LONGEST = 1000
"""Characters of the longest identifier that is read; the longest DOI in use has some 300."""

FOLD = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width letters, digits and signs
    **dict.fromkeys([*range(0x2010, 0x2016), 0x2212, 0xFE58, 0xFE63, 0xFF0D], "-"),  # typographic dashes
    **dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([*range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0xAD]),  # controls
    **dict.fromkeys([*range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0xD800, 0xE000)]),  # nothing that can be seen
}

PLAIN_DOI = re.compile(r"10\.[0-9]{4,9}/(?:[a-z0-9._/-]*[a-z0-9])", re.ASCII)
DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]{1,9}){0,9}/\S+", re.ASCII)
DOI_LABEL = re.compile(
    r"""(?:[\s."'(<\[{“‘]|https?://|www\.|(?:dx\.)?doi\.org[/:]|(?:info:|urn:)?doi[:=/]?)+""",
    re.IGNORECASE,
)
MARKUP = re.compile(
    r"</|['\"]>|<(?:a|b|br|div|em|i|li|p|span|strong|sub|sup|td)[\s/>]|\s?\[(?:doi|pii)\]", re.IGNORECASE
)
ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#39|#60|#62|#38|#34);", re.IGNORECASE)
SIGNS = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
SIGNS |= {"#38": "&", "#60": "<", "#62": ">", "#34": '"', "#39": "'"}
TRAILING = " \t\r\n.,;:!?'\"”’“‘»«…|\\/([{<"
PAIRS = {")": "(", "]": "[", "}": "{", ">": "<"}

HTTP = r"(?:https?://)?(?:www\.|m\.)?"
PMID = re.compile(
    HTTP
    + r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/(?:m/)?pubmed/|europepmc\.org/(?:article|abstract)/med/"
    r"|(?:pmid|pubmed(?:\s?id)?|med)\s{0,3}[:=/#]?\s{0,3})?0{0,20}([1-9][0-9]{0,8})/?",
    re.ASCII | re.IGNORECASE,
)
PMCID = re.compile(
    HTTP + r"(?:pmc\.ncbi\.nlm\.nih\.gov/articles/|ncbi\.nlm\.nih\.gov/(?:labs/)?pmc/articles/"
    r"|europepmc\.org/(?:articles/|article/pmc/|abstract/pmc/)|pmc(?:id|\s?id)?\s{0,3}[:=/#]?\s{0,3})?"
    r"(?:PMC)?0{0,20}([1-9][0-9]{0,9})(?:\.[0-9]{1,3})?/?",
    re.ASCII | re.IGNORECASE,
)
OPENALEX = re.compile(r"(?:https?://)?(?:[a-z.]*openalex\.org/)?(?:works/)?(W[1-9][0-9]{0,14})/?", re.IGNORECASE)
SHA = re.compile(r"[0-9a-f]{40}", re.ASCII | re.IGNORECASE)
CORPUS = re.compile(r"(?:corpus\s?id)\s?[:=]?\s?0*([1-9][0-9]{0,14})", re.ASCII | re.IGNORECASE)
ARXIV = re.compile(
    r"(?:arxiv\s?[:.]?\s?)?(?:([0-9]{4}\.[0-9]{4,5})|([a-z-]{2,16})(?:\.[a-z]{2})?/([0-9]{7}))(?:v[0-9]{1,3})?",
    re.ASCII | re.IGNORECASE,
)
ARXIV_DOI = "10.48550/arxiv."


def tidy(text: str) -> str:
    """Full-width signs, typographic dashes and odd blanks as ASCII; what cannot be seen left out."""
    return text if text.isascii() and text.isprintable() else text.translate(FOLD)


def maybe_pmid(raw: object) -> ArticleId | None:
    """A PMID: a number, or text that ends in one (`pmid:1`, an address). 0 is none."""
    return _numbered(Scheme.PMID, PMID, "", raw)


def maybe_pmcid(raw: object) -> ArticleId | None:
    """A PMCID, with or without its letters and version, also in an address."""
    return _numbered(Scheme.PMCID, PMCID, "PMC", raw)


def _numbered(scheme: Scheme, form: re.Pattern[str], letters: str, raw: object) -> ArticleId | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw) if 0 < raw < 10**10 else None
    if not isinstance(raw, str) or len(raw) > LONGEST:
        return None
    found = form.fullmatch(tidy(raw).strip())
    return ArticleId(scheme, letters + found[1]) if found else None


def maybe_doi(raw: object) -> ArticleId | None:
    """A DOI: bare, labelled or as an address of doi.org; escapes undone, what clings to it taken off, in lower case."""
    if not isinstance(raw, str):
        return None
    plain = raw.lower().removeprefix("https://doi.org/")
    if len(plain) <= LONGEST and PLAIN_DOI.fullmatch(plain) and not plain.startswith(ARXIV_DOI):
        return ArticleId(Scheme.DOI, plain)
    if len(raw) > 3 * LONGEST:  # escaped, it may be longer
        return None
    text = _settled(raw, _one_layer_off)
    if not DOI.fullmatch(text) or len(text) > LONGEST or "\ufffd" in text:
        return None
    return (maybe_arxiv(text) if text.startswith(ARXIV_DOI) else None) or ArticleId(Scheme.DOI, text)


def _one_layer_off(text: str) -> str:
    """The text without one layer of escapes, labels and trailing signs."""
    if "&" in text:
        text = ENTITY.sub(lambda found: SIGNS[found[1].lower()], text)
    if "%" in text:
        text = unquote(text, errors="replace")
    text = tidy(text).strip().lower()
    if label := DOI_LABEL.match(text):
        text = text[label.end() :]
    if markup := MARKUP.search(text):
        text = text[: markup.start()]
    return without_tail(text)


def _settled(text: str, step: Callable[[str], str]) -> str:
    """Apply a step until nothing changes, so that reading a canonical spelling changes nothing."""
    for _ in range(9):
        text, before = step(text), text
        if text == before:
            return text
    return ""


def without_tail(text: str) -> str:
    """The text without the punctuation, quotes and unopened brackets of the sentence around it."""
    open_ = {sign: text.count(sign) for sign in "()[]{}<>"}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in PAIRS and open_[last] > open_[PAIRS[last]]:
            open_[last] -= 1
        elif last not in TRAILING:
            break
        end -= 1
    return text[:end]


def maybe_openalex(raw: object) -> ArticleId | None:
    """An OpenAlex work, bare or as an address; authors, sources and topics are None."""
    found = OPENALEX.fullmatch(tidy(raw).strip()) if isinstance(raw, str) and len(raw) <= LONGEST else None
    return ArticleId(Scheme.OPENALEX, found[1].upper()) if found else None


def maybe_s2(raw: object) -> ArticleId | None:
    """A paper of Semantic Scholar: its 40 hexadecimal digits, or `CorpusId:123`."""
    if isinstance(raw, str) and len(raw) <= LONGEST:
        text = tidy(raw).strip()
        if SHA.fullmatch(text):
            return ArticleId(Scheme.S2, text.lower())
        if found := CORPUS.fullmatch(text):
            return ArticleId(Scheme.S2, f"CorpusId:{found[1]}")
    return None


def maybe_arxiv(raw: object) -> ArticleId | None:
    """An arXiv number, with or without `arXiv:` and version, as the DOI that arXiv registers for it."""
    if not isinstance(raw, str) or len(raw) > LONGEST:
        return None
    text = tidy(raw).strip().lower()
    found = ARXIV.fullmatch(text.removeprefix("10.48550/"))
    return ArticleId(Scheme.DOI, ARXIV_DOI + (found[1] or f"{found[2]}/{found[3]}")) if found else None


def arxiv_number(id_: ArticleId) -> str | None:
    """The arXiv number behind an id, for a source that is asked by it."""
    is_arxiv = id_.scheme is Scheme.DOI and id_.value.startswith(ARXIV_DOI)
    return id_.value.removeprefix(ARXIV_DOI) if is_arxiv else None
