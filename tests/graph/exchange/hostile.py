"""Small graphs with texts that break careless writers."""

from __future__ import annotations

from io import StringIO

from hypothesis import strategies as st

from graph.exchange.content import ExportGraph
from graph.exchange.formats import FORMATS
from graph.exchange.texts import one_line

NASTY = (
    'a "quoted" title',
    "one\ntwo\r\nthree\u2028four\x85five",
    "{brace",
    "brace}",
    "{DNA} & 100% of $5 #1 under_score ~ back\\slash \\textbf{x}",
    "p<0.05 && x>1 <script>alert('1')</script> ]]> &amp;",
    "nul\x00 bell\x07 unit\x1f delete\x7f \ufffe\uffff lone\ud800",
    "🦠 family 👨‍👩‍👧 é e\u0301",
    "\u202eright to left\u202c \u200fעברית العربية",
    "-- --- '' `` !` ?` << >> ,, '\"",
    "ER  - \nTY  - BOOK",
    "*Arcs % 1 2 3 ; # '",
    "=1+1|two\\|three, @article{x, and others}",
    "and",
    "x" * 10_000,
    "\\",
    "'",
    '"',
)
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    st.text(min_size=1, max_size=40),
    st.text(alphabet="{}\\\"'`-<>&%$#_~ ,;|@\n\tab", min_size=1),
).filter(lambda text: bool(one_line(text)))
IDS = st.lists(
    st.one_of(st.sampled_from(["a1", "a 2", '"', "'", "\\", "]]>", "é", "{", "|"]), TEXTS.map(one_line)),
    min_size=1,
    max_size=5,
    unique=True,
)
NAMES = st.one_of(
    TEXTS,
    st.sampled_from(
        ["Ludwig van Beethoven", "Wang Y", "Martin L King Jr", "The REDCap Consortium", "王小明", "O, and P"]
    ),
)


@st.composite
def graphs(draw: st.DrawFn) -> ExportGraph:
    """Articles of all kinds and the citations among some of them."""
    ids = draw(IDS)
    maybe = st.none() | TEXTS
    articles = [
        {
            "id": id_,
            "title": draw(maybe),
            "journal": draw(maybe),
            "volume": draw(maybe),
            "pages": draw(maybe | st.sampled_from(["1-9", "e12", "1087\u201395", "1-9, 12"])),
            "type": draw(maybe | st.sampled_from(["article", "preprint", "book-chapter", "dissertation"])),
            "year": draw(st.none() | st.integers(1500, 2100)),
            "date": draw(maybe | st.sampled_from(["2019-03-14", "2019-03", "2019", "2019-13-40"])),
            "abstract": draw(maybe),
            "keywords": draw(st.none() | st.lists(TEXTS, max_size=2)),
            "authors": draw(st.none() | st.lists(NAMES, max_size=3)),
            "doi": draw(st.none() | st.sampled_from(["10.1000/a_b(c)<d>;e-f", "10.1000/a{b", "10.1000/a%b#c&d"])),
            "pmid": draw(st.none() | st.integers(1, 10**8).map(str)),
            "url": draw(maybe | st.sampled_from(["https://example.org/a;b?c={d}&e=é", "javascript:alert(1)"])),
            "rcr": draw(st.none() | st.integers(0, 3) | st.floats() | st.just(5e-324)),
            "mixed": draw(st.none() | st.integers() | st.booleans() | TEXTS),
            "community": draw(st.none() | st.integers(0, 3) | TEXTS),
            "is_retracted": draw(st.none() | st.booleans()),
            "depth": draw(st.none() | st.integers(0, 3)),
            "stub": draw(st.none() | st.just(True)),
        }
        for id_ in ids
    ]
    ends = st.tuples(st.sampled_from(ids), st.sampled_from(ids)).filter(lambda pair: pair[0] != pair[1])
    pairs = draw(st.lists(ends, unique=True, max_size=6)) if len(ids) > 1 else []
    sources = st.lists(TEXTS, max_size=2, unique=True)
    return ExportGraph.make(articles, [(citing, cited, draw(sources)) for citing, cited in pairs])


def written(graph: ExportGraph, name: str, *, abstracts: bool = True) -> str:
    """The export as a file has it: what cannot be encoded in UTF-8 fails here as it would there."""
    out = StringIO(newline="")
    FORMATS[name].writers(abstracts=abstracts)[""](graph, out)
    return out.getvalue().encode("utf-8").decode("utf-8")
