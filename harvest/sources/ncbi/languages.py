"""Languages: PubMed's three letters read as the two that other sources use."""

from __future__ import annotations

PAIRS = """
afr:af ara:ar bul:bg cat:ca chi:zh cze:cs dan:da dut:nl eng:en est:et fin:fi fre:fr ger:de gre:el heb:he hin:hi hrv:hr
hun:hu ice:is ind:id ita:it jpn:ja kor:ko lav:lv lit:lt mac:mk may:ms nor:no per:fa pol:pl por:pt rum:ro rus:ru slo:sk
slv:sl spa:es srp:sr swe:sv tha:th tur:tr ukr:uk vie:vi wel:cy
"""
TWO_LETTERS = dict(pair.split(":") for pair in PAIRS.split())


def language_of(code: str | None) -> str | None:
    """`eng` as `en`; codes without a short form, such as `mul` for several languages, as they are."""
    return TWO_LETTERS.get(code, code) if code else None
