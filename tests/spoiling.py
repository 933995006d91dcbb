"""What sources do when they are ill: good answers in, what is sent in their place out.

A fault either destroys what the answer said (`lost`), leaves it whole (`harmless`), or the one or the other, as the
source happens to answer (`either`): then what is told must be right, or be called incomplete.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import struct
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import StrEnum
from typing import Any

from harvest.demo.ncbi_replay import Reply
from tests.replay import Behaviour
from tests.worldwide import Call, Spoiling

JSON, HTML, PLAIN = "application/json", "text/html", "text/plain"
PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>"


class Harm(StrEnum):
    """What a fault does to what the source says."""

    LOST = "lost"
    HARMLESS = "harmless"
    EITHER = "either"


@dataclass(frozen=True)
class Fault:
    """One way to be ill, and what our client needs so that a test of it is quick."""

    name: str
    spoil: Spoiling
    harm: Harm = Harm.LOST
    options: Mapping[str, Any] = field(default_factory=dict)


def said(status: int, body: bytes, kind: str = JSON, **headers: str) -> Spoiling:
    """Always this, whatever was asked."""
    reply = Reply(status, {"Content-Type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}, body)
    return lambda _, __: reply


def body(change: Callable[[bytes], bytes]) -> Spoiling:
    """The same answer with another body."""
    return lambda _, reply: reply._replace(body=change(reply.body)) if reply.status == 200 else reply


def encoded(change: Callable[[bytes], bytes], encoding: str = "gzip") -> Spoiling:
    """The same answer, said to be compressed."""

    def spoil(_: Call, reply: Reply) -> Reply:
        return Reply(200, {**reply.headers, "Content-Encoding": encoding}, change(reply.body))

    return spoil


def acting(act: Callable[[socket.socket, Reply], None]) -> Spoiling:
    """Something done to the connection."""

    def spoil(_: Call, reply: Reply) -> Behaviour:
        return lambda peer: act(peer, reply)

    return spoil


def reset(peer: socket.socket, _: Reply) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def reset_within(peer: socket.socket, reply: Reply) -> None:
    peer.sendall(_head(len(reply.body) + 1) + reply.body[: len(reply.body) // 2])
    reset(peer, reply)


def short_of_its_length(peer: socket.socket, reply: Reply) -> None:
    peer.sendall(_head(len(reply.body) + 1) + reply.body)
    peer.shutdown(socket.SHUT_WR)


def drip(peer: socket.socket, reply: Reply) -> None:
    with suppress(OSError):  # whoever waited has gone
        peer.sendall(_head(len(reply.body)))
        for number in range(40):
            peer.sendall(reply.body[number : number + 1])
            time.sleep(0.05)
    peer.close()


def late(peer: socket.socket, reply: Reply) -> None:
    time.sleep(2)
    with suppress(OSError):
        peer.sendall(_head(len(reply.body)) + reply.body)
    peer.close()


def _head(length: int) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % length


def corrupt(body: bytes) -> bytes:
    packed = bytearray(gzip.compress(body))
    packed[-8:-4] = bytes(byte ^ 0xFF for byte in packed[-8:-4])  # the check sum
    return bytes(packed)


def elsewhere(*places: str) -> Spoiling:
    """Sent to other places in turn."""

    def spoil(call: Call, _: Reply) -> Reply:
        place = places[len(call.path) % len(places)]
        return Reply(302, {"Location": place.format(source=call.source, path=call.path)}, b"")

    return spoil


def entities(declared: str) -> Spoiling:
    """XML that declares entities and uses them; where JSON was asked for, just that."""
    opening = f"<!DOCTYPE PubmedArticleSet [{declared}]><PubmedArticleSet>".encode()

    def spoil(_: Call, reply: Reply) -> Reply:
        told = reply.body if reply.body.startswith(b"<") else b"<PubmedArticleSet></PubmedArticleSet>"
        inside = told.replace(b"<PubmedArticleSet>", opening).replace(b"subject", b"&x;").replace(b"One.", b"&x;")
        return Reply(200, {"Content-Type": "text/xml"}, inside)

    return spoil


LAUGHS = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = gzip.compress(b" " * 8_000_000 + b"{}")
ERRORS = {
    "ncbi": b'{"esearchresult": {"ERROR": "out of order"}, "ERROR": "out of order"}',
    "europepmc": b'{"errCode": 404, "errMsg": "out of order"}',
    "s2": b'{"message": "Internal Server Error"}',
    "crossref": b'{"status": "failed", "message-type": "exception", "message": "out of order"}',
}


def error_under_200(call: Call, reply: Reply) -> Reply:
    """Each source's own way of complaining under a good status."""
    if reply.body.startswith(b"<"):
        return Reply(200, reply.headers, b"<PubmedArticleSet><ERROR>out of order</ERROR></PubmedArticleSet>")
    return Reply(200, {"Content-Type": JSON}, ERRORS.get(call.source, b'{"error": "out of order"}'))


def latin(body: bytes) -> bytes:
    """A letter that is no UTF-8. (Lists of bare ids have no letters to spoil.)"""
    return body.replace(b"nature", b"natur\xe9").replace(b"Annals", b"Ann\xe4ls")


def numbers(value: str) -> Callable[[bytes], bytes]:
    """Counts and years that are none."""
    count = re.compile(rb'("(?:[a-z]*_?count|citedByCount|citationCount|referenceCount|year|volume)": )"?\d+"?')
    return lambda body: re.sub(
        rb"<Year>\d+<", b"<Year>%s<" % value.encode(), count.sub(rb"\g<1>" + value.encode(), body)
    )


def blank(body: bytes) -> bytes:
    """Null wherever an answer need not say anything."""
    fields = rb'"(title|year|authorString|journal|venue|volume|publication_date|author|abstract|publisher)"'
    return re.sub(fields + rb': (?:"[^"]*"|\d+|\{"name"[^}]*\})', rb'"\1": null', body)


def always_gone(_: Call, __: Reply) -> Reply:
    return Reply(429, {"Content-Type": JSON}, json.dumps({"error": "Daily budget exceeded: 0 credits left"}).encode())


QUICK = {"timeout": 0.5, "patience": 1.1, "retries": 1}
SMALL = {"max_bytes": 1_000_000}

AT_THE_DOOR = [
    Fault("429-seconds", said(429, b'{"error": "slow down"}', Retry_After="2")),
    Fault("429-date", lambda _, __: Reply(429, {"Retry-After": formatdate(time.time() + 3, usegmt=True)}, b"{}")),
    Fault("429-bare", said(429, b'{"message": "Too Many Requests. Please wait and try again.", "code": "429"}')),
    Fault("429-html", said(429, b"<html><body><h1>429 Too Many Requests</h1></body></html>", HTML)),
    Fault("429-spent", always_gone),
    Fault("500-json", said(500, b'{"message": "Internal Server Error"}')),
    Fault("502-html", said(502, b"<html><body><h1>502 Bad Gateway</h1></body></html>", HTML)),
    Fault("503-plain", said(503, b"This API is temporarily unavailable due to maintenance.", PLAIN)),
    Fault("504-json", said(504, b'{"message": "Endpoint request timed out"}')),
    Fault("redirect-private", elsewhere("http://127.0.0.1:9/x", "http://10.0.0.1/x", "http://169.254.169.254/latest")),
    Fault("redirect-circle", elsewhere("/{source}/{path}?again=1", "/{source}/{path}?again=2")),
]
ON_THE_WAY = [
    Fault("reset-before", acting(reset)),
    Fault("reset-within", acting(reset_within)),
    Fault("short-body", acting(short_of_its_length), options={"timeout": 1}),
    Fault("gzip-truncated", encoded(lambda body: gzip.compress(body)[:-12])),
    Fault("gzip-corrupt", encoded(corrupt)),
    Fault("gzip-is-none", encoded(lambda body: body)),
    Fault("encoding-unknown", encoded(lambda body: body, "zstd-of-tomorrow")),
    Fault("zip-bomb", lambda _, __: Reply(200, {"Content-Encoding": "gzip"}, BOMB), options=SMALL),
    Fault("slow-first-byte", acting(late), options=QUICK),
    Fault("slow-drip", acting(drip), options=QUICK),
]
UNDER_200 = [
    Fault("empty", said(200, b"")),
    Fault("blanks", said(200, b" \r\n\t ")),
    Fault("error", error_under_200),
    Fault("login-page", said(200, PAGE, HTML)),
    Fault("login-page-as-json", said(200, PAGE)),
    Fault("plain-text", said(200, b"It works!", PLAIN)),
    Fault("other-json", said(200, b"42")),
    Fault("other-xml", said(200, b'<?xml version="1.0"?><rss><channel/></rss>', "text/xml")),
    Fault("cut-short", body(lambda whole: whole[: len(whole) * 2 // 3].rstrip(b"}]> \n"))),
    Fault("doubled", body(lambda whole: whole + whole)),
    Fault("external-entity", entities('<!ENTITY x SYSTEM "file:///etc/hostname">')),
    Fault("billion-laughs", entities(LAUGHS + '<!ENTITY x "&l9;">')),
    Fault("nul-bytes", body(lambda whole: whole.replace(b":", b":\0").replace(b"><", b">\0<"))),
    Fault("latin-1", body(latin), Harm.EITHER),
]
ODD_VALUES = [
    Fault("nan", body(numbers("NaN")), Harm.EITHER),
    Fault("infinite", body(numbers("1e999")), Harm.EITHER),
    Fault("negative", body(numbers("-7")), Harm.EITHER),
    Fault("huge", body(numbers("9" * 40)), Harm.EITHER),
    Fault("endless-number", body(numbers("9" * 5000)), Harm.EITHER),
    Fault("nul-escaped", body(lambda whole: whole.replace(b"On the", rb"On\u0000the")), Harm.EITHER),
    Fault("nulls", body(blank), Harm.HARMLESS),
    Fault("byte-order-mark", body(lambda whole: b"\xef\xbb\xbf" + whole), Harm.HARMLESS),
]
