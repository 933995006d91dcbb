"""What every test may ask for. Nothing here talks to the network."""

from __future__ import annotations

from pathlib import Path

import pytest

BESIDE = Path(__file__).resolve().parents[2] / "shared"


def beside(name: str) -> Path:
    """A folder of real data kept beside the checkout, or a skip that says what is missing."""
    folder = BESIDE / name
    if not folder.is_dir():
        pytest.skip(f"the real {name} are not kept beside this checkout")
    return folder


@pytest.fixture(scope="session")
def recordings() -> Path:
    """Real bodies of the scholarly APIs."""
    return beside("recordings")


@pytest.fixture(scope="session")
def datasets() -> Path:
    """Real citation graphs."""
    return beside("datasets")


@pytest.fixture(scope="session")
def seed_page() -> Path:
    """The saved PubMed page of the source article."""
    return beside("seed")
