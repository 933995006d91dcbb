"""Do seven sources that each see a part yield exactly what they know together, whoever answers first?

    python benchmarks/union.py --orders 200 --worlds 20 --size 60

Harvests made-up worlds through emulated APIs again and again, each time with answers, sources and their speed in
another order, and compares every graph with what a second, plain reckoning says there was to find. Prints one object:
walks, articles and citations with recall and precision, provenance (share of exact ones), duplicates, wrong merges
(articles that hold ids of two), the requests of a walk on average, and the walks that were not perfect.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.judging import Judge, Verdict
from tests.reach import reach
from tests.seven import SEVEN, make_seven, some_seed
from tests.walking import bare, found_in, shuffled


def main() -> int:
    options = arguments()
    began, total, requests = time.monotonic(), Verdict(), Counter[str]()
    wrong = []
    for number in range(options.first, options.first + options.worlds):
        world = make_seven(number, size=options.size, links=options.links, seen=options.seen)
        seed = some_seed(world, number)
        judge = Judge(world, reach(world, [seed], options.depth, sources=SEVEN))
        for order in range(options.orders):
            done = shuffled(world, [seed], order, SEVEN, depth=options.depth, max_articles=10**6)
            verdict = judge.judge(bare(found_in(done.graph)))
            total += verdict
            requests += done.wire.requests
            if not verdict.perfect:
                wrong.append({"world": number, "order": order, "verdict": str(verdict)})
        if sys.stderr.isatty():
            print(f"world {number}: {total}", file=sys.stderr)
    walks = options.worlds * options.orders
    print(json.dumps(told(total, walks, requests) | {"wrong": wrong, "seconds": round(time.monotonic() - began, 1)}))
    return 1 if wrong else 0


def told(total: Verdict, walks: int, requests: Counter[str]) -> dict[str, object]:
    return {
        "walks": walks,
        "articles": measured(total.articles, total.articles_found, total.articles_right),
        "citations": measured(total.citations, total.citations_found, total.citations_right),
        "versions": measured(total.versions, total.versions_found, total.versions_right),
        "provenance": share(total.provenance_right, total.citations_right),
        "duplicates": total.duplicates,
        "wrong_merges": total.fused,
        "requests_a_walk": {name: round(many / walks, 1) for name, many in sorted(requests.items())},
    }


def measured(expected: int, found: int, right: int) -> dict[str, float]:
    return {"expected": expected, "recall": share(right, expected), "precision": share(right, found)}


def share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=200, help="shuffled orders of each world")
    parser.add_argument("--worlds", type=int, default=5)
    parser.add_argument("--first", type=int, default=1000, help="the number of the first world")
    parser.add_argument("--size", type=int, default=60, help="articles of a world")
    parser.add_argument("--links", type=float, default=2.4, help="references of an article, on average")
    parser.add_argument("--seen", type=float, default=0.6, help="the part that each source sees")
    parser.add_argument("--depth", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
