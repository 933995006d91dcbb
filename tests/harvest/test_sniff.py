"""Bodies that are looked at before they are believed."""

import json
from pathlib import Path

import pytest

from harvest.errors import BadAnswer, TryLater
from harvest.sniff import disbelief


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1}',
        b" \r\n\t[1]",
        b'\xef\xbb\xbf{"a": 1}',
        b"\xff\xfe{\x00}\x00",
        b"null",
        b"0",
        b'{"title": "The rate limit exceeded", "abstract": "too many requests"}',
        b'{"error": "nothing found"}',
    ],
)
def test_what_looks_like_json_passes(body: bytes) -> None:
    assert disbelief("icite", "json", body) is None


@pytest.mark.parametrize(
    "body",
    [
        b"<PubmedArticleSet/>",
        b'<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD" "x.dtd">\n<PubmedArticleSet/>',
        b'\xef\xbb\xbf<?xml version="1.0"?><eLinkResult><ERROR>x</ERROR></eLinkResult>',
        b"<AbstractText>in &lt;html&gt;</AbstractText>",
    ],
)
def test_what_looks_like_xml_passes(body: bytes) -> None:
    assert disbelief("ncbi", "xml", body) is None


@pytest.mark.parametrize("accept", ["json", "xml"])
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"\xef\xbb\xbf",
        b"<html><body>Please log in</body></html>",
        b"<!DOCTYPE html>\n<title>Login</title>",
        b'<?xml version="1.0"?>\n<!-- proxy -->\n<!doctype HTML public "x"><html>',
        b"This API is temporarily unavailable due to maintenance.",
        b"\x1f\x8b\x08\x00",
    ],
)
def test_pages_and_emptiness_are_not_believed(accept: str, body: bytes) -> None:
    assert isinstance(disbelief("icite", accept, body), BadAnswer)


def test_one_format_does_not_pass_for_the_other() -> None:
    assert isinstance(disbelief("icite", "json", b"<a/>"), BadAnswer)
    assert isinstance(disbelief("ncbi", "xml", b'{"a": 1}'), BadAnswer)


@pytest.mark.parametrize("accept", ["json", "xml"])
def test_a_rate_limit_under_a_good_status_is_a_reason_to_wait(accept: str) -> None:
    body = json.dumps({"error": "API rate limit exceeded", "api-key": "1.2.3.4", "count": "4", "limit": "3"})
    assert isinstance(disbelief("ncbi", accept, body.encode()), TryLater)


def test_the_message_shows_only_harmless_characters() -> None:
    problem = disbelief("icite", "json", b"\x1b[31mred\x00")
    assert problem is not None
    assert str(problem).isprintable()


@pytest.mark.recordings
def test_the_recorded_rate_limit_is_recognised(recordings: Path) -> None:
    found = list(recordings.rglob("ncbi_rate_limit.json"))
    assert found
    assert all(isinstance(disbelief("ncbi", "xml", path.read_bytes()), TryLater) for path in found)
