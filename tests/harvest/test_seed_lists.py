"""Lists and tables of ids as people keep them: numbered, remarked, in one column of many."""

from __future__ import annotations

import pytest

from harvest.seedfiles import bibtex, csl, ris, table
from harvest.seeds import STDIN, read_seeds, reader_of

PUBMED_CSV = """"PMID","Title","Authors","First Author","Publication Year","PMCID","NIHMS ID","DOI"
"39843410","A title, with a comma","Berg A, Li B","Berg A","2024","PMC3268751","","10.3340/jkns.2024.0081"
"22188765","Another","Li B.","Li B","2006","","",""
"""
NODES_CSV = """id,pmid,doi,pmcid,openalex,s2,title,year
a0123,39843410,10.3340/jkns.2024.0081,,,,'=Title,2024
22188765,,10.1000/second,,,,Not the number before,
x,,,,,,A title and nothing else,1999
"""


def ids_of(text: str) -> list[str]:
    return [str(id_) for id_ in read_seeds([], [STDIN], text).ids]


@pytest.mark.parametrize(
    "text",
    [
        "1. 39843410\n2. 10.1000/a\n3. PMC3268751\n",
        "1\t39843410\n2\t10.1000/a\n3\tPMC3268751\n",
        "[1] PMID: 39843410\n[2] doi:10.1000/a\n[3] PMC3268751\n",
        "7) 39843410\n12) 10.1000/a\n40) PMC3268751\n",
        "- 39843410\n- 10.1000/a\n* PMC3268751\n",
        "39843410  # the first\n10.1000/a # the second\nPMC3268751\n",
        "39843410,10.1000/a\nPMC3268751\n",
        "39843410;PMC3268751\n10.1000/a\n",
    ],
)
def test_numbers_bullets_and_remarks_of_a_list_are_no_ids(text: str) -> None:
    assert sorted(ids_of(text)) == ["doi:10.1000/a", "pmcid:PMC3268751", "pmid:39843410"]


def test_ids_may_follow_each_other_without_a_blank() -> None:
    assert [str(id_) for id_ in read_seeds(["39843410,W2741809807;PMC3268751|10.1000/a;b"]).ids] == [
        *("pmid:39843410", "openalex:W2741809807", "pmcid:PMC3268751", "doi:10.1000/a;b"),
    ]


def test_a_numbered_line_of_the_command_is_the_id_behind_the_number() -> None:
    assert [str(id_) for id_ in read_seeds(["1. 10.1000/a", "22188765"]).ids] == ["doi:10.1000/a", "pmid:22188765"]


def test_pubmeds_table_gives_one_article_a_row() -> None:
    assert ids_of(PUBMED_CSV) == ["pmid:39843410", "pmid:22188765"]
    first, _ = table.items(PUBMED_CSV)
    assert (first.title, first.author, first.year) == ("A title, with a comma", "Berg", 2024)
    assert ids_of(PUBMED_CSV.replace("\n", "\r\n")) == ["pmid:39843410", "pmid:22188765"]


def test_our_own_nodes_are_read_by_their_ids_and_not_by_ours() -> None:
    seeds = read_seeds([], [STDIN], NODES_CSV)
    assert [str(id_) for id_ in seeds.ids] == ["pmid:39843410", "doi:10.1000/second"]
    assert seeds.titles == ("A title and nothing else",)
    assert next(table.items(NODES_CSV)).title == "=Title"


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_column_of_ids_may_be_any(sign: str) -> None:
    rows = [("Title", "Pubmed ID", "Notes"), ("A", "39843410.0", "12"), ("", "", ""), ("B", "22188765", "")]
    assert ids_of("\n".join(map(sign.join, rows))) == ["pmid:39843410", "pmid:22188765"]


def test_a_column_of_dois_alone_is_not_parted_at_their_commas() -> None:
    assert ids_of("DOI\n10.1000/a,b\n10.1000/c\n") == ["doi:10.1000/a,b", "doi:10.1000/c"]


def test_a_row_without_an_id_is_told_by_its_line() -> None:
    assert read_seeds([], [STDIN], "pmid,note\n39843410,\n,what\n").problems == (
        "standard input, line 3: has neither an id nor a title.",
    )


@pytest.mark.parametrize("text", ["PMID, 39843410\n22188765", "PMID: 39843410\nDOI: 10.1000/a", "doi,10.1000/a\n"])
def test_a_label_in_front_of_an_id_makes_no_table(text: str) -> None:
    assert reader_of(text) is not table.items


def test_a_number_in_a_free_field_is_no_pmid() -> None:
    reference = "TY  - JOUR\nT1  - Some old study\nID  - 12\nN1  - {}\nER  - \n"
    assert [item.ids for item in ris.items(reference.format("5"))] == [()]
    assert [str(item.ids[0]) for item in ris.items(reference.format("doi: 10.1000/a"))] == ["doi:10.1000/a"]
    assert [item.ids for item in csl.items('[{"id": "3", "number": "12", "title": "Some old study"}]')] == [()]
    assert [item.ids for item in bibtex.items("@article{a, note = {12}, title = {Some old study}}")] == [()]


def test_a_doi_that_latex_spells_is_read() -> None:
    (item,) = bibtex.items(
        r"@article{a, doi = {10.1002/(SICI)1(1998)49:8{\textless}693::AID-A4{\textgreater}3.0.CO;2-O}}"
    )
    assert [str(id_) for id_ in item.ids] == ["doi:10.1002/(sici)1(1998)49:8<693::aid-a4>3.0.co;2-o"]


def test_a_list_of_ids_may_be_json() -> None:
    assert [str(item.ids[0]) for item in csl.items('[39843410, "10.1000/a"]')] == ["pmid:39843410", "doi:10.1000/a"]
    (nothing,) = csl.items('["nothing"]')
    assert nothing.wrong == "is neither an id nor an object of CSL-JSON"
