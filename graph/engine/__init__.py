"""The local engine: ArcadeDB's server as a child process, started by the first command and stopped after the last."""

from graph.engine.address import Address, Status
from graph.engine.lease import Lease, join, start, status, stop
from graph.engine.options import EngineOptions

__all__ = ["Address", "EngineOptions", "Lease", "Status", "join", "start", "status", "stop"]
