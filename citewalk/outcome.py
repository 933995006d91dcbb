"""How a harvest ended, or stands: in lines for a person, as one object for a program."""

from __future__ import annotations

from collections.abc import Mapping

from citewalk.printing import counted
from graph.completeness import Completeness, Coverage, Part
from graph.model import Harvest, SourceOutcome
from harvest.ledger import LEFT_OUT

COVERAGE = ("source", "references reported", "found", "unresolved", "citing reported", "found", "missing")
"""The columns of the table of completeness."""


def as_object(done: Harvest, seconds: float, lists: Completeness) -> dict[str, object]:
    """The object that `--json` prints; `lists` says how complete those of the expanded articles are."""
    counts, outcomes = done.counts, done.outcomes
    return {
        "harvest": done.id,
        "state": str(done.state),
        "articles": counts.get("articles", 0),
        "stubs": counts.get("stubs", 0),
        "citations": counts.get("citations", 0),
        "depth_counts": depth_counts(counts),
        "requests": {name: o.requests for name, o in outcomes.items() if o.state != LEFT_OUT},
        "sources": {name: {"state": o.state, "reason": o.reason} for name, o in outcomes.items()},
        "seconds": round(seconds, 3),
        "completeness": lists.as_json(),
    }


def coverage_rows(lists: Completeness) -> list[tuple[object, ...]]:
    """By source: what it reports of the expanded articles' lists, what is here of it, what is not. Blank: not told."""
    references, citing = _parts(lists.references), _parts(lists.citing)
    rows = []
    for name in sorted(references.keys() | citing.keys()):
        cited, cites = references.get(name), citing.get(name)
        told = (cited.reported, cited.found, cited.unresolved) if cited else (None, None, None)
        rows.append((name, *told, *((cites.reported, cites.found, cites.unresolved) if cites else (None, None, None))))
    return rows


def _parts(coverage: Coverage | None) -> Mapping[str, Part]:
    return coverage.sources if coverage else {}


def as_lines(done: Harvest, standing: str, seconds: float | None) -> list[str]:
    """The outcome in a few lines; `seconds` None where nobody has measured them."""
    counts = done.counts
    lines = [f"harvest {done.id}: {standing}" + (f" in {seconds:.1f} s" if seconds is not None else "")]
    if "articles" in counts:
        lines.append(f"{_articles(counts)}, {counted(counts.get('citations', 0), 'citation')} among them")
    if left_out := counts.get("left_out"):
        most = done.parameters.get("max_articles")
        full = not isinstance(most, int) or counts.get("articles", 0) >= most
        how = "raise --max-articles for them" if full else "going on with the harvest does so"
        lines.append(f"{left_out} more were found and not recorded: {how}")
    if cut := counts.get("cut"):
        more = "article has" if cut == 1 else "articles have"
        lines.append(f"{cut} {more} more citing articles than --max-citing; the newest were followed")
    return lines + [f"  {name}: {_served(outcome)}" for name, outcome in done.outcomes.items()]


def depth_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Articles by depth, from a harvest's counts."""
    return {name.removeprefix("depth_"): n for name, n in counts.items() if name.startswith("depth_")}


def _articles(counts: Mapping[str, int]) -> str:
    details = [f"{n} at depth {depth}" for depth, n in depth_counts(counts).items()]
    details += [f"{stubs} known by id only"] if (stubs := counts.get("stubs")) else []
    return counted(counts["articles"], "article") + (f" ({', '.join(details)})" if details else "")


def _served(outcome: SourceOutcome) -> str:
    if outcome.state == LEFT_OUT:
        return f"{outcome.state} - {outcome.reason}"
    said = f"{outcome.state}, {counted(outcome.requests, 'request')}"
    return f"{said} - {outcome.reason}" if outcome.reason else said
