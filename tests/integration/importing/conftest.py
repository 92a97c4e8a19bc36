from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers.wire import WireServer

CORPUS = Path(__file__).parents[4] / "shared" / "corpus"


@pytest.fixture
def wire() -> Iterator[WireServer]:
    """A server that keeps what it is sent."""
    with WireServer() as server:
        yield server


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real files; a test that needs it is skipped without it."""
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real files is not beside this checkout")
    return CORPUS
