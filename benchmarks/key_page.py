"""How long a reader waits for the page of key papers, in a real Chromium.

    python benchmarks/key_page.py FOLDER/NAME [--articles 2000]     reads NAME_nodes.csv.gz and NAME_edges.csv.gz

Puts the neighbourhood of the most cited article into an empty graph on the local engine, serves it, and opens the page.
Prints the seconds to the first rows (a page never opened before, then once more), to another measure for the first time
and when it was computed before, and whether the rows stand in the order of `citewalk rank`.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import projection_of_store
from measures import read
from playwright.sync_api import Page, sync_playwright

from graph.engine import stop
from graph.projection import Projection
from graph.store import open_store

MEASURES = ("key", "pagerank", "citations", "k-core")
CITEWALK = (sys.executable, "-m", "citewalk")


def part(graph: Projection, articles: int) -> Projection:
    """So many articles around the most cited one, the nearest first."""
    order = [int(np.argmax(graph.citation_counts))]
    seen = set(order)
    for position in order:  # grows while it is read
        links = graph.links.indices[graph.links.indptr[position] : graph.links.indptr[position + 1]].tolist()
        order += [other for other in links if other not in seen]
        seen.update(links)
        if len(order) >= articles:
            break
    return graph.subgraph(np.sort(np.array(order[:articles])))


@contextmanager
def served(environment: dict[str, str]) -> Iterator[str]:
    """The address of `citewalk serve`."""
    command = [*CITEWALK, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            line = next(line for line in server.stderr if "http://" in line)
            found = re.search(r"http://[\d.:]+", line)
            assert found is not None
            yield found.group()
        finally:
            server.terminate()


def waited(page: Page, query: str) -> None:
    """Until the rows of that ranking are there."""
    page.locator(f'.key[data-shown="{query}"]').wait_for()
    page.locator("#ranking tbody tr").first.wait_for()


def opened(page: Page, address: str) -> float:
    """Seconds to the first rows."""
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    waited(page, "key")
    return time.perf_counter() - start


def changed(page: Page, measure: str) -> float:
    """Seconds to the rows of another measure."""
    start = time.perf_counter()
    page.locator('[name="measure"]').select_option(measure)
    waited(page, "key" if measure == "key" else f"measure={measure}")
    return time.perf_counter() - start


def compare_order(page: Page, environment: dict[str, str], measure: str) -> bool:
    """Whether the rows are those of the command."""
    rows = page.eval_on_selector_all("#ranking tbody tr", "rows => rows.map(row => row.dataset.id)")
    command = [*CITEWALK, "rank", "--measure", measure, "--top", str(len(rows)), "--format", "json"]
    said = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return [one["id"] for one in json.loads(said)] == rows


def look(address: str, environment: dict[str, str]) -> None:
    """Measure in a browser and print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(address)  # a browser that has just started is slow by itself
        first, again = opened(page, f"{address}/key"), opened(page, f"{address}/key")
        fresh = {measure: changed(page, measure) for measure in MEASURES[1:]}
        known = {measure: changed(page, measure) for measure in MEASURES}
        same = {}
        for measure in MEASURES:
            changed(page, measure)
            same[measure] = compare_order(page, environment, measure)
        browser.close()
    print(json.dumps({"first_rows": round(first, 2), "again": round(again, 2)}))
    print(json.dumps({"measure_computed_anew": {name: round(took, 2) for name, took in fresh.items()}}))
    print(json.dumps({"measure_computed_before": {name: round(took, 2) for name, took in known.items()}}))
    print(json.dumps({"order_of_rank": same}))


def main() -> None:
    """Fill, serve, look."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--articles", type=int, default=2000)
    given = parser.parse_args()
    graph = part(read(given.graph), given.articles)
    print(graph)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        environment = {**os.environ, "CITEWALK_HOME": folder}
        with open_store(home / "graph") as store:
            projection_of_store.fill(store, graph)
            with served(environment) as address:
                look(address, environment)
        stop(home / "graph")


if __name__ == "__main__":
    main()
