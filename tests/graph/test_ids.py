"""Reading identifiers: every spelling that was seen, every refusal with its sentence, then properties over any text."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.ids import (
    ArticleId,
    Scheme,
    arxiv_number,
    find_all,
    from_value,
    maybe_arxiv,
    maybe_doi,
    maybe_openalex,
    maybe_pmcid,
    maybe_pmid,
    maybe_s2,
    parse,
    url_of,
)

SICI = "10.1002/(sici)1097-0142(19960815)78:4<497::aid-cncr1>3.0.co;2-#"
SHA = "204e3073870fae3d05bcbc2f6a8e263d9b72e776"


@pytest.mark.parametrize(
    "text",
    [
        "39843410",
        " 0039843410 ",
        "PMID: 39843410",
        "pmid:39843410",
        "PMID39843410",
        "PubMed 39843410.",
        "[PMID: 39843410]",
        "PMID\x0039843410",
        "３９８４３４１０",
        "\ufeff39843410",
        "https://pubmed.ncbi.nlm.nih.gov/39843410/",
        "pubmed.ncbi.nlm.nih.gov/39843410",
        "https://pubmed.ncbi.nlm.nih.gov/39843410/#affiliation-1",
        "https://pubmed.ncbi.nlm.nih.gov/?term=39843410",
        "http://www.ncbi.nlm.nih.gov/pubmed/39843410?dopt=Abstract",
        "https://www.ncbi.nlm.nih.gov/m/pubmed/39843410/",
        "https://pubmed-ncbi-nlm-nih-gov.proxy.example.edu/39843410/",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/pmid/39843410/",
        "https://europepmc.org/article/MED/39843410",
        "https://europepmc.org/abstract/med/39843410",
        "https://www.ebi.ac.uk/europepmc/webservices/rest/MED/39843410/references?page=1",
        "https://api.openalex.org/works/pmid:39843410",
        "https://api.semanticscholar.org/graph/v1/paper/PMID:39843410",
    ],
)
def test_a_pmid_is_read_from_any_spelling(text: str) -> None:
    assert parse(text) == ArticleId(Scheme.PMID, "39843410")


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("10.3340/JKNS.2024.0081", "10.3340/jkns.2024.0081"),
        ("doi:10.3340/jkns.2024.0081", "10.3340/jkns.2024.0081"),
        ("DOI 10.3340/jkns.2024.0081.", "10.3340/jkns.2024.0081"),
        ("doi: 10.3340/jkns.2024.0081. Epub 2025 Jan 23.", "10.3340/jkns.2024.0081"),
        ("“10.3340/jkns.2024.0081”,", "10.3340/jkns.2024.0081"),
        ("<https://doi.org/10.3340/jkns.2024.0081>", "10.3340/jkns.2024.0081"),
        ("(see https://doi.org/10.3340/jkns.2024.0081)", "10.3340/jkns.2024.0081"),
        ("http://dx.doi.org/10.3340%2Fjkns.2024.0081", "10.3340/jkns.2024.0081"),
        ("https://doi.org/10.3340/jkns.2024.0081?utm_source=mail#top", "10.3340/jkns.2024.0081"),
        ("https://doi-org.proxy.example.edu/10.3340/jkns.2024.0081", "10.3340/jkns.2024.0081"),
        ("https://login.example.edu/login?url=https://doi.org/10.3340/jkns.2024.0081", "10.3340/jkns.2024.0081"),
        ("info:doi/10.3340/jkns.2024.0081", "10.3340/jkns.2024.0081"),
        ("10.1007/s00586–020–06435–7", "10.1007/s00586-020-06435-7"),
        ("10.1016/S0140-6736(05)12345-6", "10.1016/s0140-6736(05)12345-6"),
        ("(10.1016/S0140-6736(05)12345-6)", "10.1016/s0140-6736(05)12345-6"),
        ("10.1000/a&amp;b", "10.1000/a&b"),
        ("10.1000.10/123456", "10.1000.10/123456"),
        (SICI, SICI),
        ("10.1175/1520-0469(1963)020<0130:DNF>2.0.CO;2", "10.1175/1520-0469(1963)020<0130:dnf>2.0.co;2"),
        (f"doi:{SICI.upper()}", SICI),
        (f"https://doi.org/{SICI}", SICI),
        (f"https://doi.org/{quote(SICI, safe='/')}", SICI),
        (f"https://doi.org/{quote(quote(SICI, safe='/'), safe='/')}", SICI),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), SICI),
    ],
)
def test_a_doi_is_read_from_any_spelling(text: str, doi: str) -> None:
    assert parse(text) == ArticleId(Scheme.DOI, doi)


@pytest.mark.parametrize(
    ("address", "doi"),
    [
        ("https://link.springer.com/article/10.1007/s00586-020-06435-7#Sec1", "10.1007/s00586-020-06435-7"),
        ("https://link.springer.com/content/pdf/10.1007/s00586-020-06435-7.pdf", "10.1007/s00586-020-06435-7"),
        ("https://onlinelibrary.wiley.com/doi/abs/10.1002/cncr.11", "10.1002/cncr.11"),
        ("https://onlinelibrary.wiley.com/doi/10.1002/cncr.11/full", "10.1002/cncr.11"),
        ("https://acsjournals.onlinelibrary.wiley.com/doi/pdfdirect/10.1002/cncr.11?download=true", "10.1002/cncr.11"),
        ("https://www.tandfonline.com/doi/full/10.1080/0284.2020.17", "10.1080/0284.2020.17"),
        ("https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0000308", "10.1371/journal.pone.0000308"),
        ("https://www.frontiersin.org/articles/10.3389/fneur.2020.00123/full", "10.3389/fneur.2020.00123"),
        ("https://www.bmj.com/lookup/doi/10.1136/bmj.m3379", "10.1136/bmj.m3379"),
        ("https://www.emerald.com/insight/content/doi/10.1108/JD-12-2013-0166/full/html", "10.1108/jd-12-2013-0166"),
        ("https://iopscience.iop.org/article/10.1088/1742-6596/1/1/012/meta", "10.1088/1742-6596/1/1/012"),
        ("https://www.biorxiv.org/content/10.1101/2020.01.01.123456v2.full.pdf+html", "10.1101/2020.01.01.123456"),
        ("https://academic.oup.com/nar/article-pdf/doi/10.1093/nar/gkx123/1053/gkx123.pdf", "10.1093/nar/gkx123"),
        ("https://www.nature.com/articles/s41586-020-2649-2.pdf", "10.1038/s41586-020-2649-2"),
        ("https://api.crossref.org/works/10.1002/cncr.11", "10.1002/cncr.11"),
        ("https://api.openalex.org/works/doi:10.1002/cncr.11", "10.1002/cncr.11"),
        ("https://api.semanticscholar.org/graph/v1/paper/DOI:10.1002/cncr.11/citations", "10.1002/cncr.11"),
    ],
)
def test_a_doi_is_found_in_a_publishers_address(address: str, doi: str) -> None:
    assert parse(address) == ArticleId(Scheme.DOI, doi)


def test_a_bare_doi_keeps_an_end_that_only_looks_like_a_publishers() -> None:
    assert parse("10.1000/a/full").value == "10.1000/a/full"


@pytest.mark.parametrize(
    "text",
    [
        "PMC3268751",
        "pmc3268751",
        "PMCID: PMC3268751",
        "pmcid:3268751",
        "PMC3268751.1",
        "https://pmc.ncbi.nlm.nih.gov/articles/PMC3268751/",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3268751/pdf/main.pdf",
        "https://www.ncbi.nlm.nih.gov/pmc/articles/3268751",
        "https://europepmc.org/article/PMC/PMC3268751",
        "https://europepmc.org/articles/PMC3268751",
    ],
)
def test_a_pmcid_is_read_from_any_spelling(text: str) -> None:
    assert parse(text) == ArticleId(Scheme.PMCID, "PMC3268751")


@pytest.mark.parametrize(
    "text",
    [
        "W2741809807",
        "w2741809807",
        "openalex:W2741809807",
        "https://openalex.org/W2741809807",
        "https://openalex.org/works/w2741809807",
        "https://explore.openalex.org/works/W2741809807",
        "https://api.openalex.org/works/W2741809807?select=id",
    ],
)
def test_an_openalex_work_is_read_from_any_spelling(text: str) -> None:
    assert parse(text) == ArticleId(Scheme.OPENALEX, "W2741809807")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (SHA, SHA),
        (SHA.upper(), SHA),
        (f"s2:{SHA}", SHA),
        ("1" * 40, "1" * 40),
        (f"https://www.semanticscholar.org/paper/Some-Title/{SHA}", SHA),
        (f"https://www.semanticscholar.org/paper/{SHA}?utm=x", SHA),
        (f"https://api.semanticscholar.org/graph/v1/paper/{SHA}/citations", SHA),
        ("CorpusId:215416146", "CorpusId:215416146"),
        ("corpusID: 215416146", "CorpusId:215416146"),
        ("https://api.semanticscholar.org/CorpusID:215416146", "CorpusId:215416146"),
    ],
)
def test_a_semantic_scholar_paper_is_read_from_any_spelling(text: str, value: str) -> None:
    assert parse(text) == ArticleId(Scheme.S2, value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("arXiv:2101.00001v2", "2101.00001"),
        ("2101.00001", "2101.00001"),
        ("https://arxiv.org/abs/2101.00001", "2101.00001"),
        ("https://arxiv.org/pdf/2101.00001v3.pdf", "2101.00001"),
        ("https://export.arxiv.org/abs/hep-th/9901001v1", "hep-th/9901001"),
        ("math.GT/0309136", "math/0309136"),
        ("10.48550/arXiv.2101.00001", "2101.00001"),
        ("https://doi.org/10.48550/arXiv.2101.00001v1", "2101.00001"),
        ("https://api.semanticscholar.org/graph/v1/paper/arXiv:2101.00001", "2101.00001"),
    ],
)
def test_an_arxiv_number_is_read_as_the_doi_that_arxiv_registers_for_it(text: str, number: str) -> None:
    found = parse(text)
    assert found == ArticleId(Scheme.DOI, f"10.48550/arxiv.{number}")
    assert arxiv_number(found) == number


def test_our_own_ids_are_read_bare_and_those_of_loaded_files_with_their_name() -> None:
    assert parse("a0123456789abcdef0123") == ArticleId(Scheme.CITEWALK, "a0123456789abcdef0123")
    assert parse("citewalk:node (7).") == ArticleId(Scheme.CITEWALK, "node (7).")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "No identifier was given; give a PMID (39843410), a DOI"),
        (" \t.", "No identifier was given"),
        ("0", "'0' is not a PMID, which has at most nine digits and is not 0"),
        ("1234567890", "is not a PMID"),
        ("pmid:0", "'pmid:0' is not right: a PMID is a number of one to nine digits"),
        ("PMCID: x", "a PMCID looks like PMC3268751"),
        ("doi:nothing", "a DOI looks like 10.3340/jkns.2024.0081"),
        ("10.1016", "is not a whole DOI"),
        ("A5023888391", "is not the OpenAlex id of a work, which begins with W"),
        ("https://openalex.org/A5023888391", "holds no identifier of an article; give the DOI or PMID"),
        ("https://www.sciencedirect.com/science/article/pii/S0140673605123456", "holds no identifier of an article"),
        ("https://pubmed.ncbi.nlm.nih.gov/?term=cement", "holds no identifier of an article"),
        ("https://[bad/10", "is not an identifier that citewalk knows"),
        ("39843410, 22188765", "holds 2 identifiers (pmid:39843410, pmid:22188765...); give one at a time"),
        ("PMID: 39843410; PMCID: PMC3268751", "holds 2 identifiers"),
        ("10.1000/a, 22188765", "holds 2 identifiers"),
        ("cement\x1b[31m leakage", "'cement[31m leakage' is not an identifier"),
        ("x" * 5000, "is too long for an identifier"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=re.escape(sentence)):
        parse(text)


@pytest.mark.parametrize("raw", [None, "", " ", 0, -1, True, "0", "abc", [], 1.5, "10.1000/123456", "n/a", "x" * 10**6])
def test_rubbish_of_an_api_is_no_pmid(raw: object) -> None:
    assert maybe_pmid(raw) is None


def test_apis_state_numbers_as_numbers_text_and_addresses() -> None:
    assert maybe_pmid(39843410) == maybe_pmid("https://pubmed.ncbi.nlm.nih.gov/39843410") == parse("39843410")
    assert maybe_pmcid("https://www.ncbi.nlm.nih.gov/pmc/articles/5815332") == parse("PMC5815332")
    assert maybe_pmcid("5815332") == maybe_pmcid(5815332) == parse("PMC5815332")
    assert maybe_openalex("https://openalex.org/W1") == ArticleId(Scheme.OPENALEX, "W1")
    assert maybe_doi("10.1000/ABC [doi]") == maybe_doi("https://doi.org/10.1000/abc") == parse("10.1000/abc")
    assert maybe_s2(SHA) == parse(SHA)
    assert maybe_arxiv("1706.03762") == parse("arXiv:1706.03762v5")


@pytest.mark.parametrize(
    "raw", ["10.1000", "10.1000/", "10.1000/ab cd", "doi", "https://doi.org/", 10.1, None, "10.1/x", "10.1000/%ff"]
)
def test_half_a_doi_is_none_rather_than_another_articles(raw: object) -> None:
    assert maybe_doi(raw) is None


def test_an_openalex_author_is_no_work() -> None:
    assert maybe_openalex("https://openalex.org/A5023888391") is None


def test_ids_are_found_in_running_text_once_each_in_order() -> None:
    text = f"""Smith 2020, J Spine 12:3. doi: 10.1000/ABC.1; PMID: 39843410, PMCID: PMC3268751.
    See <a href="https://doi.org/10.1000/abc.1">10.1000/abc.1</a> and (https://pubmed.ncbi.nlm.nih.gov/22188765/),
    {SICI}; arXiv:2101.00001v2, 10.1000/one;10.1000/two, W2741809807, score 10.5/12, tel. 12345678,
    www.ncbi.nlm.nih.gov/pubmed/5"""
    assert [str(id_) for id_ in find_all(text)] == [
        "doi:10.1000/abc.1",
        "pmid:39843410",
        "pmcid:PMC3268751",
        "pmid:22188765",
        f"doi:{SICI}",
        "doi:10.48550/arxiv.2101.00001",
        "doi:10.1000/one",
        "doi:10.1000/two",
        "openalex:W2741809807",
        "pmid:5",
    ]


def test_nothing_but_numbers_are_pmids() -> None:
    assert [id_.value for id_ in find_all("39843410, 22188765\n0 21533852;22188765")] == [
        "39843410",
        "22188765",
        "21533852",
    ]


def test_a_list_of_pmids_needs_their_name_once() -> None:
    text = "PMIDs: 39843410, 22188765; 2020 Jan; 10.1000/a"
    assert [str(id_) for id_ in find_all(text)] == ["pmid:39843410", "pmid:22188765", "doi:10.1000/a"]
    with pytest.raises(BadInput, match="holds 2 identifiers"):
        parse("PMID: 39843410, 22188765")


def test_every_id_that_others_gave_has_a_page() -> None:
    assert url_of(parse("39843410")) == "https://pubmed.ncbi.nlm.nih.gov/39843410/"
    assert url_of(parse("CorpusId:1")) == "https://api.semanticscholar.org/CorpusId:1"
    assert url_of(ArticleId(Scheme.CITEWALK, "x")) is None


@pytest.mark.parametrize("text", ["", "pmid", "pmid:", "nobody:1", ":1"])
def test_only_the_value_of_an_identifier_is_taken_from_the_graph(text: str) -> None:
    with pytest.raises(ValueError, match=r"identifier|Scheme"):
        from_value(text)


digits = st.integers(1, 999_999_999).map(str)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-._();:<>/[]#", min_size=1, max_size=30)
dois = st.builds("10.{}/{}".format, st.integers(1000, 99999), names).map(maybe_doi)
ids = st.one_of(
    digits.map(maybe_pmid),
    digits.map(maybe_pmcid),
    digits.map(lambda n: maybe_openalex(f"W{n}")),
    digits.map(lambda n: maybe_s2(f"CorpusId:{n}")),
    st.text("0123456789abcdef", min_size=40, max_size=40).map(maybe_s2),
    dois,
).filter(bool)
DECORATIONS = [
    "{}", " {} ", "({})", "[{}]", "“{}”", "<{}>", "{}.", "{},", '"{}";', "\u200b{}\ufeff", "\x00{}", "\t{}\n", "'{}'",
]  # fmt: skip


def has_its_brackets(id_: ArticleId) -> bool:
    """Whose the brackets around an id with half a pair are, nobody can tell."""
    return all(id_.value.count(opening) == id_.value.count(closing) for opening, closing in ("()", "[]", "<>"))


@given(ids.filter(has_its_brackets), st.sampled_from(DECORATIONS), st.booleans())
def test_an_id_in_any_decoration_is_itself(id_: ArticleId, around: str, shouted: bool) -> None:
    text = around.format(id_.value.upper() if shouted else id_.value)
    assert parse(text) == id_


@given(ids)
def test_the_value_of_an_identifier_and_its_page_lead_back_to_it(id_: ArticleId) -> None:
    assert from_value(str(id_)) == id_
    assert parse(str(id_)) == id_
    assert parse(url_of(id_) or "") == id_


@given(dois, st.sampled_from(["doi:{}", "DOI: {}", "https://doi.org/{}", "http://dx.doi.org/{}", "doi {}"]))
def test_a_doi_under_any_name_and_escape_is_itself(id_: ArticleId | None, name: str) -> None:
    if id_ is not None:
        assert maybe_doi(name.format(quote(id_.value, safe="/"))) == id_
        assert maybe_doi(id_.value) == id_


doi_like = st.builds(
    "{}10.1000/{}{}".format,
    st.sampled_from(["", "doi:", "(", "https://doi.org/", "&lt;", "%3C"]),
    st.text(max_size=30),
    st.sampled_from(["", ".", ")", "%2526lt;", "&amp;amp;lt;", "</a>", "İ", "\ud800"]),
)


@given(st.text() | doi_like | st.text("10./pmidoworgsaxvhtc:%&#;()<>W ", max_size=60))
def test_any_text_is_an_id_in_one_spelling_or_bad_input(text: str) -> None:
    found = read_or_refused(text)
    if isinstance(found, BadInput):
        assert str(found).isprintable()
    else:
        assert parse(str(found)) == found
        assert found.scheme is Scheme.CITEWALK or str(found).encode()


def read_or_refused(text: str) -> ArticleId | BadInput:
    try:
        return parse(text)
    except BadInput as refusal:
        return refusal


@given(st.text() | doi_like)
def test_readers_never_raise_and_reading_twice_is_reading_once(text: str) -> None:
    for read in (maybe_doi, maybe_pmid, maybe_pmcid, maybe_openalex, maybe_s2):
        found = read(text)
        assert found is None or read(found.value) == found
    found = maybe_arxiv(text)
    assert found is None or maybe_doi(found.value) == found


@given(st.lists(st.text(max_size=8) | ids.map(str) | doi_like | st.sampled_from(["https://", "PMID ", "W12345678"])))
def test_finding_never_raises_and_finds_nothing_twice(words: list[str]) -> None:
    found = find_all(" ".join(words))
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "hostile",
    [
        "10.1000/" + "(" * 50_000, "10.1000/" + ")" * 50_000, "10.1000/" + "&amp;" * 20_000, "%25" * 50_000,
        "https://" * 20_000, "a." * 50_000, "doi:" * 40_000, "0" * 100_000, "pmid:" + " " * 100_000, "10." * 50_000,
        "10.1000/a;" * 20_000, "https://a/?u=" * 10_000, "<" * 100_000, "10.1000" + ".1" * 50_000, "PMC" * 40_000,
        "W1" * 50_000, "arxiv:" * 20_000, "www." * 40_000, "-" * 100_000, " " * 100_000,
    ],
)  # fmt: skip
def test_hostile_text_takes_no_longer_than_other_text(hostile: str) -> None:
    begun = time.process_time()
    find_all(hostile)
    for read in (maybe_doi, maybe_pmid, maybe_pmcid, maybe_openalex, maybe_s2, maybe_arxiv):
        read(hostile)
        read(hostile[:1000])
    for text in (hostile, hostile[:2999]):
        read_or_refused(text)
    assert time.process_time() - begun < 2
