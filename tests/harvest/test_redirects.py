"""Which redirects are followed."""

import pytest

from harvest.endpoints import Endpoint
from harvest.errors import Refused
from harvest.redirects import follow

NCBI = Endpoint(
    name="ncbi",
    base_url="https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
    per_second=3,
    secret_params={"api_key": "canary-0123"},
    also=frozenset({"pmc.ncbi.nlm.nih.gov"}),
)
PLAIN = Endpoint(name="ncbi", base_url="http://api.example.org/v1", per_second=3)
LOCAL = Endpoint(name="ncbi", base_url="http://127.0.0.1:8001/api", per_second=3)


@pytest.mark.parametrize(
    ("endpoint", "location", "url", "trusted"),
    [
        (NCBI, "/new?id=1", "https://eutils.ncbi.nlm.nih.gov/new?id=1", True),
        (NCBI, "https://EUTILS.ncbi.nlm.nih.gov:443/x", "https://EUTILS.ncbi.nlm.nih.gov:443/x", True),
        (NCBI, "https://pmc.ncbi.nlm.nih.gov/x?ids=1", "https://pmc.ncbi.nlm.nih.gov/x?ids=1", False),
        (NCBI, "https://eu.eutils.ncbi.nlm.nih.gov/x", "https://eu.eutils.ncbi.nlm.nih.gov/x", False),
        (PLAIN, "https://api.example.org/v1/x", "https://api.example.org/v1/x", True),
        (LOCAL, "/elsewhere", "http://127.0.0.1:8001/elsewhere", True),
    ],
)
def test_these_are_followed(endpoint: Endpoint, location: str, url: str, trusted: bool) -> None:
    step = follow(endpoint, endpoint.base_url + "/pubs", location)
    assert (step.url, step.trusted) == (url, trusted)


@pytest.mark.parametrize(
    ("endpoint", "location"),
    [
        (NCBI, None),
        (NCBI, ""),
        (NCBI, "http://eutils.ncbi.nlm.nih.gov/x"),  # no way back from https
        (NCBI, "http://pmc.ncbi.nlm.nih.gov/x"),
        (NCBI, "https://eutils.ncbi.nlm.nih.gov:8443/x"),
        (NCBI, "https://login.example.org/"),
        (NCBI, "https://evil-eutils.ncbi.nlm.nih.gov/"),
        (NCBI, "https://eutils.ncbi.nlm.nih.gov.example.org/"),
        (NCBI, "https://eutils.ncbi.nlm.nih.gov@example.org/"),
        (NCBI, "https://user:word@eutils.ncbi.nlm.nih.gov/"),
        (NCBI, "https://127.0.0.1/"),
        (NCBI, "https://[::1]/"),
        (NCBI, "https://169.254.169.254/latest/meta-data"),
        (NCBI, "https://localhost/"),
        (NCBI, "file:///etc/passwd"),
        (NCBI, "ftp://eutils.ncbi.nlm.nih.gov/x"),
        (NCBI, "https://eutils.ncbi.nlm.nih.gov:port/"),
        (NCBI, "https://[::1/"),
        (LOCAL, "http://127.0.0.1:8002/api"),
        (LOCAL, "http://localhost:8001/api"),
        (LOCAL, "https://127.0.0.1/api"),
        (LOCAL, "http://10.0.0.1:8001/api"),
    ],
)
def test_these_are_not(endpoint: Endpoint, location: str | None) -> None:
    with pytest.raises(Refused):
        follow(endpoint, endpoint.base_url + "/pubs", location)


def test_keys_in_an_address_stay_behind() -> None:
    step = follow(NCBI, NCBI.base_url, "https://pmc.ncbi.nlm.nih.gov/x?ids=1&api_key=canary-0123&echo=canary-0123")
    assert step.url == "https://pmc.ncbi.nlm.nih.gov/x?ids=1"
