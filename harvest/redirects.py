"""Which redirects are followed: to the same host, to https, or to another https host of the same source."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit

from harvest.endpoints import PORTS, Endpoint
from harvest.errors import Refused

MOST = 5
STATUSES = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go next, and whether the source's secret headers may come along."""

    url: str
    trusted: bool


def follow(endpoint: Endpoint, at: str, location: str | None) -> Step:
    """The address that a redirect from `at` leads to. Raises `Refused` for one that is not followed."""
    if not location:
        raise Refused(endpoint.name, "it sent us elsewhere without saying where")
    target, port = address(at, location.strip())
    host = (target.hostname or "").lower()
    base = urlsplit(endpoint.base_url)
    if target.username or target.password or target.scheme not in PORTS or not host:
        raise Refused(endpoint.name, "it sent us to an address that is not followed")
    here = host == endpoint.host
    if here and port == endpoint.port and target.scheme == base.scheme:
        return Step(target.geturl(), trusted=True)
    if target.scheme != "https" or port != PORTS["https"] or not is_public_name(host):
        raise Refused(endpoint.name, f"it sent us to {target.scheme}://{host}, which is not followed")
    if here and endpoint.port in PORTS.values():
        return Step(target.geturl(), trusted=True)
    if host in endpoint.also or host.endswith(f".{endpoint.host}"):
        return Step(without_secrets(endpoint, target), trusted=False)
    raise Refused(endpoint.name, f"it sent us to {host}, which is not known to belong to this source")


def address(at: str, location: str) -> tuple[SplitResult, int | None]:
    """The address meant by a `Location`, taken apart; a blank one where it makes no sense."""
    try:
        target = urlsplit(urljoin(at, location))
        return target, target.port or PORTS.get(target.scheme)
    except ValueError:
        return urlsplit(""), None


def is_public_name(host: str) -> bool:
    """False for addresses in figures and for names that only mean something on this machine or network."""
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return "." in host.strip(".") and not host.rstrip(".").endswith((".local", ".localhost", ".internal"))
    return False


def without_secrets(endpoint: Endpoint, target: SplitResult) -> str:
    """The address without the parameters that carry this source's keys."""
    secrets = endpoint.secrets()
    kept = [
        (name, value)
        for name, value in parse_qsl(target.query, keep_blank_values=True)
        if name not in endpoint.secret_params and value not in secrets
    ]
    return target._replace(query=urlencode(kept), fragment="").geturl()
