"""Crossref's works as records: fields, references with and without a DOI, versions, and notices both ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from graph.ids import ArticleId, Scheme
from graph.merge import merge
from graph.model import Author, Loose, Notice, NoticeKind, Record, Retraction, Version
from harvest.sources.crossref.works import Work, read_work

Cassette = Callable[[str], list[bytes]]
OWN = ArticleId(Scheme.DOI, "10.1000/own")
PLOS = "crossref/habanero/test-prefixes/test_prefixes_field_queries.yaml"
SELECTED = "multi-api/paper-qa/test_crossref_journalquality_fields_filtering.yaml"


def doi(value: str) -> ArticleId:
    return ArticleId(Scheme.DOI, value)


def work(**fields: object) -> Work:
    read = read_work({"DOI": "10.1000/OWN", **{name.replace("_", "-"): value for name, value in fields.items()}})
    assert read is not None
    return read


def record(**fields: object) -> Record:
    return work(**fields).record


def update(kind: str, to: str, *date: int, source: str = "publisher") -> dict[str, object]:
    return {"DOI": to, "type": kind, "source": source, "label": kind, "updated": {"date-parts": [list(date)]}}


def recorded(body: bytes) -> Iterator[Mapping[str, object]]:
    """The works in a recorded answer, whether it is a list or one work."""
    message = json.loads(body)["message"]
    yield from message.get("items", [message])


def found(cassette: Cassette, path: str, wanted: str) -> Work:
    """A work of a cassette by its DOI."""
    works = (read_work(one) for body in cassette(path) if b'"ok"' in body[:200] for one in recorded(body))
    return next(one for one in works if one is not None and one.doi == doi(wanted))


def test_all_fields_of_a_recorded_article_are_read(cassette: Cassette) -> None:
    said = found(cassette, PLOS, "10.1371/journal.pbio.0050002").record
    assert (said.journal, said.issn, said.volume, said.issue) == ("PLoS Biology", "1545-7885", "5", "1")
    assert (said.date, said.year, said.type, said.pages) == ("2006-12-12", 2006, "article", "e2")
    assert said.authors is not None
    assert all(author.name for author in said.authors)
    assert (said.url, said.language) == ("https://doi.org/10.1371/journal.pbio.0050002", "en")
    assert said.references is not None
    assert said.reference_count == len(said.references) + said.unresolved


def test_every_recorded_work_is_read(recordings: Path, cassette: Cassette) -> None:
    """Reference lists are as long as they say, and every entry is found again, with a DOI or without."""
    read, listed, mentioned, loose = 0, 0, 0, 0
    for path in sorted((recordings / "crossref").rglob("test_*works*.y*ml")):
        for body in cassette(str(path.relative_to(recordings))):
            if b'"message-type":"work' not in body[:80]:
                continue
            for one in recorded(body):
                said = read_work(one)
                assert said is not None
                read += 1
                entries = one.get("reference")
                if not isinstance(entries, list):
                    assert said.record.references is None
                    continue
                listed += len(entries)
                mentioned += len(said.record.references or ())
                loose += said.record.unresolved
                assert said.record.reference_count == len(entries)
                assert said.record.unresolved == sum("DOI" not in entry for entry in entries)
                assert all(1 <= one.position <= len(entries) and one.text for one in said.record.loose)
    assert read > 200
    assert 0 <= listed - mentioned - loose <= listed * 0.01  # entries that name one DOI twice


def test_a_missing_reference_list_says_nothing_whatever_is_counted() -> None:
    silent = record(references_count=12)
    assert (silent.references, silent.reference_count) == (None, 12)
    for none in (record(references_count=0), record(references_count=0, reference=[]), record()):
        assert (none.references, none.reference_count, none.loose, none.unresolved) == (None, None, (), 0)


def test_references_without_a_doi_are_kept_as_text_with_their_place() -> None:
    said = record(
        references_count=5,
        reference=[
            {"key": "1", "DOI": "10.1000/A", "doi-asserted-by": "crossref"},
            {"key": "2", "unstructured": "Smith <i>J</i>, A book &amp; more, 1999."},
            {
                "key": "3",
                "author": "Ada Byron",
                "year": "1843",
                "article-title": "Notes",
                "journal-title": "Memoirs",
                "volume": "3",
                "issue": "2",
                "first-page": "666",
            },
            {"key": "4", "volume-title": "A book", "year": "2001"},
            {"key": "5"},
        ],
    )
    assert [mention.ids for mention in said.references or ()] == [(doi("10.1000/a"),)]
    assert said.loose == (
        Loose(2, "Smith J, A book & more, 1999."),
        Loose(3, "Ada Byron (1843). Notes. Memoirs 3(2): 666"),
        Loose(4, "(2001). A book"),
    )
    assert (said.unresolved, said.reference_count) == (4, 5)


def test_what_is_no_doi_is_a_reference_without_one() -> None:
    said = record(reference=[{"DOI": "see the book", "unstructured": "A book"}, {"DOI": "10.1000/own"}])
    assert (said.references, said.loose, said.unresolved) == ((), (Loose(1, "A book"),), 1)


@pytest.mark.parametrize(
    ("parts", "date"),
    [([[2018, 3, 26]], "2018-03-26"), ([[2018, 3]], "2018-03"), ([[2018]], "2018"), ([[None]], None), ([], None)],
)
def test_a_date_is_as_precise_as_stated(parts: object, date: str | None) -> None:
    said = record(issued={"date-parts": parts})
    assert (said.date, said.year) == (date, 2018 if date else None)


def test_an_abstract_is_plain_text_without_its_heading() -> None:
    jats = "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aim</jats:title><jats:p>x &lt; 2</jats:p></jats:sec>"
    assert record(abstract=jats).abstract == "Aim x < 2"


@pytest.mark.parametrize("text", [" " * 2_000_000, "<jats:title>" * 200_000, "<jats:title>abstract" + " " * 2_000_000])
def test_an_abstract_of_nothing_much_is_read_quickly(text: str) -> None:
    record(abstract=text)  # in no time that grows with the square, which would be hours


def test_a_notice_about_very_many_is_read_quickly() -> None:
    said = work(update_to=[update("retraction", f"10.1000/{n}", 2020) for n in range(5_000)])
    assert len(said.about) == 5_000


def test_authors_are_people_and_groups() -> None:
    orcid = "0000-0002-1825-0097"
    listed = [
        {"given": "Ada", "family": "Byron", "suffix": "Jr", "ORCID": f"https://orcid.org/{orcid}"},
        {"name": "The Group"},
        {"affiliation": []},
    ]
    assert record(author=listed).authors == (Author("Ada Byron Jr", orcid), Author("The Group"))
    assert record().authors is None


@pytest.mark.parametrize(
    ("stated", "kind"),
    [
        ({"type": "journal-article"}, "article"),
        ({"type": "proceedings-article"}, "proceedings-article"),
        ({"type": "posted-content", "subtype": "preprint"}, "preprint"),
        ({"type": "posted-content", "subtype": "other"}, "posted-content"),
        ({"type": "posted-content", "DOI": "10.1101/2024.04.01.587366"}, "preprint"),
        (
            {"type": "posted-content", "relation": {"is-preprint-of": [{"id-type": "doi", "id": "10.1000/x"}]}},
            "preprint",
        ),
        ({"type": "journal-article", "update-to": [update("retraction", "10.1000/x", 2020)]}, "retraction"),
        ({"type": "journal-article", "update-to": [update("corrigendum", "10.1000/x", 2020)]}, "erratum"),
        ({"type": "journal-article", "update-to": [update("new_version", "10.1000/own", 2020)]}, "article"),
        ({}, None),
    ],
)
def test_kinds_of_publication_are_called_as_other_sources_call_them(
    stated: dict[str, object], kind: str | None
) -> None:
    said = read_work({"DOI": "10.1000/own", **stated})
    assert said is not None
    assert said.record.type == kind


@pytest.mark.parametrize(
    ("path", "own", "preprint", "published"),
    [
        (
            "crossref/habanero/test-works/test_works_field_queries.yaml",
            "10.1002/ece3.2314",
            "10.1101/014852",
            "10.1002/ece3.2314",
        ),
        (
            "crossref/rcrossref/cr_works.yml",
            "10.1002/essoar.10504562.1",
            "10.1002/essoar.10504562.1",
            "10.1029/2020ms002386",
        ),
    ],
)
def test_recorded_preprints_and_published_forms_name_each_other(
    cassette: Cassette, path: str, own: str, preprint: str, published: str
) -> None:
    assert found(cassette, path, own).versions == (Version(doi(preprint), doi(published), "crossref"),)


def test_a_version_of_something_is_believed_only_where_one_end_is_a_preprint() -> None:
    def versions(own: str, other: str, name: str = "is-version-of") -> tuple[Version, ...]:
        said = read_work({"DOI": own, "relation": {name: [{"id-type": "doi", "id": other}]}})
        assert said is not None
        return said.versions

    preprint, published = "10.1101/123456", "10.1000/a"
    both = (Version(doi(preprint), doi(published), "crossref"),)
    assert versions(preprint, published) == versions(published, preprint, "has-version") == both
    assert versions("10.59350/895qm-mnq80", "10.59350/7mtwq-q3661") == ()
    assert versions("10.1101/123456", "10.1101/654321") == ()
    assert versions("10.1000/a", "10.1000/A", "has-preprint") == ()


def test_a_recorded_correction_is_a_notice_and_no_retraction(cassette: Cassette) -> None:
    said = found(cassette, PLOS, "10.1371/journal.pbio.0050002").record
    notice = Notice(NoticeKind.CORRECTION, doi("10.1371/journal.pbio.0060304"), "2008-11-25", "crossref")
    assert (said.notices, said.is_retracted, said.retraction) == ((notice,), None, None)


def test_a_recorded_new_version_is_no_notice(cassette: Cassette) -> None:
    said = found(cassette, PLOS, "10.1371/journal.ppat.1006930")
    assert (said.record.notices, said.about, said.versions) == (None, (), ())


def test_a_retraction_names_the_publishers_notice_before_that_of_retraction_watch() -> None:
    both = [
        update("retraction", "10.1000/n1", 2013, 11, 28, source="retraction-watch"),
        update("retraction", "10.1000/n2", 2014, 1, 2),
        update("expression_of_concern", "10.1000/n3", 2012, 5),
    ]
    for entries in (both, both[::-1]):
        said = record(updated_by=entries)
        assert said.is_retracted is True
        assert said.retraction == Retraction(doi("10.1000/n2"), "2014-01-02", "crossref")
        assert said.notices == (Notice(NoticeKind.CONCERN, doi("10.1000/n3"), "2012-05", "crossref"),)


def test_an_article_withdrawn_in_place_has_no_notice_of_its_own() -> None:
    said = record(updated_by=[update("withdrawal", "10.1000/own", 2020, 6)])
    assert (said.is_retracted, said.retraction) == (True, Retraction(None, "2020-06", "crossref"))


def test_an_article_that_was_reinstated_is_not_retracted() -> None:
    out, back = update("retraction", "10.1000/n1", 2020), update("reinstatement", "10.1000/n2", 2021)
    assert record(updated_by=[out, back]).is_retracted is None
    assert record(updated_by=[update("retraction", "10.1000/n3", 2022), out, back]).is_retracted is True


def test_one_notice_that_two_report_is_one() -> None:
    twice = [update("correction", "10.1000/n", 2020, source=source) for source in ("retraction-watch", "publisher")]
    assert len(record(updated_by=twice).notices or ()) == 1


def test_a_work_without_updates_says_nothing_about_retractions() -> None:
    assert (record().is_retracted, record().retraction, record().notices) == (None, None, None)


def test_a_notice_says_whom_it_retracts_and_describes_nobody_by_that() -> None:
    said = work(
        update_to=[update("retraction", "10.1000/X", 2020, 5), update("erratum", "10.1000/y", 2021)],
        title=["Retraction"],
    )
    retracted, corrected = said.about
    retraction = Retraction(OWN, "2020-05", "crossref")
    assert retracted == Record(
        source="crossref", ids=frozenset({doi("10.1000/x")}), is_retracted=True, retraction=retraction
    )
    assert corrected.notices == (Notice(NoticeKind.CORRECTION, OWN, "2021", "crossref"),)
    assert (corrected.is_retracted, said.record.is_retracted) == (None, None)
    node = merge({}, [retracted])
    assert (node["stub"], node["is_retracted"], node["retraction"]) == (True, True, str(OWN))


def test_an_answer_of_a_few_selected_fields_is_read(cassette: Cassette) -> None:
    for body in cassette(SELECTED):
        for one in recorded(body) if b'"items"' in body else ():
            said = read_work(one)
            assert said is not None
            assert (said.record.references, said.record.year, said.record.cited_by_count) == (None, None, None)
