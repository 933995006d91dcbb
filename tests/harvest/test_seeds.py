"""Seeds out of whatever a user has: arguments, bibliographies, lists, prose, saved pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import BadInput
from graph.ids import parse
from harvest.seeds import STDIN, Seeds, read_seeds

BIB = r"""
% a comment
@string{jns = "J Korean Neurosurg Soc"}
@article{olbrycht, title = {Cement-Augmented {Pedicle} Screws}, doi = "10.3340/JKNS.2024.0081", journal = jns}
@article(noted, title = {Noted}, note = {PMID: 22188765; PMCID: PMC3268751})
@article{olbrycht, doi = {10.1000/again\_and}}
@misc{vaswani, eprint = {1706.03762}, archivePrefix = {arXiv}}
@book{boell, title = {Formulating {Research} Methods}, year = 2015}
@book{nothing, year = 2015}
@article{twice, doi = {10.1000/one}, doi = {10.1000/two}}
@article{linked, url = {\url{https://pubmed.ncbi.nlm.nih.gov/21533852/}}}
@article{broken, title = {unfinished, doi = {10.1000/broken}
"""
RIS = """TY  - JOUR
TI  - Cement-Augmented Pedicle Screws
DO  - 10.3340/jkns.2024.0081
AN  - 39843410
DB  - PubMed
ER  -

TY  - JOUR
T1  - Of another database
AN  - 2001234567
DB  - Embase
UR  - https://doi.org/10.1000/ris
ER  -
TY  - BOOK
TI  - Formulating Research Methods
ER  -
TY - JOUR
DO - https://doi.org/10.1000/last
"""
NBIB = """
PMID- 39843410
TI  - Cement-Augmented Pedicle Screw Fixation in Patients
      with Osteoporosis.
LID - 10.3340/jkns.2024.0081 [doi]

PMID- 22188765
AID - S1-2 [pii]
"""


def ids_of(seeds: Seeds) -> list[str]:
    return [str(id_) for id_ in seeds.ids]


def saved(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_arguments_are_read_in_order_and_once_each() -> None:
    seeds = read_seeds(["PMID: 39843410", "https://doi.org/10.1000/a", "39843410", "1, 2 3", "10.1000/A"])
    assert ids_of(seeds) == ["pmid:39843410", "doi:10.1000/a", "pmid:1", "pmid:2", "pmid:3"]
    assert not seeds.problems


def test_a_bad_argument_is_told_and_does_not_fail_a_good_one() -> None:
    seeds = read_seeds(["39843410", "10.1016"])
    assert ids_of(seeds) == ["pmid:39843410"]
    (problem,) = seeds.problems
    assert problem.startswith("'10.1016' is not a whole DOI")


def test_nothing_but_bad_arguments_is_an_error_with_all_their_problems() -> None:
    with pytest.raises(BadInput, match=r"'10\.1016' is not a whole DOI.*; give a PMID.*'0' is not a PMID"):
        read_seeds(["10.1016", "0"])
    with pytest.raises(BadInput, match="No seed was given"):
        read_seeds([])


def test_the_words_of_a_title_are_a_title() -> None:
    assert read_seeds([" Cement augmented  screws"]).titles == ("Cement augmented screws",)


def test_bibtex_entries_give_their_best_id_or_their_title(tmp_path: Path) -> None:
    seeds = read_seeds([], [saved(tmp_path, "refs.bib", BIB)])
    assert ids_of(seeds) == [
        "doi:10.3340/jkns.2024.0081",
        "pmid:22188765",
        "doi:10.1000/again_and",
        "doi:10.48550/arxiv.1706.03762",
        "doi:10.1000/two",
        "pmid:21533852",
        "doi:10.1000/broken",
    ]
    assert seeds.titles == ("Formulating Research Methods",)
    assert seeds.problems == ("refs.bib, entry nothing: has neither an id nor a title.",)


def test_ris_references_give_their_best_id_also_when_the_last_one_has_no_end(tmp_path: Path) -> None:
    for text in (RIS, RIS.replace("\n", "\r\n")):
        seeds = read_seeds([], [saved(tmp_path, "refs.ris", text)])
        assert ids_of(seeds) == ["pmid:39843410", "doi:10.1000/ris", "doi:10.1000/last"]
        assert seeds.titles == ("Formulating Research Methods",)


def test_broken_ris_still_counts_for_the_id_that_can_be_seen(tmp_path: Path) -> None:
    broken = "TY  - JOUR\nstray line\nUR  - https://doi.org/10.1000/seen\nER  - \nTY  - JOUR\nstray\nER  - \n"
    seeds = read_seeds([], [saved(tmp_path, "refs.ris", broken)])
    assert ids_of(seeds) == ["doi:10.1000/seen"]
    assert seeds.problems[0].startswith("refs.ris, reference 2: ")


@pytest.mark.parametrize("name", ["saved.nbib", "pubmed-39843410.txt"])
def test_pubmeds_own_format_is_known_by_its_look(tmp_path: Path, name: str) -> None:
    assert ids_of(read_seeds([], [saved(tmp_path, name, NBIB)])) == ["pmid:39843410", "pmid:22188765"]


def test_every_citation_of_pubmeds_real_downloads_is_found(recordings: Path) -> None:
    folder = recordings / "ncbi-entrez" / "biopython" / "Medline"
    files = sorted(folder.glob("pubmed_result*.txt"))
    stated = sum(file.read_text().count("PMID- ") for file in files)
    seeds = read_seeds([], files)
    assert len(seeds.ids) == stated > 0
    assert not seeds.problems


def test_a_list_tells_the_lines_that_it_cannot_use(tmp_path: Path) -> None:
    text = "# my list\n39843410\n\nPMC3268751\nhttps://www.sciencedirect.com/x\n10.1000/a, 22188765\nnonsense\n"
    seeds = read_seeds([], [saved(tmp_path, "list.txt", text)])
    assert ids_of(seeds) == ["pmid:39843410", "pmcid:PMC3268751", "doi:10.1000/a", "pmid:22188765"]
    assert seeds.problems == (
        "list.txt, line 5: The address 'https://www.sciencedirect.com/x' holds no identifier of an article.",
        "list.txt, line 7: 'nonsense' is not an identifier that citewalk knows.",
    )


def test_prose_gives_the_ids_that_it_mentions_and_nothing_is_said_of_its_other_lines(tmp_path: Path) -> None:
    text = (
        "As was shown\nby others (doi: 10.1000/a;\nPMID 22188765), cement\nleaks.\nIn 2025 we\nfound more.\nThe end\n"
    )
    seeds = read_seeds([], [saved(tmp_path, "notes.md", text)])
    assert ids_of(seeds) == ["doi:10.1000/a", "pmid:22188765"]
    assert not seeds.problems


def test_a_saved_pubmed_page_is_its_own_article_and_none_that_it_mentions(seed_page: Path) -> None:
    (page,) = seed_page.glob("*.txt")
    assert ids_of(read_seeds([], [page])) == ["doi:10.3340/jkns.2024.0081"]
    assert ids_of(read_seeds([page.read_text()])) == ["doi:10.3340/jkns.2024.0081"]


def test_an_html_page_is_the_article_that_its_meta_elements_name(tmp_path: Path) -> None:
    html = """<!DOCTYPE html><html><head><meta name="citation_doi" content="10.1000/own">
    <meta name="citation_pmid" content="39843410"><meta name="citation_title" content="x"></head>
    <body>See <a href="https://doi.org/10.1000/other">other</a></body></html>"""
    assert ids_of(read_seeds([], [saved(tmp_path, "page.html", html)])) == ["pmid:39843410"]
    unnamed = html.replace("citation_", "other_")
    assert "doi:10.1000/other" in ids_of(read_seeds([], [saved(tmp_path, "list.html", unnamed)]))


def test_a_page_that_tells_of_its_retraction_first_is_still_itself() -> None:
    page = """. 2020;1:2.\ndoi: 10.1000/own. PMID: 5\nRetraction in doi: 10.1000/notice\nAbstract\nx
    \nSimilar articles\n10.1000/similar\nPubMed Disclaimer\n"""
    assert ids_of(read_seeds([page])) == ["pmid:5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_file_is_read_in_the_encoding_that_it_is_in(tmp_path: Path, encoding: str) -> None:
    text = "@article{a, title = {Über Öl}}\n@article{b, doi = {10.1000/b}}"
    seeds = read_seeds([], [saved(tmp_path, "refs.bib", text.encode(encoding))])
    assert (seeds.titles, ids_of(seeds)) == (("Über Öl",), ["doi:10.1000/b"])


def test_standard_input_is_a_file_called_dash() -> None:
    assert ids_of(read_seeds([], [STDIN], stdin=NBIB)) == ["pmid:39843410", "pmid:22188765"]
    with pytest.raises(BadInput, match="Standard input is empty"):
        read_seeds([], [STDIN])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty.txt is empty; it should hold"),
        (b"\xef\xbb\xbf \n", "is empty"),
        (b"%PDF-1.7 \x00", "is not text; save it as"),
        (b"PK\x03\x04", "is not text"),
        (b"a long line of prose\nand another one of it\nwithout", "holds no identifier|is not an identifier"),
    ],
)
def test_a_file_without_seeds_is_named_in_the_error(tmp_path: Path, content: bytes, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        read_seeds([], [saved(tmp_path, "empty.txt", content)])


def test_a_file_that_cannot_be_read_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"missing\.bib cannot be read: No such file"):
        read_seeds(["39843410"], [tmp_path / "missing.bib"])
    with pytest.raises(BadInput, match="cannot be read"):
        read_seeds([], [tmp_path])


def test_of_very_many_problems_only_the_first_are_told(tmp_path: Path) -> None:
    lines = "\n".join([*map(str, range(1, 60)), *(f"x{n}y" for n in range(50))])
    seeds = read_seeds([], [saved(tmp_path, "list.txt", lines)])
    assert len(seeds.problems) == 21
    assert seeds.problems[-1] == "30 more items hold no id."


@given(
    st.lists(
        st.text()
        | st.sampled_from(
            [
                "39843410",
                "\n",
                "TY  - ",
                "ER  - ",
                "PMID- ",
                "@a{",
                "<html>",
                "}",
                "DO  - 1",
                "pmid,doi\n",
                ",",
                '"',
                "1. ",
            ]
        )
    )
)
def test_no_text_whatever_fails_in_any_way_but_with_a_sentence(parts: list[str]) -> None:
    try:
        seeds = read_seeds(["".join(parts)])
    except BadInput:
        return
    assert all(parse(str(id_)) == id_ for id_ in seeds.ids)
