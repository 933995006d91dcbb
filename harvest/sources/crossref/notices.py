"""Notices: what `updated-by` says of an article and `update-to` says on a notice, of the publisher or Retraction Watch.

Both list (type, DOI at the other end, date). An article that was withdrawn in place names itself; new versions and
editions are no notices. Silence says nothing: many publishers deposit no updates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from graph.ids import ArticleId, maybe_doi
from graph.model import Notice, NoticeKind, Record, Retraction
from harvest.sources import fields
from harvest.sources.crossref.dates import date_of

NAME = "crossref"


class Meaning(StrEnum):
    """What an update does to an article."""

    RETRACTS = "retraction"
    REINSTATES = "reinstatement"
    CONCERNS = "expression-of-concern"
    CORRECTS = "erratum"


MEANINGS = {
    "retraction": Meaning.RETRACTS,
    "withdrawal": Meaning.RETRACTS,
    "removal": Meaning.RETRACTS,
    "reinstatement": Meaning.REINSTATES,
    "expression_of_concern": Meaning.CONCERNS,
    "correction": Meaning.CORRECTS,
    "corrigendum": Meaning.CORRECTS,
    "erratum": Meaning.CORRECTS,
    "addendum": Meaning.CORRECTS,
    "clarification": Meaning.CORRECTS,
    "partial_retraction": Meaning.CORRECTS,  # the article still stands
}
KINDS = {Meaning.CONCERNS: NoticeKind.CONCERN, Meaning.CORRECTS: NoticeKind.CORRECTION}


@dataclass(frozen=True, slots=True)
class Update:
    """One entry: what it means, the article at its other end (None where that is the article itself), and when."""

    meaning: Meaning
    other: ArticleId | None
    date: str | None
    by_publisher: bool

    @property
    def order(self) -> tuple[bool, bool, str, str]:
        """Sorts first what names a notice, then the publisher's word before that of others, then the earlier."""
        return self.other is None, not self.by_publisher, self.date or "9999", str(self.other)


def read_updates(value: object, own: ArticleId) -> list[Update]:
    """The updates that mean something, in a stable order."""
    updates = []
    for entry in fields.many(value):
        kind = (fields.text(fields.inside(entry, "type")) or "").lower().replace("-", "_").replace(" ", "_")
        if kind in MEANINGS:
            other = maybe_doi(fields.inside(entry, "DOI"))
            by_publisher = fields.inside(entry, "source") in (None, "publisher")
            date = date_of(fields.inside(entry, "updated"))
            updates.append(Update(MEANINGS[kind], None if other == own else other, date, by_publisher))
    return sorted(updates, key=lambda update: update.order)


def retraction_in(updates: Collection[Update]) -> Retraction | None:
    """The notice that retracts the article, unless it was reinstated since."""
    retracting = [update for update in updates if update.meaning is Meaning.RETRACTS]
    back = [update for update in updates if update.meaning is Meaning.REINSTATES]
    dates = sorted(update.date for update in retracting if update.date)
    if not retracting or any(not dates or not one.date or one.date >= dates[-1] for one in back):
        return None
    first = retracting[0]
    return Retraction(first.other, first.date or (dates[0] if dates else None), NAME)


def notices_in(updates: Sequence[Update]) -> tuple[Notice, ...] | None:
    """The corrections and concerns, each once; None where nothing is said."""
    found: dict[tuple[NoticeKind, ArticleId | None], Notice] = {}
    for update in updates:
        kind = KINDS.get(update.meaning)
        if kind is not None:
            found.setdefault((kind, update.other), Notice(kind, update.other, update.date, NAME))
    return tuple(found.values()) or None


def kind_of_notice(updates: Sequence[Update]) -> str | None:
    """What a work is that updates another: a retraction, an expression of concern or an erratum."""
    meanings = {update.meaning for update in updates if update.other is not None}
    ranked = (Meaning.RETRACTS, Meaning.CONCERNS, Meaning.CORRECTS)
    return next((str(meaning) for meaning in ranked if meaning in meanings), None)


def about_others(updates: Sequence[Update], notice: ArticleId) -> tuple[Record, ...]:
    """What a notice says of the articles that it retracts or corrects: their DOI and the notice, no more."""
    by_article: defaultdict[ArticleId, list[Update]] = defaultdict(list)
    for update in updates:
        if update.other is not None:
            by_article[update.other].append(replace(update, other=notice))
    said = []
    for other, mine in by_article.items():
        retraction, notices = retraction_in(mine), notices_in(mine)
        if retraction is not None or notices is not None:
            retracted = True if retraction is not None else None
            said.append(
                Record(
                    source=NAME,
                    ids=frozenset({other}),
                    is_retracted=retracted,
                    retraction=retraction,
                    notices=notices,
                )
            )
    return tuple(said)
