"""Importing again, and importing what means harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing.conftest import CORPUS
from tests.shell import Shell
from tests.unit.importers.postman.collection_builders import (
    collection,
    environment,
    folder,
    request,
)

COLLECTIONS = sorted((CORPUS / "postman").glob("*_collection.json")) if CORPUS.is_dir() else []


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def write(folder_path: Path, **documents: Any) -> list[str]:
    for name, data in documents.items():
        (folder_path / f"{name}.json").write_text(json.dumps(data))
    return [f"{name}.json" for name in documents]


def test_a_second_import_of_any_collection_writes_nothing(shell: Shell) -> None:
    if not COLLECTIONS:
        pytest.skip("the corpus of real files is not beside this checkout")
    names = [str(file) for file in COLLECTIONS]
    assert shell.run("import", *names, "--into", "w").status == 0
    again = shell.run("import", *names, "--into", "w")
    assert again.status == 0, again.err
    assert "All files are up to date" in again.text


def test_an_empty_secret_never_overwrites_one_that_is_there(shell: Shell, tmp_path: Path) -> None:
    names = write(tmp_path, c=collection(request()), e=environment(secret=("mine", "secret")))
    assert shell.run("import", *names, "--into", "w").status == 0
    overlay = tmp_path / "w/environments/dev.local.toml"
    assert "mine" in overlay.read_text()
    names = write(tmp_path, c=collection(request()), e=environment(secret=("", "secret")))
    assert shell.run("import", *names, "--into", "w", "--update").status == 0
    assert "mine" in overlay.read_text()


def test_a_changed_request_is_asked_about_and_nothing_is_doubled(
    shell: Shell, tmp_path: Path
) -> None:
    names = write(tmp_path, c=collection(request("One"), request("Two")))
    shell.run("import", *names, "--into", "w")
    write(tmp_path, c=collection(request("One", "https://api.example/new"), request("Two")))
    refused = shell.run("import", *names, "--into", "w")
    assert refused.status == 2
    assert "requests/one.toml" in refused.err
    assert shell.run("import", *names, "--into", "w", "--update").status == 0
    assert "new" in (tmp_path / "w/requests/one.toml").read_text()
    assert len(list((tmp_path / "w/requests").glob("*.toml"))) == 3


def test_names_that_mean_harm_stay_inside_and_apart(shell: Shell, tmp_path: Path) -> None:
    names = ["../../../out", "/etc/passwd", "a\x00b", "\x1b]0;x\x07", "CON", "Case", "cASE", ".git",
             "x" * 5000, "\u202eevil", "~", "$(id)", "folder", "outrider.toml"]  # fmt: skip
    items = [request(name) for name in names] + [folder(name, request(name)) for name in names]
    said = shell.run("import", *write(tmp_path, c=collection(*items)), "--into", "w")
    assert said.status == 0, said.err
    assert "\x1b" not in said.text
    files = [path for path in tmp_path.rglob("*.toml") if path.is_file()]
    assert all(path.resolve().is_relative_to(tmp_path / "w") for path in files)
    assert len(list((tmp_path / "w/requests").rglob("*.toml"))) == 3 * len(names) + 1
    relative = [str(path.relative_to(tmp_path)).casefold() for path in files]
    assert len(set(relative)) == len(relative)
    assert b"\x1b" not in b"".join(path.read_bytes() for path in files)


@pytest.mark.parametrize(
    "text",
    [
        '{"info": {"name": "x"}, "item": ' + "[" * 100_000,
        '{"info": {"name": "x"}, "item": ' + '[{"item": ' * 10_000 + "[]" + "}]" * 10_000 + "}",
        '{"info": {"name": "x"}, "item": [' + "9" * 10_000 + "]}",
    ],
    ids=["open brackets", "ten thousand levels", "a long number"],
)
def test_deep_files_are_refused_in_a_sentence(shell: Shell, tmp_path: Path, text: str) -> None:
    (tmp_path / "deep.json").write_text(text)
    said = shell.run("import", "deep.json", "--into", "w")
    assert said.status == 3
    assert "deep.json" in said.err
    assert "Traceback" not in said.err
    assert not (tmp_path / "w").exists()


def test_folders_deeper_than_anybody_makes_are_told(shell: Shell, tmp_path: Path) -> None:
    inner: dict[str, Any] = request("Deepest")
    for number in range(230):
        inner = folder(f"f{number}", inner)
    said = shell.run("import", *write(tmp_path, c=collection(inner)), "--into", "w", "--dry-run")
    assert "Traceback" not in said.err
    assert "nested too deeply" in said.text + said.err


def test_fifty_megabytes_are_read(shell: Shell, tmp_path: Path) -> None:
    body = {"mode": "raw", "raw": "x" * 50_000_000}
    names = write(tmp_path, c=collection(request(method="POST", body=body)))
    said = shell.run("import", *names, "--into", "w", "--dry-run")
    assert "Traceback" not in said.err
    assert said.status in {0, 3}


def test_what_a_collection_no_longer_has_is_named_and_stays(shell: Shell, tmp_path: Path) -> None:
    old = collection(request("One"), folder("Old", request("Two")), folder("Both", request("Four")))
    names = write(tmp_path, c=old)
    shell.run("import", *names, "--into", "w")
    (tmp_path / "w/requests/mine.toml").write_text('url = "https://api.example/mine"\n')
    assert "were kept" in shell.run("import", *names, "--into", "w").text
    write(tmp_path, c=collection(request("Uno"), folder("Both", request("Five"))))
    said = shell.run("import", *names, "--into", "w", "--update")
    assert said.status == 0, said.err
    left = "both/four.toml, requests/mine.toml, requests/old/folder.toml, requests/old/two.toml"
    assert f"were kept: requests/{left}, requests/one.toml." in said.text
    assert all((tmp_path / "w/requests" / name).exists() for name in ("one.toml", "old/two.toml"))


def test_files_of_another_collection_are_not_left_over(shell: Shell, tmp_path: Path) -> None:
    first, second = collection(request("One")), collection(request("Two"))
    second["info"]["name"] = "Another"
    write(tmp_path, a=first, b=second)
    for name in ("a.json", "b.json", "a.json", "b.json"):
        said = shell.run("import", name, "--into", "w", "--update")
        assert "were kept" not in said.text


def test_an_update_changes_its_own_expectations_and_keeps_those_that_were_added(
    shell: Shell, tmp_path: Path
) -> None:
    def write_test(status: int) -> list[str]:
        text = (
            f"pm.test('status', () => pm.response.to.have.status({status}));"
            "pm.environment.set('id', pm.response.json().id);"
        )
        event = [{"listen": "test", "script": {"exec": [text]}}]
        return write(tmp_path, c=collection(request("One", event=event)))

    assert shell.run("import", *write_test(200), "--into", "w").status == 0
    file = tmp_path / "w/requests/one.toml"
    mine = '\n# mine\n[[expect]]\nname = "fast"\ntime = true\nat_most = 900\n'
    file.write_text(file.read_text() + mine)
    said = shell.run("import", *write_test(201), "--into", "w", "--update")
    assert said.status == 0, said.err
    text = file.read_text()
    assert "status = 201" in text
    assert "status = 200" not in text
    assert "# mine" in text
    assert "at_most = 900" in text
    assert text.count("[[capture]]") == 1
    again = shell.run("import", *write_test(201), "--into", "w")
    assert "All files are up to date" in again.text

    # What the user has switched off stays so, whatever else the import changes of it.
    off = [f"{table}\nenabled = false" for table in ("[[capture]]", '[[expect]]\nname = "status"')]
    for on, written in zip(("[[capture]]", '[[expect]]\nname = "status"'), off, strict=True):
        assert on in text
        text = text.replace(on, written, 1)
    file.write_text(text)
    for status in (201, 204):
        said = shell.run("import", *write_test(status), "--into", "w", "--update")
        assert said.status == 0, said.err
        assert "requests/one.toml are still disabled: 2." in said.text
        text = file.read_text()
        assert text.count("enabled = false") == 2
        assert text.count("[[expect]]") == 2
        assert f"status = {status}" in text
