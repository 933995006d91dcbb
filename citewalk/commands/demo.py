"""`citewalk demo`: a bundled walk, replayed from disk through the real pipeline, and then the web pages."""

from __future__ import annotations

import sys
from dataclasses import replace

import click

from citewalk.commands.serve import HOST, PORT, listening, run
from citewalk.opening import engine_options
from citewalk.printing import say
from citewalk.progress import Reporter
from citewalk.settings import Settings
from graph.ids import ArticleId, Scheme
from graph.store import open_store
from harvest.demo.facts import load_all
from harvest.demo.run import replay

SOURCE_ARTICLE = "pmid:39843410"  # what the project began with; one click away


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 for any free one.")
@click.option("--browser/--no-browser", default=None, help="Open the page in your browser (on a terminal: yes).")
@click.pass_obj
def demo(settings: Settings, /, port: int, browser: bool | None) -> None:
    """Show two real neighbourhoods in a browser, offline.

    Bundled facts are replayed through the same pipeline as any harvest, into a graph of their own; no network, no
    server and no key is needed. Ctrl-C stops it.
    """
    folder = settings.home / "demo" / "graph"
    with listening(HOST, port) as door, open_store(folder, engine=engine_options(settings)) as store:
        with Reporter() as report:
            done = replay(store, report)
        for one in done:
            say(f"replayed {one.id}: {one.counts['articles']} articles, {one.counts['citations']} citations")
        first = ArticleId(Scheme.PMID, load_all()[0].walks[0].seeds[0])
        page = f"/graph/{store.owners([first])[first]}?hops=2"
        here = replace(settings, values={**settings.values, "CITEWALK_STORE": str(folder)})
        browse = sys.stderr.isatty() if browser is None else browser
        run(here, store, door, page=page, example=SOURCE_ARTICLE, browse=browse)
