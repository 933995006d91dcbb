"""The local engine's log of commits: which commits it tells of that have changed files of our choice.

The engine appends a commit to one of its logs before anybody sees it and before it is confirmed, whoever wrote it, and
brings it into the data files later. It takes a log away when all of it is in the data files, at the latest when it
stops. A commit lies in the log as a head, the pages that it changed (each with the number of its file), and a foot that
repeats how long the pages are, so it can be read from the end.
"""

from __future__ import annotations

import struct
from collections.abc import Container, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_HEAD = struct.Struct(">qqii")  # number, time, pages, bytes of pages
_PAGE = struct.Struct(">iiiiii")  # number of file, number of page, first byte, last byte, version, size
_FOOT = struct.Struct(">iq")  # bytes of pages, mark of the end
_END = 9371515385058702


class _NotUnderstoodError(Exception):
    """The log does not end with a whole commit: one is being written, or the engine was killed while it wrote."""


def last_commits(files: Path, passed_over: Container[int]) -> set[str]:
    """The last commit in each log that changed a file whose number is not `passed_over`, each as a word of its own.

    A log that does not end with a whole commit counts as changed whenever its size or time does. Cost: the commits
    after the last one, whatever the size of the log.
    """
    found: set[str] = set()
    for path in files.glob("*.wal"):
        with suppress(FileNotFoundError):  # it was taken away while we looked
            try:
                with path.open("rb") as log:
                    found.update(_last(log, passed_over))
            except _NotUnderstoodError:
                told = path.stat()
                found.add(f"{path.name}-{told.st_size}-{told.st_mtime_ns}")
    return found


def _last(log: BinaryIO, passed_over: Container[int]) -> Iterator[str]:
    end = log.seek(0, 2)
    while end:
        start, length = _start(log, end)
        number, time, pages, repeated = _HEAD.unpack(_read(log, start, _HEAD.size))
        if length != repeated:
            raise _NotUnderstoodError
        if any(file not in passed_over for file in _changed(log, start + _HEAD.size, pages)):
            yield f"{number}-{time}"
            return
        end = start


def _start(log: BinaryIO, end: int) -> tuple[int, int]:
    """Where the commit that ends here begins, and how many bytes its pages take."""
    length, mark = _FOOT.unpack(_read(log, end - _FOOT.size, _FOOT.size))
    if mark != _END or length < 0:
        raise _NotUnderstoodError
    return end - _FOOT.size - length - _HEAD.size, length


def _changed(log: BinaryIO, position: int, pages: int) -> Iterator[int]:
    """The number of the file of each page."""
    for _ in range(pages):
        file, _, first, last, _, _ = _PAGE.unpack(_read(log, position, _PAGE.size))
        yield file
        position += _PAGE.size + last - first + 1


def _read(log: BinaryIO, position: int, length: int) -> bytes:
    if position < 0:
        raise _NotUnderstoodError
    log.seek(position)
    read = log.read(length)
    if len(read) != length:
        raise _NotUnderstoodError
    return read
