"""Reading a CSV file row by row: plain or gzipped, with errors that name the file and the line."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NoReturn, cast

from graph.errors import BadInput
from graph.exchange.cells import from_cell

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it starts, and its cells that are not blank, by column."""

    path: Path
    line: int
    cells: dict[str, str]

    def wrong(self, what: str) -> NoReturn:
        """Refuse the file because of this row."""
        raise BadInput(f"{self.path.name}, line {self.line}: {what}")

    def number(self, column: str) -> int | None:
        """A whole number that is not negative; `2019.0` is one too, because that is what pandas writes."""
        text = self.cells.get(column)
        if text is None:
            return None
        whole = text.strip().removesuffix(".0")
        if not (whole.isascii() and whole.isdigit()) or len(whole) > 18:
            self.wrong(f"{column} is “{shortened(text)}”; a whole number or a blank belongs there.")
        return int(whole)

    def required(self, column: str) -> str:
        """A cell that may not be blank."""
        text = self.cells.get(column)
        if text is None or not text.strip():
            self.wrong(f"{column} is blank.")
        return text


def columns(path: Path) -> tuple[str, ...]:
    """The names in the header."""
    for _, cells in _lines(path):
        return tuple(cell.strip() for cell in cells)
    raise BadInput(f"{path.name} is empty; its first line names the columns.")


def rows(path: Path, required: Collection[str]) -> Iterator[Row]:
    """The rows below the header, one at a time. Blank lines are passed over."""
    header = columns(path)
    _check_header(path, header, required)
    lines = _lines(path)
    next(lines)
    for line, cells in lines:
        if not cells:
            continue
        stated = zip(header, cells, strict=False)
        row = Row(path, line, {name: from_cell(cell) for name, cell in stated if cell})
        if len(cells) != len(header):
            row.wrong(f"there are {len(cells)} cells where the header names {len(header)} columns.")
        yield row


def shortened(text: str) -> str:
    """As much of a cell as belongs in a message."""
    return text if len(text) <= 60 else text[:59] + "…"


def _check_header(path: Path, header: tuple[str, ...], required: Collection[str]) -> None:
    missing = [name for name in required if name not in header]
    if missing:
        raise BadInput(
            f"{path.name}, line 1: there is no column “{missing[0]}” (found: {shortened(', '.join(header))}); "
            "columns are separated by commas."
        )
    twice = [name for name in header if header.count(name) > 1]
    if twice:
        raise BadInput(f"{path.name}, line 1: the column “{twice[0]}” is there twice.")


def _lines(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each row with the number of the line that it starts on."""
    line = 1
    try:
        with _opened(path) as handle:
            reader = csv.reader(_decoded(path, handle), strict=True)
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(f"{path.name}, line {line}: this is not CSV ({error}).") from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BadInput(f"{path.name} is damaged or cut off: {error}.") from error
    except OSError as error:
        raise BadInput(f"{path.name} could not be read: {error.strerror or error}.") from error


def _opened(path: Path) -> BinaryIO:
    return cast("BinaryIO", gzip.open(path)) if path.suffix == ".gz" else path.open("rb")


def _decoded(path: Path, handle: BinaryIO) -> Iterator[str]:
    for line, raw in enumerate(handle, 1):
        try:
            yield (raw.removeprefix(BOM) if line == 1 else raw).decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadInput(f"{path.name}, line {line}: this is not UTF-8; save the file as UTF-8.") from error
