"""`citewalk harvest` with titles instead of ids: what is accepted, what is left out, and how it goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from harvest.demo.facts import load
from harvest.demo.ncbi_replay import NcbiReplay, Reply
from tests.citewalk.commanding import NOWHERE, SEED, Citewalk, stopped_at_the_end
from tests.replay import Asked, ReplayServer, serving

TITLE = next(article.title for article in load("aquilegia").articles if article.pmid == SEED)
NCBI = ("--source", "ncbi")


def knowing(**titles: list[str]) -> Callable[[Asked], Reply | None]:
    """NCBI finds these PMIDs by the seed's title, and nothing by another."""

    def answer(one: Asked) -> Reply | None:
        term = dict(one.parameters).get("term", "")
        if not term.endswith("[Title]"):
            return None
        hits = titles["hits"] if term.lower().split()[:3] == TITLE.lower().split()[:3] else []
        body = {"esearchresult": {"count": str(len(hits)), "idlist": hits}}
        return Reply(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

    return answer


@pytest.fixture(scope="module")
def searchable(bundled: NcbiReplay) -> Iterator[ReplayServer]:
    """NCBI as bundled, which also finds the seed by its title."""
    with serving(bundled, before=knowing(hits=[SEED, "8146145"])) as server:
        yield server


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory, searchable: ReplayServer) -> Iterator[Citewalk]:
    """The command beside it, with one home for all these tests."""
    home = tmp_path_factory.mktemp("titles") / "home"
    with stopped_at_the_end(Citewalk(home, {"CITEWALK_NCBI_URL": searchable.url})) as started:
        assert started.run("engine", "start").code == 0
        yield started


def test_a_title_is_looked_up_and_walked_from(command: Citewalk, searchable: ReplayServer) -> None:
    before = len(searchable.log)
    said = command.run("harvest", TITLE.upper(), *NCBI, "--depth", "1", "--json", "--as", "byt")
    told = said.json()
    assert (said.code, told["articles"]) == (0, 16)
    assert told["requests"] == {"ncbi": len(searchable.log) - before}
    assert f"is pmid:{SEED}, “{TITLE}” (2010), confidence 0.95, according to ncbi" in said.err
    shown = command.run("harvests", "byt", "--format", "json").json()
    assert shown["seeds"] == [f"pmid:{SEED}"]
    assert "titles" not in shown["parameters"]


def test_what_is_not_found_is_left_out_and_fails_no_other(command: Citewalk) -> None:
    bib = command.home.parent / "refs.bib"
    bib.write_text(
        f"@article{{a, title = {{{TITLE}}}, author = {{Nobody, Ann}}, year = 1950}}\n"
        "@article{b, title = {Of an article that there is not anywhere}}\n"
        "@article{c, year = 1990}\n@article{d, pmid = {8146145}}\n"
    )
    said = command.run("harvest", "--file", "refs.bib", *NCBI, "--depth", "0", "--json", "--as", "some")
    assert (said.code, said.json()["articles"]) == (0, 1)
    assert "left out: refs.bib, entry c: has neither an id nor a title." in said.err
    assert "there is not anywhere” has no id, and no source knows an article of that title. Give its PMID" in said.err
    assert f"no article is like enough (0.90 is needed); nearest: pmid:{SEED} “{TITLE}” (2010), 0." in said.err
    kept = command.run("harvests", "some", "--format", "json").json()["parameters"]["titles"]
    assert kept[0] == [TITLE, "Nobody", 1950]


def test_no_title_that_is_known_is_not_found(command: Citewalk) -> None:
    said = command.run("harvest", "Of an article that there is not", *NCBI)
    assert said.code == 4
    assert "No source knows an article of any of the titles" in said.err
    preview = command.run("harvest", "Of an article that there is not", *NCBI, "--preview")
    assert preview.code == 4


def test_a_preview_looks_titles_up_too(command: Citewalk) -> None:
    said = command.run("harvest", TITLE, *NCBI, "--depth", "1", "--preview", "--json")
    assert (said.code, said.json()["articles"]) == (0, 16)


def test_titles_that_nobody_answered_are_looked_up_on_resuming(command: Citewalk) -> None:
    down = command.given(CITEWALK_NCBI_URL=NOWHERE)
    said = down.run("harvest", TITLE, *NCBI, "--depth", "1", "--as", "later", "--json")
    assert (said.code, said.json()["state"], said.json()["articles"]) == (3, "incomplete", 0)
    assert said.json()["sources"]["ncbi"]["reason"].startswith("titles were not looked up: ")
    assert "citewalk harvest --resume later" in said.err
    again = command.run("harvest", "--resume", "later", "--json")
    assert (again.code, again.json()["articles"], again.json()["state"]) == (0, 16, "complete")


def test_the_references_of_a_page_are_counted_or_walked_from(command: Citewalk) -> None:
    page = f"""NCBI Homepage\n. 2010 Jan;1(1):1.\ndoi: 10.1000/own. PMID: {SEED}\n\nA title\n\nAbstract\n\nx\n
Similar articles\n\nReferences\n\n  1. Smith J. {TITLE} J. 2010. - PubMed\n  2. Doe K. Other. 1990. PMID: 8146145\n
LinkOut - more resources\nPubMed Disclaimer\n"""
    words = ["harvest", "--file", "-", *NCBI, "--depth", "0", "--json"]
    alone = command.run(*words, stdin=page)
    assert (alone.code, alone.json()["articles"]) == (0, 1)
    assert "the page lists 2 references; --with-references makes them seeds too" in alone.err
    both = command.run(*words, "--with-references", stdin=page)
    assert (both.code, both.json()["articles"]) == (0, 2)
    assert "left out" in both.err  # another author than the article of that title has
