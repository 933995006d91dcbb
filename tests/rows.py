"""Rows of answers, doubled, dropped, shuffled, made up, and pages that never end."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

from harvest.demo.ncbi_replay import Reply
from tests.spoiling import Fault, Harm
from tests.worldwide import Call, Spoiling

Rows = list[Any]
RECORD = re.compile(rb"<PubmedArticle>.*?</PubmedArticle>", re.DOTALL)
PLACES = (
    ("data",),
    ("results",),
    ("linksets",),
    ("resultList", "result"),
    ("referenceList", "reference"),
    ("citationList", "citation"),
    ("message", "items"),
)
"""Where each source keeps the rows of an answer, if it is not itself a list of them."""
NUMBERED = (
    (re.compile(r"10\.1000/s\.(\d+)", re.IGNORECASE), r"10.1000/s.9\g<1>"),
    (re.compile(r"\bW7(\d{5})\b"), r"W8\g<1>"),
    (
        re.compile(r'(pmid:|pmid": "?|PubMed": "|pubmed">|pubmed\.ncbi\.nlm\.nih\.gov/|Version="1">|"id": ")(\d{4})\b'),
        r"\g<1>77\g<2>",
    ),
    (re.compile(r"PMC(5\d{3})\b"), r"PMC66\g<1>"),
    (re.compile(r"articles/(5\d{3})\b"), r"articles/66\g<1>"),
    (re.compile(r'"([0-9a-f]{38})[0-9a-f]{2}"'), r'"\g<1>ff"'),
    (re.compile(r"(10\.1101/2021\.03\.04\.)4"), r"\g<1>5"),
    (re.compile(r"(10\.48550/arxiv\.2|\"ArXiv\": \"2)1", re.IGNORECASE), r"\g<1>2"),
    (re.compile(r"br/0610(\d+)"), r"br/06109\g<1>"),
)


def rowed(change: Callable[[Rows], Rows]) -> Spoiling:
    """The same answer with its rows changed."""

    def spoil(_: Call, reply: Reply) -> Reply:
        if reply.status != 200:
            return reply
        if reply.body.startswith(b"<"):
            rows = change(RECORD.findall(reply.body))
            inside = b"".join(row if isinstance(row, bytes) else b"<PubmedArticle/>" for row in rows)
            return reply._replace(body=b"<PubmedArticleSet>" + inside + b"</PubmedArticleSet>")
        return reply._replace(body=json.dumps(_changed(json.loads(reply.body), change)).encode())

    return spoil


def _changed(value: Any, change: Callable[[Rows], Rows]) -> Any:
    if isinstance(value, list):
        return change(value)
    for *outer, name in PLACES:
        inside = value
        for step in outer:
            inside = inside.get(step, {}) if isinstance(inside, dict) else {}
        if isinstance(inside, dict) and isinstance(inside.get(name), list):
            inside[name] = change(inside[name])
    return value


def stranger(row: Any) -> Any:
    """A row like this one about an article that does not exist."""
    text = row.decode() if isinstance(row, bytes) else json.dumps(row)
    for pattern, other in NUMBERED:
        text = pattern.sub(other, text)
    return text.encode() if isinstance(row, bytes) else json.loads(text)


def shuffled(rows: Rows) -> Rows:
    return random.Random(len(rows)).sample(rows, len(rows))


def unrequested(call: Call, reply: Reply) -> Reply:
    """Rows about others, in answers that say of each row what it is about."""
    bare_list = call.path.endswith(("/references", "/citations")) and "index" not in call.path
    said = dict(call.parameters)
    if bare_list or "cites:" in said.get("filter", ""):
        return reply
    changed = rowed(lambda rows: [*map(stranger, rows), *rows])(call, reply)
    assert isinstance(changed, Reply)
    return changed


def never_ending(_: Call, reply: Reply) -> Reply:
    """There is always a next page, and it is this one."""
    if not reply.body.startswith(b"{"):
        return reply
    value = json.loads(reply.body)
    if "meta" in value:
        value["meta"] |= {"count": 10_000, "next_cursor": "again"}
    if "hitCount" in value:
        value |= {"hitCount": 10_000, **({"nextCursorMark": "again"} if "nextCursorMark" in value else {})}
    if "offset" in value:
        value["next"] = value["offset"]
    if isinstance(value.get("message"), dict) and "items" in value["message"]:
        value["message"] |= {"total-results": 10_000, "next-cursor": "again"}
    return reply._replace(body=json.dumps(value).encode())


ROWS = [
    Fault("rows-doubled", rowed(lambda rows: [row for row in rows for _ in range(2)]), Harm.EITHER),
    Fault("rows-shuffled", rowed(shuffled), Harm.EITHER),
    Fault("rows-null", rowed(lambda rows: [None, *rows, {}, 7]), Harm.EITHER),
    Fault("rows-missing", rowed(lambda rows: rows[1:]), Harm.EITHER),
    Fault("rows-unrequested", unrequested, Harm.EITHER),
    Fault("pages-repeat", never_ending, Harm.EITHER),
]
