"""Bruno collections on the shell: into a workspace, again, out, and what means harm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.servers.wire import WireServer
from tests.shell import Shell
from tests.unit.importers.bruno.bruno_folder import BRUNO_JSON, bru

FILES = {
    "bruno.json": BRUNO_JSON,
    "collection.bru": "auth {\n  mode: bearer\n}\n\nauth:bearer {\n  token: {{key}}\n}\n",
    "orders/folder.bru": "meta {\n  name: Orders\n  seq: 1\n}\n\nheaders {\n  X-A: a\n}\n",
    "orders/list.bru": (
        "meta {\n  name: List\n  type: http\n  seq: 1\n}\n\n"
        "get {\n  url: {{base}}/orders?status=open\n  body: none\n  auth: inherit\n}\n\n"
        "assert {\n  res.status: eq 200\n}\n\ndocs {\n  words\n}\n"
    ),
    "environments/Dev.bru": "vars {\n  base: http://127.0.0.1:1\n}\nvars:secret [\n  key\n]\n",
}


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def _write(folder: Path, files: Mapping[str, str] = FILES) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@contextmanager
def _served(folder: Path) -> Iterator[WireServer]:
    with WireServer() as server:
        path = folder / "environments/Dev.bru"
        path.write_text(path.read_text().replace("127.0.0.1:1", f"127.0.0.1:{server.port}"))
        yield server


def test_a_folder_is_imported_checked_and_sent(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    with _served(tmp_path / "shop") as server:
        said = shell.run("import", "shop", "--into", "w")
        assert said.status == 0, said.text
        assert "Shop: 1 request in 1 folder, 1 environment" in said.text
        assert shell.run("check", "--workspace", "w").status == 0
        sent = shell.run(
            "send", "orders/list", "--workspace", "w", "--env", "dev", "--var", "key=hush"
        )
        assert sent.status == 0, sent.text
    [request] = server.requests
    assert request.target == "/orders?status=open"
    assert request.all("authorization") == ["Bearer hush"]
    assert request.all("x-a") == ["a"]


def test_a_second_import_updates_its_own_and_asks(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    assert shell.run("import", "shop", "--into", "w").status == 0
    again = shell.run("import", "shop", "--into", "w")
    assert "All files are up to date" in again.text
    assert "# Imported from: Bruno: Shop" in (tmp_path / "w/requests/folder.toml").read_text()
    changed = FILES["orders/list.bru"].replace("status=open", "status=closed")
    _write(tmp_path / "shop", {"orders/list.bru": changed})
    refused = shell.run("import", "shop", "--into", "w")
    assert refused.status == 2
    file = tmp_path / "w/requests/orders/list.toml"
    assert "open" in file.read_text()
    assert shell.run("import", "shop", "--into", "w", "--update").status == 0
    assert "closed" in file.read_text()
    assert not (tmp_path / "w/requests/shop").exists()


def test_a_postman_collection_of_that_name_is_another(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    assert shell.run("import", "shop", "--into", "w").status == 0
    (tmp_path / "p.json").write_text(
        '{"info": {"name": "Shop"}, "item": [{"name": "P", "request": {"url": "https://h/"}}]}'
    )
    assert shell.run("import", "p.json", "--into", "w").status == 0
    assert (tmp_path / "w/requests/shop/p.toml").is_file()


def test_what_reads_the_process_needs_consent(shell: Shell, tmp_path: Path) -> None:
    text = bru("url: https://h.test/{{process.env.TOKEN_OF_ME}}")
    _write(tmp_path / "shop", {"bruno.json": BRUNO_JSON, "a.bru": text})
    refused = shell.run("import", "shop", "--into", "w")
    assert refused.status == 2
    assert "OS environment variable TOKEN_OF_ME is read" in refused.text + refused.err
    assert not (tmp_path / "w").exists()
    assert shell.run("import", "shop", "--into", "w", "--yes").status == 0
    assert "{{$env.TOKEN_OF_ME}}" in (tmp_path / "w/requests/one.toml").read_text()


def test_values_of_dotenv_stay_on_this_machine(shell: Shell, tmp_path: Path) -> None:
    files = {
        "bruno.json": BRUNO_JSON,
        "a.bru": bru("url: https://h.test/{{process.env.KEY}}"),
        ".env": "KEY=hush-hush-1\n",
    }
    _write(tmp_path / "shop", files)
    assert shell.run("import", "shop", "--into", "w").status == 0
    found = [path for path in (tmp_path / "w").rglob("*") if path.is_file()]
    holding = [path.name for path in found if b"hush-hush-1" in path.read_bytes()]
    assert holding == ["shop.local.toml"]


def test_links_lead_nowhere(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    (tmp_path / "outside.bru").write_text(bru("url: https://outside.test/"))
    (tmp_path / "shop/linked.bru").symlink_to(tmp_path / "outside.bru")
    said = shell.run("import", "shop", "--into", "w")
    assert said.status == 0
    assert "linked.bru" in said.text
    assert not (tmp_path / "w/requests/one.toml").exists()


def test_an_export_is_imported_again_and_sends_the_same(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    with _served(tmp_path / "shop") as server:
        assert shell.run("import", "shop", "--into", "w").status == 0
        out = shell.run("export", "--as", "bruno", "--output", "out", "--workspace", "w")
        assert out.status == 0, out.err
        assert "vars:secret [\n  key\n]" in (tmp_path / "out/environments/Dev.bru").read_text()
        assert shell.run("import", "out", "--into", "v").status == 0
        for workspace in ("w", "v"):
            words = ("--workspace", workspace, "--env", "dev", "--var", "key=hush")
            assert shell.run("send", "orders/list", *words).status == 0
    first, second = server.requests
    assert (first.target, first.headers) == (second.target, second.headers)
    for name in ("orders/list.toml", "orders/folder.toml", "folder.toml"):
        texts = [(tmp_path / one / "requests" / name).read_text() for one in ("w", "v")]
        assert texts[0] == texts[1]


def test_an_export_needs_a_new_folder_or_a_request(shell: Shell, tmp_path: Path) -> None:
    _write(tmp_path / "shop")
    assert shell.run("import", "shop", "--into", "w").status == 0
    refused = shell.run("export", "--as", "bruno", "--workspace", "w")
    assert refused.status == 2
    assert "Pass --output FOLDER" in refused.err
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a.bru").write_text("")
    refused = shell.run("export", "--as", "bruno", "--output", "full", "--workspace", "w")
    assert refused.status == 2
    assert "is not empty" in refused.err
    one = shell.run("export", "orders/list", "--as", "bruno", "--workspace", "w")
    assert one.status == 0
    assert "  auth: bearer\n" in one.text
    assert "X-A: a" in one.text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.bru", "meta {\n" + "  a: b\n" * 1000, 'block "meta" has no end (line 1)'),
        ("a.bru", "get {\n  url: x\n}\n\x00\x01", "a block was expected"),
        ("a.json", '{"brunoConfig": {}, "items": ' + "[" * 2000, "nested too deeply"),
        ("a.json", '{"brunoConfig": {}, "version": "1", "items": [1, null, {"type": 5}]}', ""),
        ("a.yml", "opencollection: 1.0.0\ninfo: [1]\nitems: {a: *x}\n", "is not YAML"),
        ("a.yml", "info:\n  type: http\nhttp:\n  url: [1, 2]\n  headers: x\n  body: 5\n", ""),
    ],
)
def test_hostile_files_are_told_in_a_sentence(
    name: str, text: str, said: str, shell: Shell, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    found = shell.run("import", name, "--into", "w", "--yes")
    assert "Traceback" not in found.err
    assert said in found.err
    assert found.status == (3 if said else 0)
