"""CSL-JSON, saved pages with their reference lists, and what readers tell besides ids."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ids import parse
from harvest.seedfiles import bibtex, csl, nbib, page, plain, ris
from harvest.seedfiles.item import Item
from harvest.seeds import read_seeds, reader_of

CSL = [
    {"id": "a", "type": "article-journal", "DOI": "10.3340/JKNS.2024.0081", "title": "One"},
    {"id": "b", "PMID": "22188765", "PMCID": "PMC3268751", "DOI": "10.1000/b"},
    {"id": "c", "title": "Noted", "note": "PMID: 21533852\nsomething else"},
    {"id": "http://zotero.org/x", "URL": "https://pubmed.ncbi.nlm.nih.gov/17107490/", "title": "Linked"},
    {
        "id": "e",
        "title": "Formulating Research Methods",
        "author": [{"family": "Berg", "given": "A", "non-dropping-particle": "van den"}, {"family": "Li"}],
        "issued": {"date-parts": [["2015", 3, 1]]},
    },
    {"id": "f", "type": "book"},
    "what is this?",
    {"id": 7, "DOI": 7, "title": ["x"], "author": "y", "issued": 3},
]


def ids(items: list[Item]) -> list[list[str]]:
    return [[str(id_) for id_ in item.ids] for item in items]


def saved(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value), encoding="utf-8")
    return path


@pytest.mark.parametrize("form", [CSL, {"items": CSL}, {"references": CSL}])
@pytest.mark.parametrize("name", ["refs.json", "refs.txt"])
def test_csl_json_is_known_by_its_look_and_a_broken_item_fails_no_other(
    tmp_path: Path, form: object, name: str
) -> None:
    seeds = read_seeds([], [saved(tmp_path, name, form)])
    assert list(map(str, seeds.ids)) == [
        *("doi:10.3340/jkns.2024.0081", "pmid:22188765", "pmid:21533852", "pmid:17107490"),
    ]
    (book,) = seeds.nameless
    assert (book.title, book.author, book.year) == ("Formulating Research Methods", "van den Berg", 2015)
    assert seeds.titles == ("Formulating Research Methods",)
    assert seeds.problems == (
        f"{name}, entry 6: has neither an id nor a title.",
        f"{name}, entry 7: is no object of CSL-JSON.",
        f"{name}, entry 8: has neither an id nor a title.",
    )


def test_a_single_item_is_a_list_of_one() -> None:
    assert ids(list(csl.items(json.dumps(CSL[0], indent=2)))) == [["doi:10.3340/jkns.2024.0081"]]


@pytest.mark.parametrize(
    ("issued", "year"),
    [
        ({"date-parts": [[2021]]}, 2021),
        ({"date-parts": [[]]}, None),
        ({"raw": "Mar 2019"}, 2019),
        ({"literal": "in press"}, None),
        ("2020-01-02", 2020),
        (None, None),
    ],
)
def test_a_year_is_read_in_every_form_of_a_date(issued: object, year: int | None) -> None:
    (found,) = csl.items(json.dumps({"title": "x", "issued": issued}))
    assert found.year == year


def test_a_file_that_is_cut_off_gives_what_is_whole_in_it() -> None:
    text = json.dumps(CSL[:4], indent=1)
    *whole, problem = csl.items(text[: text.index("Linked")])
    assert ids(whole) == [["doi:10.3340/jkns.2024.0081"], ["pmid:22188765", "doi:10.1000/b", "pmcid:PMC3268751"],
                          ["pmid:21533852"]]  # fmt: skip
    assert problem.wrong == "is broken JSON; what stands there was left out"
    assert problem.where.startswith("line ")


def test_our_own_export_is_read_back(tmp_path: Path) -> None:
    ours = [{"id": "doi:10.1000/z", "type": "article-journal", "title": "Z", "DOI": "10.1000/z", "PMID": "5"}]
    assert list(map(str, read_seeds([], [saved(tmp_path, "walk.json", ours)]).ids)) == ["pmid:5"]


@pytest.mark.parametrize("text", ["[1] Smith J. PMID: 5", "[a, b] 10.1000/x", "{10.1000/x}", "PMID 5", "[10.1000/x]"])
def test_a_list_with_brackets_is_no_json(text: str) -> None:
    assert reader_of(text) is plain.items


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (bibtex.items, "@article{a, title={T}, author={Berg, A. van den and Li, X}, date={2015-03-01}}"),
        (ris.items, "TY  - JOUR\nTI  - T\nAU  - Berg, A\nPY  - 2015/03/01\nER  - \n"),
        (nbib.items, "PMID- \nTI  - T\nFAU - Berg, Anna\nAU  - Berg A\nDP  - 2015 Mar\n"),
        (csl.items, '{"title": "T", "author": [{"family": "Berg"}], "issued": {"raw": "2015"}}'),
    ],
)
def test_first_author_and_year_come_along(reader: object, text: str) -> None:
    (found,) = reader(text)  # type: ignore[operator]
    assert (found.title, found.author, found.year) == ("T", "Berg", 2015)


def test_a_saved_pubmed_page_has_its_title_its_id_and_its_references(seed_page: Path) -> None:
    (file,) = seed_page.glob("*.txt")
    text = file.read_text(encoding="utf-8")
    (own,) = page.items(text)
    assert [str(id_) for id_ in own.ids] == ["doi:10.3340/jkns.2024.0081"]
    assert (own.title or "").startswith("Cement-Augmented Pedicle Screw Fixation")
    listed = page.references_in(text)
    assert [(one.author, one.year) for one in listed] == [
        *(("Arana-Guajardo", 2021), ("Aydogan", 2009), ("Barańska", 2022), ("Bassawon", 2022), ("Boell", 2015)),
    ]
    assert (listed[0].title or "").endswith("embolism secondary to cement leakage after vertebroplasty")
    assert listed[4].title == "Formulating Research Methods for Information Systems"
    alone, whole = read_seeds([], [file]), read_seeds([], [file], with_references=True)
    assert (len(alone.ids), alone.references, len(whole.nameless), whole.references) == (1, 5, 5, 0)
    assert alone.ids == whole.ids
    assert read_seeds([text], with_references=True).titles == whole.titles


HTML = """<!DOCTYPE html><html><head><meta name="citation_pmid" content="39843410">
<meta name="citation_title" content="Own title"><meta name="citation_author" content="Olbrycht, Tomasz">
<meta name="citation_date" content="2025/03/01"></head><body>See <a href="/22188765/">this</a>
<div class="refs-list"><ol class="references-list" id="x"><li class="skip" value="1"><ol class="references-list">
<li>Aydogan M, Ozturk C. The pedicle screw fixation. J Spinal Disord. 2009;22:444. - <a href="https://doi.org/10.1097/BSD.1">
DOI</a> - <a href="/19652574/">PubMed</a></li></ol></li>
<li>Boell SK. On being systematic. London; 2015. pp. 48-78.</li>
<li>One with an id in its text. 2001. doi: 10.1000/text.</li></ol></div></body></html>"""


def test_the_references_of_an_html_page_have_the_ids_of_their_links() -> None:
    (own,) = page.items(HTML)
    assert (ids([own]), own.title, own.author, own.year) == ([["pmid:39843410"]], "Own title", "Olbrycht", 2025)
    listed = page.references_in(HTML)
    assert {str(id_) for id_ in listed[0].ids} == {"pmid:19652574", "doi:10.1097/bsd.1"}
    assert (listed[1].title, listed[1].author, listed[1].year) == ("On being systematic", "Boell", 2015)
    assert ids(listed[2:]) == [["doi:10.1000/text"]]
    seeds = read_seeds([HTML], with_references=True)
    assert list(map(str, seeds.ids)) == ["pmid:39843410", "pmid:19652574", "doi:10.1000/text"]
    assert seeds.titles == ("On being systematic",)


def test_a_reference_that_goes_on_in_the_next_line_is_one() -> None:
    text = "Cited by\nReferences\n\n 1. Smith J. A title that\n is long. J. 2001;1:1.\n[2] Doe K. Other. 2002.\n"
    listed = [(one.title, one.year) for one in page.references_in(text)]
    assert listed == [("A title that is long", 2001), ("Other", 2002)]


@pytest.mark.parametrize("text", ["", "References", "References\n\nnone here", "<html><body><ol></ol></body></html>"])
def test_a_page_without_a_list_has_no_references(text: str) -> None:
    assert page.references_in(text) == []


@given(
    st.text(max_size=400)
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["items", "DOI", "title", "author", "issued", "date-parts", "PMID", "note", "family"]),
                inner,
            )
        ),
        max_leaves=20,
    ).map(json.dumps)
)
def test_whatever_is_read_gives_items_and_no_error(text: str) -> None:
    for found in (*csl.items(text), *page.references_in(text), *page.items(text)):
        assert all(parse(str(id_)) == id_ for id_ in found.ids)
        assert found.title is None or isinstance(found.title, str)


@pytest.mark.parametrize("text", ["A" + " b" * 50_000, "Ab C, " * 20_000, "x. " * 30_000, '{"' * 5_000, "[" * 100_000])
@pytest.mark.timeout(20)
def test_long_nonsense_is_read_in_time(text: str) -> None:
    page.references_in(f"References\n1. {text}\n")
    list(csl.items(text))
