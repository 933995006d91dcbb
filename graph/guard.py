"""Whether a statement only reads the graph: what a READ session on Neo4j does not refuse by itself.

The server parses the statement (`EXPLAIN` plans it and runs nothing); what it planned is held against lists. A READ
session refuses writes, yet it would read files (`LOAD CSV`), end other people's transactions and call any procedure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Plan = Mapping[str, Any]

PROCEDURES = (
    "db.labels",
    "db.relationshiptypes",
    "db.propertykeys",
    "db.schema.",
    "db.index.fulltext.querynodes",
    "db.index.fulltext.queryrelationships",
    "db.index.fulltext.listavailableanalyzers",
    "db.index.vector.query",
    "db.info",
    "db.ping",
)
"""What may be called, in lower case; an entry that ends with a dot or `query` stands for all that begin with it."""

FUNCTIONS = ("date", "datetime", "time", "localtime", "localdatetime", "duration", "point", "vector", "graph")
"""Namespaces of functions that only compute."""

BEYOND = re.compile(r"Show(?!Indexes|Constraints|Functions|Procedures)|Terminate|.*Command", re.IGNORECASE)
"""Operators that look at the server or act on it. (A plan that writes has another type than `r`.)"""

_DOTTED_CALL = re.compile(r"((?:`[^`]+`|\w+)(?:\s*\.\s*(?:`[^`]+`|\w+))+)\s*\(")
_NOT_CODE = re.compile(r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|//[^\n]*|/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_EXPLAIN = "EXPLAIN "
_PREFIX = re.compile(r"^(?:\s|//[^\n]*\n|/\*.*?\*/)*(EXPLAIN|PROFILE)\b", re.IGNORECASE | re.DOTALL)


def explained(cypher: str) -> str:
    """The statement that plans `cypher` and runs nothing."""
    return _EXPLAIN + _PREFIX.sub("", cypher, count=1)


def without_explain(message: str) -> str:
    """The server's message about `explained(cypher)`, as it would be about `cypher`."""

    def earlier(match: re.Match[str]) -> str:
        column, offset = (int(number) - len(_EXPLAIN) for number in match.groups())
        return f"(line 1, column {column} (offset: {offset}))"

    told = re.sub(r"\(line 1, column (\d+) \(offset: (\d+)\)\)", earlier, message)
    return told.replace(f'"{_EXPLAIN}', '"').replace("\n" + " " * len(_EXPLAIN), "\n")


def objection(cypher: str, query_type: str | None, plan: Plan | None) -> str | None:
    """Why a statement is not only reading the graph, or None when it is."""
    if plan is None or query_type != "r":
        return "it writes to the graph or changes its schema"
    for operator, details in operators(plan):
        if operator.casefold().startswith("loadcsv"):
            return "it reads a file or an address (LOAD CSV)"
        if BEYOND.match(operator):
            return f"it asks the server about more than the graph ({operator})"
        if operator == "ProcedureCall":
            name = details.partition("(")[0].replace("`", "").strip()
            if not _allowed(name):
                return f"the procedure {name} is not among those that only read the graph"
    foreign = _foreign_function(cypher)
    return f"the function {foreign} is not among those that only compute" if foreign else None


def operators(plan: Plan) -> Iterator[tuple[str, str]]:
    """Name and details of every operator of a plan."""
    stack = [plan]
    while stack:
        node = stack.pop()
        yield str(node["operatorType"]).partition("@")[0], str(node.get("args", {}).get("Details", ""))
        stack += node.get("children") or []


def _allowed(procedure: str) -> bool:
    name = procedure.casefold()
    return any(name == entry or (entry.endswith((".", "query")) and name.startswith(entry)) for entry in PROCEDURES)


def _foreign_function(cypher: str) -> str | None:
    """A function with a namespace that is not known to be harmless; procedures are judged by the plan."""
    code = _NOT_CODE.sub("''", _ESCAPE.sub(lambda match: chr(int(match[1], 16)), cypher))
    for match in _DOTTED_CALL.finditer(code):
        name = re.sub(r"[`\s]", "", match[1])
        if name.partition(".")[0].casefold() not in FUNCTIONS and not _allowed(name):
            return name
    return None
