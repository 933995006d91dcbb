"""Seven scholarly APIs over a made-up world: what each would answer, in an order of its own."""

from __future__ import annotations

import random

from harvest.demo.ncbi_replay import Parameters, Reply
from tests.emulated.api import Api
from tests.emulated.crossref import Crossref
from tests.emulated.europepmc import EuropePMC
from tests.emulated.icite import ICite
from tests.emulated.ncbi import Ncbi
from tests.emulated.openalex import OpenAlex
from tests.emulated.opencitations import OpenCitations
from tests.emulated.s2 import SemanticScholar
from tests.worlds import World

APIS: tuple[type[Api], ...] = (Ncbi, ICite, OpenAlex, EuropePMC, SemanticScholar, OpenCitations, Crossref)


class Emulation:
    """All of them over one world. `shuffle` sets the order of everything that is answered, and nothing else."""

    def __init__(self, world: World, *, shuffle: int = 0) -> None:
        self.apis = {api.name: api(world, random.Random(f"{shuffle} {api.name}")) for api in APIS}

    def answer(self, source: str, path: str, parameters: Parameters, *, keyed: bool = True) -> Reply:
        """What `source` says at `path`, which is below its base URL."""
        return self.apis[source].answer(path, parameters, keyed)
