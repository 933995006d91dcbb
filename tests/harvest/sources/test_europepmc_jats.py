"""Reference lists out of full texts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from graph.ids import ArticleId, Scheme
from graph.model import Loose
from harvest.errors import BadAnswer
from harvest.sources.base import Answer, Kind, Wanted
from harvest.sources.europepmc import EuropePMC
from harvest.sources.europepmc.jats import ReferenceList, own_pmcid, read_references
from harvest.sources.europepmc.requests import full_text
from tests.examples import examples

SOURCE = EuropePMC()
ASKED = ArticleId(Scheme.PMID, "1")
PMCID = ArticleId(Scheme.PMCID, "PMC77")
REQUEST = full_text(ASKED, PMCID)
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'

REAL = {
    "10_1002_advs_202510004": (439, 308, 130),  # one article is cited twice
    "10_1136_jitc-2025-012743": (166, 166, 0),
    "10_2147_itt_s485642": (184, 182, 2),
    "PMC12900525": (29, 29, 0),
    "PMC13176631": (63, 55, 7),
    "PMC13238370": (22, 11, 11),
    "PMC13240100": (78, 66, 12),
    "PMC13244190": (53, 40, 13),  # its ids are in links alone
    "PMC13249512": (27, 22, 5),
    "PMC13255143": (22, 22, 0),
}


def listed(*refs: str) -> ReferenceList:
    root = etree.fromstring(f"<article {XLINK}><back><ref-list>{''.join(refs)}</ref-list></back></article>")
    found = read_references(root, (ASKED,))
    assert found is not None
    return found


def names(found: ReferenceList) -> list[list[str]]:
    return [[str(id_) for id_ in mention.ids] for mention in found.mentions]


@pytest.mark.parametrize("name", sorted(REAL))
def test_every_reference_of_a_real_text_is_named_or_kept_as_text(body: Callable[[str], bytes], name: str) -> None:
    found = read_references(etree.fromstring(body(f"europepmc/jats/{name}.xml.gz")), ())
    assert found is not None
    assert (found.count, len(found.mentions), found.unresolved) == REAL[name]
    assert len(found.loose) == found.unresolved
    assert all(1 <= loose.position <= found.count and len(loose.text) > 5 for loose in found.loose)


def test_a_real_text_without_references_says_nothing_of_them(body: Callable[[str], bytes]) -> None:
    root = etree.fromstring(body("europepmc/jats/PMC12634591.xml.gz"))
    assert read_references(root, ()) is None
    assert own_pmcid(root) == ArticleId(Scheme.PMCID, "PMC12634591")


def test_a_real_text_answers_for_the_article_that_was_asked_for(body: Callable[[str], bytes]) -> None:
    whole = body("europepmc/jats/PMC13244190.xml.gz")
    right = full_text(ASKED, ArticleId(Scheme.PMCID, "PMC13244190"))
    (record,) = SOURCE.read(right, whole).records
    assert (record.ids, record.reference_count, record.unresolved) == ({ASKED}, 53, 13)
    assert record.loose[0].position == 1
    assert record.loose[0].text.startswith("Myers")
    with pytest.raises(BadAnswer, match="it is the text of pmcid:PMC13244190"):
        SOURCE.read(REQUEST, whole)


def test_ids_are_read_best_first_whatever_their_order() -> None:
    found = listed(
        '<ref><element-citation><pub-id pub-id-type="doi">10.1000/A</pub-id><pub-id pub-id-type="pmcid">PMC3</pub-id>'
        '<pub-id pub-id-type="pmid">3</pub-id></element-citation></ref>'
    )
    assert names(found) == [["pmid:3", "doi:10.1000/a", "pmcid:PMC3"]]


def test_links_name_an_article_where_nothing_is_tagged() -> None:
    found = listed(
        '<ref><mixed-citation>A <ext-link ext-link-type="uri" xlink:href="https://doi.org/10.1000/a">x</ext-link></mixed-citation></ref>',
        '<ref><mixed-citation>B <ext-link ext-link-type="pmid" xlink:href="4"/></mixed-citation></ref>',
        '<ref><mixed-citation>C <ext-link ext-link-type="pmc:entrez-protein" xlink:href="5"/></mixed-citation></ref>',
        '<ref><mixed-citation>D <ext-link ext-link-type="uri" xlink:href="https://a.example/10.1000/z"/></mixed-citation></ref>',
    )
    assert names(found) == [["doi:10.1000/a"], ["pmid:4"]]
    assert [loose.position for loose in found.loose] == [3, 4]


def test_alternatives_are_one_reference_and_parts_are_several() -> None:
    found = listed(
        "<ref><citation-alternatives><mixed-citation>A</mixed-citation><element-citation>"
        '<pub-id pub-id-type="pmid">3</pub-id></element-citation></citation-alternatives></ref>',
        '<ref><mixed-citation>a <pub-id pub-id-type="pmid">4</pub-id></mixed-citation>'
        "<mixed-citation>b</mixed-citation></ref>",
        "<ref><note><p>See the appendix.</p></note></ref>",
    )
    assert names(found) == [["pmid:3"], ["pmid:4"]]
    assert found.loose == (Loose(3, "b"), Loose(4, "See the appendix."))
    assert found.count == 4


def test_text_keeps_apart_what_only_tags_keep_apart() -> None:
    found = listed(
        "<ref><label>1</label><element-citation><person-group><name><surname>Byron</surname><given-names>A</given-names>"
        "</name></person-group><article-title>On <italic>E. coli</italic></article-title><source>Memoirs</source>"
        '<year>1843</year><pub-id pub-id-type="other">x</pub-id></element-citation></ref>'
    )
    assert found.loose == (Loose(1, "Byron A On E. coli Memoirs 1843"),)


def test_the_article_itself_and_repeats_are_left_out_of_the_names() -> None:
    refs = [f'<ref><citation><pub-id pub-id-type="pmid">{n}</pub-id></citation></ref>' for n in (3, 1, 3)]
    assert names(listed(*refs)) == [["pmid:3"]]


def test_lists_inside_lists_are_read_once() -> None:
    ref = '<ref><citation><pub-id pub-id-type="pmid">{}</pub-id></citation></ref>'
    found = listed(ref.format(3), f"<ref-list>{ref.format(4)}</ref-list>")
    assert (names(found), found.count) == ([["pmid:3"], ["pmid:4"]], 2)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html><body/></html>",
        b'<!DOCTYPE article [<!ENTITY a "b">]><article>&a;</article>',
        b"<article><ref-list>",
        b'{"errCode":404}',
    ],
)
def test_what_is_no_article_is_refused(text: bytes) -> None:
    with pytest.raises(BadAnswer, match="europepmc"):
        SOURCE.read(REQUEST, text)


TAGS = st.sampled_from(
    ["ref-list", "ref", "mixed-citation", "element-citation", "citation-alternatives", "pub-id", "ext-link", "label"]
)


@st.composite
def trees(draw: st.DrawFn, depth: int = 4) -> str:
    tag, kind = draw(TAGS), draw(st.sampled_from(["pmid", "doi", "pmcid", "other", ""]))
    words = draw(
        st.sampled_from(["", "3", "10.1000/a", "PMC3", "0", "-1", "9" * 40, "a < b".replace("<", "&lt;"), "\u200b"])
    )
    inner = "".join(draw(st.lists(trees(depth - 1), max_size=3))) if depth else ""
    return f'<{tag} pub-id-type="{kind}" ext-link-type="{kind}" xlink:href="{words}">{words}{inner}</{tag}>{words}'


@settings(max_examples=examples(200), deadline=None)
@given(tree=trees())
def test_any_tree_is_read_as_references_that_hold_together(tree: str) -> None:
    answer: Answer = SOURCE.read(REQUEST, f"<article {XLINK}>{tree}</article>".encode())
    for record in answer.records:
        assert record.reference_count is not None
        assert len(record.references or ()) + record.unresolved <= record.reference_count
        assert len(record.loose) <= record.unresolved
        assert all(mention.ids[0] != ASKED for mention in record.references or ())


@settings(max_examples=examples(200), deadline=None)
@given(noise=st.binary(max_size=300))
def test_any_bytes_are_refused(noise: bytes) -> None:
    with pytest.raises(BadAnswer):
        SOURCE.read(REQUEST, noise)


def test_only_lists_lead_to_full_texts() -> None:
    wanted = [Wanted(frozenset({ASKED, PMCID}))]
    assert all(request.accept == "json" for kind in Kind for request in SOURCE.requests(kind, wanted))
