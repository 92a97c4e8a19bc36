"""What is imported gets none of the credentials in the headers of the folders above it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.servers.toxic import Call, response, toxic_server
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import collection, folder, request

FOLDER = """headers = [
  { name = "X-Api-Key", value = "{{client_secret}}" },
  { name = "X-Again", value = "{{again}}" },
  { name = "Authorization", value = "Bearer abcdef0123456789" },
  { name = "X-Plain", value = "plain" },
]
[variables]
again = "k-{{client_secret}}"
"""


@pytest.fixture
def lab(lab: Lab) -> Lab:
    return lab.write({"requests/folder.toml": FOLDER})


def sources(url: str) -> dict[str, str]:
    nested = collection(request("Top", url), folder("Deep", request("In", url)))
    return {"c.sh": f"curl {url}\n", "c.json": json.dumps(nested)}


@pytest.mark.parametrize(("file", "names"), [("c.sh", ["echo"]), ("c.json", ["Top", "In"])])
async def test_no_inherited_credential_is_sent(
    lab: Lab, shell: Shell, tmp_path: Path, file: str, names: list[str]
) -> None:
    async def answer(call: Call) -> None:
        await call.say(response(b"here"))

    async with toxic_server(answer) as server:
        (tmp_path / file).write_text(sources(f"{server.url}/echo")[file])
        said = await lab_run(shell, "import", str(tmp_path / file))
        assert said[0] == 0, said[1]
        assert "switched off: Authorization, X-Again, X-Api-Key." in " ".join(said[1].split())
        for name in names:
            status, text = await lab_run(shell, "send", name)
            assert status == 0, text
    assert len(server.heads) == len(names)
    for head in server.heads:
        assert b"X-Plain: plain" in head
        for word in (b"x-api-key", b"x-again", b"authorization", b"dev-only-secret"):
            assert word not in head.lower()


async def lab_run(shell: Shell, *words: str) -> tuple[int, str]:
    """A command beside the loop that serves."""
    import asyncio

    said = await asyncio.to_thread(shell.run, *words)
    return said.status, said.text + said.err


def test_a_workspace_without_such_headers_gets_no_rows(
    lab: Lab, shell: Shell, tmp_path: Path
) -> None:
    lab.write({"requests/folder.toml": 'headers = [{ name = "X-Plain", value = "plain" }]\n'})
    (tmp_path / "c.sh").write_text("curl https://a.test/echo\n")
    assert shell.run("import", str(tmp_path / "c.sh")).status == 0
    assert "headers" not in (lab.root / "requests/echo.toml").read_text()
