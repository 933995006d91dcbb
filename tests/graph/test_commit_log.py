"""The engine's log of commits, read from its end."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from graph.commit_log import last_commits
from graph.engine import stop
from graph.revision import is_still, revision_of
from tests.graph.making import batch, pmid, record
from tests.stores import StoreAddress

ASIDE = {7, 8}


def commit(number: int, *changed: int) -> bytes:
    """A commit that changed a hundred bytes of a page of each of these files."""
    pages = b"".join(struct.pack(">6i", file, 3, 10, 109, 1, 65536) + bytes(100) for file in changed)
    head = struct.pack(">qqii", number, 1000 + number, len(changed), len(pages))
    return head + pages + struct.pack(">iq", len(pages), 9371515385058702)


def test_the_last_commit_that_changed_more_than_what_is_passed_over_is_told(tmp_path: Path) -> None:
    (tmp_path / "txlog_0.wal").write_bytes(commit(1, 4) + commit(2, 7, 5) + commit(3, 8) + commit(4, 7, 8))
    assert last_commits(tmp_path, ASIDE) == {"2-1002"}
    assert last_commits(tmp_path, ()) == {"4-1004"}


def test_every_log_tells_its_own(tmp_path: Path) -> None:
    """Of two writers the later may be the first to reach its log."""
    (tmp_path / "txlog_0.wal").write_bytes(commit(3, 4))
    (tmp_path / "txlog_1.wal").write_bytes(commit(2, 4))
    assert last_commits(tmp_path, ASIDE) == {"3-1003", "2-1002"}


@pytest.mark.parametrize("log", [b"", commit(1, 7), commit(1, 7) + commit(2, 8)])
def test_a_log_without_such_a_commit_tells_nothing(tmp_path: Path, log: bytes) -> None:
    (tmp_path / "txlog_0.wal").write_bytes(log)
    assert last_commits(tmp_path, ASIDE) == set()


@pytest.mark.parametrize("kept", [1, 11, 30, 100, 159])
def test_a_commit_that_was_cut_off_counts_as_a_change(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "txlog_0.wal"
    path.write_bytes(commit(1, 4))
    whole = last_commits(tmp_path, ASIDE)
    path.write_bytes(commit(1, 4) + commit(2, 7)[:kept])
    cut = last_commits(tmp_path, ASIDE)
    assert cut != whole
    assert last_commits(tmp_path, ASIDE) == cut


@pytest.mark.parametrize("log", [b"nothing of the kind", bytes(500), commit(1, 4)[40:], b"\xff" * 500])
def test_what_is_not_understood_counts_as_one_change(tmp_path: Path, log: bytes) -> None:
    (tmp_path / "txlog_0.wal").write_bytes(log)
    assert len(last_commits(tmp_path, ASIDE)) == 1


def test_no_log_no_commit(tmp_path: Path) -> None:
    assert last_commits(tmp_path, ASIDE) == set()
    assert last_commits(tmp_path / "missing", ASIDE) == set()


def test_a_revision_holds_until_a_commit_joins_or_the_data_files_change() -> None:
    assert is_still("files 1-1 2-2", "files 1-1 2-2")
    assert is_still("files 1-1 2-2", "files 2-2"), "a log whose commits are all in the data files is taken away"
    assert is_still("files 1-1 2-2", "files")
    assert not is_still("files 1-1", "files 1-1 2-2")
    assert not is_still("files", "files 1-1")
    assert not is_still("files 1-1", "others 1-1")
    assert not is_still("bookmark", "another")


def test_every_write_to_an_article_is_another_revision_at_once_and_no_other_is(tmp_path: Path) -> None:
    with StoreAddress(str(tmp_path / "graph")).open() as store:
        files = store.connection.host.files
        assert files is not None
        store.apply(batch(record(pmid(1))))
        for year in range(2000, 2020):
            before = revision_of(files)
            store.query("MATCH (a:Article {pmid: '1'}) SET a.year = $year", {"year": year}, write=True)
            assert not is_still(before, revision_of(files))
    stop(tmp_path / "graph")  # now all of it is in the data files
    with StoreAddress(str(tmp_path / "graph")).open() as store:
        before = revision_of(files)
        store.query("MERGE (h:Harvest {id: 'h'}) SET h.updated = 'now'", write=True)
        store.query("MATCH (c:Citewalk {id: 'graph'}) SET c.last_seen = 'now'", write=True)
        assert revision_of(files) == before
        store.query("MATCH (a:Article {pmid: '1'}) SET a.year = 2020", write=True)
        after = revision_of(files)
        assert not is_still(before, after)
    stop(tmp_path / "graph")
    assert not is_still(before, revision_of(files))
