"""What was asked of each source, what it answered, and what that makes of the source.

"Asked and none" is believed only where a source shows that it knows the article; a source that knows nothing of what
others describe is incomplete, because a silent zero can be told in no other way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.ids import ArticleId
from graph.model import SourceOutcome
from harvest.sources.base import Kind

COMPLETE = "complete"
INCOMPLETE = "incomplete"
LEFT_OUT = "left out"


@dataclass(slots=True)
class _Account:
    asked: defaultdict[Kind, set[ArticleId]] = field(default_factory=lambda: defaultdict(set))
    known: set[ArticleId] = field(default_factory=set)
    failed: defaultdict[ArticleId, dict[Kind, str]] = field(default_factory=lambda: defaultdict(dict))
    reasons: Counter[str] = field(default_factory=Counter)


class Ledger:
    """The accounts of the sources of one walk."""

    def __init__(self, sources: tuple[str, ...], left_out: Mapping[str, str]) -> None:
        self._accounts = {name: _Account() for name in sources}
        self._left_out = dict(left_out)
        self._unproven: dict[str, str] = {}

    def asked(self, source: str, kind: Kind) -> set[ArticleId]:
        """The ids that the source was asked about, whatever it answered."""
        return self._accounts[source].asked[kind]

    def note_asked(self, source: str, kind: Kind, ids: tuple[ArticleId, ...]) -> None:
        """The source is about to be asked; these ids are not asked again in this walk."""
        self._accounts[source].asked[kind].update(ids)

    def note_answer(self, source: str, known: frozenset[ArticleId]) -> None:
        """The source answered and shows to know these of the ids it was asked about."""
        self._accounts[source].known |= known

    def note_failure(self, source: str, kind: Kind, ids: tuple[ArticleId, ...], reason: str) -> None:
        """The source did not answer about these ids."""
        account = self._accounts[source]
        account.reasons[reason] += 1
        for id_ in ids:
            account.failed[id_][kind] = reason

    def note_gaps(self, reasons: Mapping[str, str]) -> None:
        """These sources left something unanswered that is about no article that is known."""
        self._unproven |= reasons

    def failure(self, ids: frozenset[ArticleId]) -> str | None:
        """Why something is missing of the article with these ids, by source, or None."""
        missing = {
            f"{name}: {reason}"
            for name, account in self._accounts.items()
            for id_ in ids & account.failed.keys()
            for reason in account.failed[id_].values()
        }
        return "; ".join(sorted(missing)) or None

    def any_failure(self) -> bool:
        """Whether any source left a question unanswered."""
        return any(account.failed for account in self._accounts.values())

    def silent(self) -> bool:
        """Whether no source answered anything at all."""
        return all(not a.known and a.failed and self._all_failed(a) for a in self._accounts.values())

    def suspect(self, described: frozenset[ArticleId]) -> tuple[str, ...]:
        """Mark and name the sources that know none of what others describe (`described`: all ids of those)."""
        for name, account in self._accounts.items():
            asked = account.asked[Kind.DESCRIBE] & described
            if asked and not account.known and not account.failed:
                self._unproven[name] = (
                    f"knew none of the {len(asked)} articles that other sources describe, "
                    "which an outage can look like; resume to ask again"
                )
        return tuple(self._unproven)

    def outcomes(self, requests: Mapping[str, int], *, cut_off: str | None = None) -> dict[str, SourceOutcome]:
        """How each source served the walk, with the requests that went over the network.

        `cut_off` says why the walk ended before its end, if it did: then no source has been asked everything.
        """
        found = {name: SourceOutcome(LEFT_OUT, reason, 0) for name, reason in self._left_out.items()}
        for name, account in self._accounts.items():
            reason = self._reason(account) or self._unproven.get(name) or cut_off
            found[name] = SourceOutcome(INCOMPLETE if reason else COMPLETE, reason, requests.get(name, 0))
        return dict(sorted(found.items()))

    @staticmethod
    def _all_failed(account: _Account) -> bool:
        return all(kind in account.failed.get(id_, ()) for kind, ids in account.asked.items() for id_ in ids)

    @staticmethod
    def _reason(account: _Account) -> str | None:
        if not account.failed:
            return None
        articles = f"{len(account.failed)} article{'s' if len(account.failed) > 1 else ''}"
        first, _ = account.reasons.most_common(1)[0]
        more = len(account.reasons) - 1
        others = f", {more} other reason{'s' if more > 1 else ''}" if more else ""
        return f"{first} ({articles} not answered{others})"
