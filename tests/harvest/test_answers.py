"""Answers kept on disk."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from harvest.answers import Answers

KEEP_AND_DIE = """
import os, signal, sys
from pathlib import Path
from harvest.answers import Answers
answers = Answers(Path(sys.argv[1]), "h1", 30)
for number in range(50):
    answers.keep(f"{number:02}", b"x" * 10_000)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Answers]:
    with closing(Answers(tmp_path, "h1", 30)) as opened:
        yield opened


def test_what_was_kept_is_found_again(answers: Answers, tmp_path: Path) -> None:
    assert answers.get("k") is None
    answers.keep("k", b'{"\xff\x00": 1}')
    answers.keep("k", b"newer")
    assert answers.get("k") == b"newer"
    with closing(Answers(tmp_path, "h1", 30)) as other:
        assert other.get("k") == b"newer"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_killed_right_after_keeping_has_kept(tmp_path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", KEEP_AND_DIE, tmp_path], cwd=Path.cwd(), check=False)
    assert killed.returncode == -signal.SIGKILL
    with closing(Answers(tmp_path, "h1", 30)) as answers:
        assert [answers.get(f"{number:02}") for number in range(50)] == [b"x" * 10_000] * 50


def test_many_threads_and_clients_keep_everything(tmp_path: Path) -> None:
    with closing(Answers(tmp_path, "h1", 30)) as one, closing(Answers(tmp_path, "h1", 30)) as two:

        def work(name: int) -> None:
            mine = (one, two)[name % 2]
            for number in range(40):
                mine.keep(f"{name}-{number}", b"%d" % number)
                assert mine.get(f"{name}-{number}") == b"%d" % number

        threads = [threading.Thread(target=work, args=(name,)) for name in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert all(one.get(f"{name}-{number}") for name in range(6) for number in range(40))


def test_what_is_too_old_is_thrown_away(tmp_path: Path) -> None:
    with closing(Answers(tmp_path, "h1", -1)) as answers:
        answers.keep("old", b"x")
    with closing(Answers(tmp_path, "h1", 30)) as answers:
        assert answers.get("old") is None


def test_a_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"this is not a database, " * 500)
    with closing(Answers(tmp_path, "h1", 30)) as answers:
        answers.keep("k", b"x")
        assert answers.get("k") == b"x"


def test_where_nothing_can_be_written_it_goes_on_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("in the way")
    with closing(Answers(tmp_path / "file" / "cache", "h1", 30)) as answers:
        answers.keep("k", b"x")
        assert answers.get("k") is None
    assert "answers are not kept" in caplog.text


def test_only_the_owner_can_read_the_folder(tmp_path: Path) -> None:
    with closing(Answers(tmp_path / "cache", "h1", 30)):
        assert (os.stat(tmp_path / "cache").st_mode & 0o077 == 0) or sys.platform == "win32"  # noqa: PTH116


def test_nothing_but_the_body_and_hashes_are_on_disk(answers: Answers, tmp_path: Path) -> None:
    answers.keep("k", b"body")
    with closing(sqlite3.connect(tmp_path / "answers.sqlite")) as database:
        assert database.execute("SELECT key, value FROM answers").fetchall() == [("k", b"body")]


def test_dropped_answers_are_asked_for_again(answers: Answers) -> None:
    for key in ("a", "b", "c"):
        answers.keep(key, b"x")
    answers.drop(["a", "b", "never kept"])
    answers.drop([])
    assert [answers.get(key) for key in ("a", "b", "c")] == [None, None, b"x"]
