"""A workshop for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.integration.load_scripts.load_server import LoadServer
from tests.integration.load_scripts.workshop import ENVIRONMENT, REQUESTS, Workshop
from tests.shell import Shell


@pytest.fixture
def workshop(shell: Shell) -> Iterator[Workshop]:
    with LoadServer() as server:
        made = Workshop(shell, server)
        (shell.folder / "requests" / "list.toml").unlink()
        made.write("environments/dev.toml", ENVIRONMENT.format(url=server.url))
        made.write("requests/shop/folder.toml", f"order = {list(REQUESTS)!r}")
        for name, text in REQUESTS.items():
            made.write(f"requests/shop/{name}.toml", text)
        (shell.folder / "data.bin").write_bytes(bytes(range(256)) * 2)
        yield made
