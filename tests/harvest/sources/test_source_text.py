"""Plain text out of markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from harvest.sources.text import inner_text, plain


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("<i>In vitro</i> CO<sub>2</sub>", "In vitro CO2"),
        ("<I>a</I><BR/>b", "a b"),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("<jats:title>Aim</jats:title><jats:p>We <jats:italic>saw</jats:italic></jats:p>", "Aim We saw"),
        ('<mml:math xmlns:mml="x"><mml:mi>α</mml:mi></mml:math> decay', "α decay"),
        ('<span class="a">b</span>', "b"),
        ("p < 0.05 and n > 30", "p < 0.05 and n > 30"),
        ("a<b and c>d", "a<b and c>d"),
        ("R&D at AT&T; x&y", "R&D at AT&T; x&y"),
        ("&lt;i&gt;E. coli&lt;/i&gt; &amp; co", "E. coli & co"),
        ("&amp;lt;sup&amp;gt;13&amp;lt;/sup&amp;gt;C", "13C"),
        ("caf&eacute; &#233; &#xE9;", "café é é"),
        ("a\u00a0b\u2003c\n\td", "a b c d"),
        ("a\x00b\u200bc\ud800d", "abcd"),
        ("  ", ""),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_markup_goes_and_meaning_stays(said: str, text: str) -> None:
    assert plain(said) == text


def test_the_text_of_mixed_content_is_taken_whole() -> None:
    element = etree.fromstring("<t>A <i>b<sub>2</sub></i> c\n<!-- no --> d</t>", etree.XMLParser(remove_comments=True))
    assert inner_text(element) == "A b2 c d"


@given(st.text())
def test_any_text_becomes_one_tidy_line_that_can_be_stored(said: str) -> None:
    text = plain(said)
    text.encode()
    assert text == text.strip()
    assert "\n" not in text
    assert "\x00" not in text
