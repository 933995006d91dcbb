"""Seeds: the articles to start from, out of arguments, files and pasted text.

One bad seed never fails the others: it is told among the problems. With no good one at all, all problems are the error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from graph.errors import BadInput
from graph.identity import primary_of
from graph.ids import ArticleId
from harvest.seedfiles import bibtex, csl, nbib, page, plain, ris, table
from harvest.seedfiles.item import Item

LARGEST = 50_000_000
TOLD = 20
"""Problems that are told one by one; of more, only the number."""
LEAST_WORDS = 3
"""Words from which a line without an id is a title."""
BINARY = (b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"\xd0\xcf\x11\xe0")
Reader = Callable[[str], Iterator[Item]]
BY_SUFFIX: dict[str, Reader] = {".bib": bibtex.items, ".ris": ris.items, ".nbib": nbib.items, ".json": csl.items}
BY_LOOK: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (csl.LOOKS_LIKE, csl.items),
    (ris.LOOKS_LIKE, ris.items),
    (nbib.LOOKS_LIKE, nbib.items),
    (bibtex.LOOKS_LIKE, bibtex.items),
)
STDIN = Path("-")


@dataclass(frozen=True, kw_only=True, slots=True)
class Seeds:
    """What was found: ids once each in the order given, items that have a title and no id, and what was not usable.

    `references` counts what saved pages list as their references where these were not wanted as seeds too.
    """

    ids: tuple[ArticleId, ...]
    nameless: tuple[Item, ...] = ()
    problems: tuple[str, ...] = ()
    references: int = 0

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the items without an id."""
        return tuple(item.title for item in self.nameless if item.title)


def read_seeds(
    texts: Sequence[str], files: Sequence[Path] = (), stdin: str = "", *, with_references: bool = False
) -> Seeds:
    """The seeds of arguments and files (.bib, .ris, .nbib, CSL-JSON, a table, a saved page, any text; `-` is `stdin`).

    A saved page is the article that it is about; with `with_references` also those of its reference list. Raises
    `BadInput` for a file that cannot be read or is empty, and when there is neither an id nor a title.
    """
    found = _Found(with_references)
    for text in texts:
        found.add("", _of_argument(text))
        found.add_references("", text)
    for file in files:
        name = "standard input" if file == STDIN else file.name
        content = stdin if file == STDIN else _content(file)
        if not content.strip():
            raise BadInput(f"{_place(file)} is empty; it should hold PMIDs, DOIs or references.")
        before = found.count
        found.add(name, reader_of(content, file.suffix.lower())(content))
        found.add_references(name, content)
        if found.count == before:
            found.problems.append(f"{_place(file)} holds no identifier and no reference.")
    return found.seeds()


def reader_of(text: str, suffix: str = "") -> Reader:
    """Who reads this text: what it looks like counts more than how its file is called."""
    if page.is_page(text):
        return page.items
    for looks_like, items in BY_LOOK:
        if looks_like.search(text):
            return items
    if table.is_table(text):
        return table.items
    return BY_SUFFIX.get(suffix, plain.items)


@dataclass(slots=True)
class _Found:
    with_references: bool
    ids: list[ArticleId] = field(default_factory=list)
    nameless: dict[str, Item] = field(default_factory=dict)
    references: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.ids) + len(self.nameless) + len(self.problems)

    def add_references(self, name: str, text: str) -> None:
        """What the text, if it is a saved page, lists as its references."""
        listed = page.references_in(text) if page.is_page(text) else []
        if self.with_references:
            self.add(name, iter(listed))
        else:
            self.references += len(listed)

    def add(self, name: str, items: Iterator[Item]) -> None:
        for item in items:
            if item.ids:
                self.ids.append(primary_of(item.ids))
            elif item.title:
                self.nameless.setdefault(item.title, item)
            else:
                where = ", ".join(part for part in (name, item.where) if part)
                why = item.wrong or "has neither an id nor a title"
                self.problems.append(f"{where}: {why}." if where else f"{why}.")

    def seeds(self) -> Seeds:
        problems = self.problems[:TOLD]
        if more := len(self.problems) - TOLD:
            problems += [f"{more} more items hold no id."] if more > 0 else []
        if not self.ids and not self.nameless:
            raise BadInput(" ".join(problems) or "No seed was given; give a PMID, a DOI, or a file of references.")
        return Seeds(
            ids=tuple(dict.fromkeys(self.ids)),
            nameless=tuple(self.nameless.values()),
            problems=tuple(problems),
            references=self.references,
        )


def _of_argument(text: str) -> Iterator[Item]:
    """An id, several, a pasted file or page, or the words of a title."""
    if len(text.strip().splitlines()) > 1:
        yield from reader_of(text)(text)
    elif ids := plain.ids_in(text):
        yield from (Item((id_,)) for id_ in ids)
    elif title := title_in(text):
        yield Item((), title=title)
    else:
        yield Item((), wrong=plain.what_is_wrong(text, advise=True))


def title_in(text: str) -> str | None:
    """The title that a line without any id seems to be: several words, and no address."""
    words = text.split()
    plain = len(text.strip().splitlines()) == 1 and "://" not in text
    return " ".join(words) if plain and len(words) >= LEAST_WORDS else None


def _place(file: Path) -> str:
    return "Standard input" if file == STDIN else f"The file {file}"


def _content(file: Path) -> str:
    """The text of a file in UTF-8 or UTF-16, with or without a byte order mark, else in Windows' Latin."""
    try:
        if file.stat().st_size > LARGEST:
            raise BadInput(f"{_place(file)} has more than {LARGEST // 10**6} MB; load bulk files with `citewalk load`.")
        raw = file.read_bytes()
    except OSError as error:
        raise BadInput(f"{_place(file)} cannot be read: {error.strerror or error}.") from error
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(BINARY) or b"\0" in raw[:1000]:
        raise BadInput(f"{_place(file)} is not text; save it as .bib, .ris, .nbib, .json or .txt.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
