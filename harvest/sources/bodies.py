"""Bodies: bytes of an answer turned into a JSON value or an XML tree, or refused as `BadAnswer`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NoReturn

from lxml import etree

from harvest.errors import BadAnswer
from harvest.sources.base import Request

SHOWN = 200
"""Characters of a source's own words that an error quotes."""


def refuse(request: Request, why: str) -> NoReturn:
    """Raise `BadAnswer` in one sentence: which source, asked what, about which ids, and why it is not believed."""
    others = f" and {len(request.asked) - 1} more" if len(request.asked) > 1 else ""
    about = f" ({request.asked[0]}{others})" if request.asked else ""
    raise BadAnswer(
        request.source, f"{request.source}: the answer to {request.kind!s}{about} is not usable: {why[:SHOWN]}"
    )


def parse_json(request: Request, body: bytes) -> object:
    """The JSON value of a body. Numbers that are none (NaN, Infinity) are refused too."""
    if not body.strip():
        refuse(request, "it is empty")
    try:
        return json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        refuse(request, f"it is not JSON ({error})")


def parse_object(request: Request, body: bytes) -> Mapping[str, object]:
    """The JSON object of a body that reports no error of its own."""
    value = parse_json(request, body)
    if not isinstance(value, dict):
        refuse(request, f"it is a JSON {type(value).__name__}, not an object")
    complaint = error_in(value)
    if complaint is not None:
        refuse(request, f"it reports {complaint!r}")
    return value


def error_in(value: Mapping[str, object]) -> str | None:
    """What an object complains of under `error` in any case, which services do under HTTP 200."""
    for name, said in value.items():
        if name.lower() in ("error", "errors") and said not in (None, "", [], {}, False):
            return str(said)
    return None


def parse_xml(request: Request, body: bytes, *roots: str) -> etree._Element:
    """The tree of a body whose root has one of the expected names and that reports no error of its own.

    No DTD is loaded, no entity expanded, no network touched; a body that declares entities of its own is refused.
    """
    if not body.strip():
        refuse(request, "it is empty")
    # A parser is used once: lxml's parsers are not to be shared between threads.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        refuse(request, f"it is not XML ({error})")
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and next(dtd.iterentities(), None) is not None:  # type: ignore[union-attr]  # missing in the stubs
        refuse(request, "it declares entities")
    complaint = next(xml_errors(root), None)
    if complaint is not None:
        refuse(request, f"it reports {complaint!r}")
    if root.tag not in roots:
        refuse(request, f"it is <{root.tag}>, not <{roots[0]}>")
    return root


def xml_errors(root: etree._Element) -> Iterator[str]:
    """What a tree complains of in <ERROR> elements; an empty one is no complaint."""
    for element in root.iter("ERROR", "Error", "error"):
        said = "".join(str(part) for part in element.itertext()).strip()
        if said:
            yield said


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")
