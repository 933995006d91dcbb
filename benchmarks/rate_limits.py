"""Does one rate limit hold over processes and threads? Counts what arrives at a local server.

    python benchmarks/rate_limits.py --requests 10000 --rate 200 --processes 4 --threads 4

Prints one object: requests, rate, arrived, seconds, per_second, breaches (arrivals that were one too many in the second
that began with an earlier one), nearest (the shortest time in which one more than the rate arrived).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harvest.http import Client, ClientOptions, Endpoint
from harvest.sources.base import Kind, Request

ROOT = Path(__file__).resolve().parents[1]
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


def main() -> int:
    options = arguments()
    if options.client:
        ask(options)
        return 0
    result = asyncio.run(measured(options))
    print(json.dumps(result))
    return 1 if result["breaches"] or result["arrived"] != options.requests else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=200)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument("--client", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    return parser.parse_args()


async def measured(options: argparse.Namespace) -> dict[str, float]:
    arrivals: list[float] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                arrivals.append(time.monotonic())
                writer.write(REPLY)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        clients = [await start(options, url, Path(folder), number) for number in range(options.processes)]
        codes = [await client.wait() for client in clients]
    server.close()
    if any(codes):
        raise SystemExit(f"clients ended with {codes}")
    return verdict(arrivals, options)


async def start(options: argparse.Namespace, url: str, folder: Path, number: int) -> asyncio.subprocess.Process:
    share = len(range(number, options.requests, options.processes))
    shape = ["--requests", str(share), "--rate", str(options.rate), "--threads", str(options.threads)]
    own = ["--client", url, "--folder", str(folder), "--name", str(number)]
    return await asyncio.create_subprocess_exec(sys.executable, str(Path(__file__)), *shape, *own, cwd=ROOT)


def verdict(arrivals: list[float], options: argparse.Namespace) -> dict[str, float]:
    arrivals.sort()
    allowed = math.floor(options.rate)
    spans = [later - first for first, later in zip(arrivals, arrivals[allowed:], strict=False)]
    seconds = arrivals[-1] - arrivals[0]
    return {
        "requests": options.requests,
        "rate": options.rate,
        "arrived": len(arrivals),
        "seconds": round(seconds, 3),
        "per_second": round((len(arrivals) - 1) / seconds, 1),
        "breaches": sum(span < 1 for span in spans),
        "nearest": round(min(spans, default=math.inf), 4),
    }


def ask(options: argparse.Namespace) -> None:
    """What each child process does: several threads that ask through one client, each a share."""
    settings = ClientOptions(cache_folder=options.folder / options.name, limits_folder=options.folder)
    endpoint = Endpoint(name="icite", base_url=options.client, per_second=options.rate)
    with Client({"icite": endpoint}, settings, namespace=options.name) as client:

        def work(thread: int) -> None:
            for number in range(thread, options.requests, options.threads):
                client.fetch(Request(source="icite", kind=Kind.DESCRIBE, path=str(number), asked=()), json.loads)

        threads = [threading.Thread(target=work, args=(thread,)) for thread in range(options.threads)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    sys.exit(main())
