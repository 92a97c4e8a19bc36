"""Secrets that a program gives to ``outrider run``, by the real program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.counting import CountingServer
from tests.shell import Shell

N = '[variables]\nn = "of the file"\n'
PROGRAM = "open('asked', 'a').write('x'); print('s3cret-x')"
COMMAND = f'client_secret = {{ command = ["python3", "-c", "{PROGRAM}"] }}'


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path, server: CountingServer) -> Lab:
    """A workspace whose client secret a program gives, and three requests."""
    made = Lab((tmp_path / "workspace").resolve())
    made.write({"outrider.toml": "", "rows.csv": "n\n1\n2\n3\n"})
    made.environment("dev", api=server.url, token=f"{server.url}/token")
    file = made.root / "environments/dev.toml"
    written = file.read_text().replace('client_secret = "dev-only-secret"', COMMAND)
    assert COMMAND in written
    file.write_text(written)
    for name in "abc":
        made.request(name, f"{{{{base_url}}}}/{name}?{{{{n}}}}", N)
    return made


@pytest.fixture
def program(folder: Lab, tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    return Shell(home, folder.root)


@pytest.mark.parametrize("more", [(), ("--repeat", "3", "--parallel", "2"), ("--data", "rows.csv")])
def test_a_program_that_gives_a_secret_is_asked_once(
    folder: Lab, program: Shell, server: CountingServer, more: tuple[str, ...]
) -> None:
    said = program.run("run", "--trust", *more)
    assert said.status == 0, said.err
    assert (folder.root / "asked").read_text() == "x"
    assert server.tokens == 1


def test_a_program_whose_secret_is_refused_is_asked_again(
    folder: Lab, program: Shell, server: CountingServer
) -> None:
    server.refuses = True
    assert program.run("run", "--trust").status == 4
    assert (folder.root / "asked").read_text() == "xxx"
    # The same secret is not tried again: that would lock the client out.
    assert server.tokens == 1
