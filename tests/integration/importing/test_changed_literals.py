"""A literal credential that changed in its source: the import's own secret gets the new value."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from tests.integration.importing.test_postman_beside_others import bring, called, files, table
from tests.shell import Said, Shell
from tests.unit.importers.postman.collection_builders import environment, request

A, B, C = "hush-aaaa-1111", "hush-bbbb-2222", "hush-cccc-3333"
OVERLAY = "environments/calls.local.toml"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "home", tmp_path)


def calls(shell: Shell, *words: str, file: str = "calls.sh", **keys: str) -> Said:
    lines = [f"curl -H 'X-Api-Key: {key}' https://api.example/{path}" for path, key in keys.items()]
    (shell.folder / file).write_text("\n".join(lines))
    return shell.run("import", file, "--into", "w", *words)


def sent(root: Path, overlay: str = OVERLAY) -> dict[str, str]:
    """The key of each request, by what its reference stands for."""
    secrets = table(root, overlay)["secrets"]
    found = {}
    for path in sorted((root / "requests").glob("?.toml")):
        value = table(root, f"requests/{path.name}")["headers"][0]["value"]
        found[path.stem] = secrets[value.strip("{}")]
    return found


def test_a_changed_key_is_asked_about_and_then_updated(shell: Shell, tmp_path: Path) -> None:
    calls(shell, a=A)
    refused = calls(shell, a=B)
    assert refused.status == 2
    assert OVERLAY in refused.err
    assert table(tmp_path / "w", OVERLAY)["secrets"] == {"x_api_key": A}
    for key in (B, C, A, B):
        said = calls(shell, "--update", a=key)
        assert 'Secrets of environment "calls" have other values: x_api_key.' in said.text
        assert table(tmp_path / "w", OVERLAY)["secrets"] == {"x_api_key": key}
        assert "hush" not in said.text
    assert "All files are up to date" in calls(shell, "--update", a=B).text


def test_keys_keep_their_names_whatever_comes_before_them(shell: Shell, tmp_path: Path) -> None:
    calls(shell, a=A, b=B)
    names = [path.read_text() for path in sorted((tmp_path / "w/requests").glob("?.toml"))]
    calls(shell, "--update", c=C, a=A, b=B)
    assert names == [(tmp_path / f"w/requests/{name}.toml").read_text() for name in "ab"]
    calls(shell, "--update", c=C, a=A + "x", b=B + "x")
    assert sent(tmp_path / "w") == {"a": A + "x", "b": B + "x", "c": C}
    assert len(table(tmp_path / "w", OVERLAY)["secrets"]) == 3


def test_a_key_that_other_requests_use_keeps_its_value(shell: Shell, tmp_path: Path) -> None:
    calls(shell, a=A, b=A)
    said = calls(shell, "--update", file="other.sh", b=B)
    assert 'Secret "x_api_key" keeps its value; the imported one was named "x_api_key_2".' in (
        said.text
    )
    assert "become secrets" not in said.text
    assert sent(tmp_path / "w") == {"a": A, "b": B}
    for key in (C, A + "x"):
        again = calls(shell, "--update", file="other.sh", b=key)
        assert "keeps its value" not in again.text
        assert sent(tmp_path / "w") == {"a": A, "b": key}
    assert len(table(tmp_path / "w", OVERLAY)["secrets"]) == 2


def test_the_report_names_the_secret_that_the_request_has(shell: Shell) -> None:
    calls(shell, a=A, b=A)
    said = calls(shell, "--update", file="other.sh", b=B)
    assert f"Secrets go into {OVERLAY}: {{{{x_api_key_2}}}}." in said.text


def test_a_key_with_another_source_stays_there(shell: Shell, tmp_path: Path) -> None:
    calls(shell, a=A, b=B)
    (tmp_path / "w" / OVERLAY).write_text(f'[secrets]\nx_api_key_2 = "{B}"\n')
    file = tmp_path / "w/environments/calls.toml"
    text = file.read_text().replace("x_api_key = { prompt = true }", 'x_api_key = { env = "KEY" }')
    file.write_text(text)
    said = calls(shell, "--update", c=C, a=A, b=B)
    assert 'Secrets of environment "calls" were not changed: x_api_key.' in said.text
    assert table(tmp_path / "w", OVERLAY)["secrets"] == {"x_api_key_2": B, "x_api_key_3": C}
    request_c = table(tmp_path / "w", "requests/c.toml")
    assert request_c["headers"][0]["value"] == "{{x_api_key_3}}"


def test_a_part_of_a_variable_is_updated_like_any_secret(shell: Shell, tmp_path: Path) -> None:
    for key in (A, B, C):
        dev = environment("dev", store=(f"https://me:{key}@db/x", "default"))
        text = f"https://me:{key}-globe@db.example/x"
        globe = environment("globals", store2=(text, "default"))
        globe["_postman_variable_scope"] = "globals"
        bring(shell, "--update", c=called("C", request("Get")), dev=dev, globe=globe)
        secrets = table(tmp_path / "w", "environments/dev.local.toml")["secrets"]
        assert sorted(secrets.values()) == [key, f"{key}-globe"]


def with_key(name: str, key: str) -> dict[str, Any]:
    return request(name, f"https://api.example/{name}?api_key={key}")


def keys_of(root: Path, environment_id: str) -> dict[str, str]:
    """The key that each request would send in an environment; none where it has no value."""
    secrets = table(root, f"environments/{environment_id}.local.toml")["secrets"]
    found = {}
    for path in sorted((root / "requests").glob("[a-z]*.toml")):
        if path.stem != "folder":
            rows = table(root, f"requests/{path.name}")
            text = str(rows["url"]) + str(rows.get("query", ""))
            found[path.stem] = secrets.get(text.partition("{{")[2].partition("}}")[0], "")
    return found


def test_a_request_that_stays_keeps_its_key_when_its_collection_has_others(
    shell: Shell, tmp_path: Path
) -> None:
    root = tmp_path / "w"
    bring(shell, c=called("Shop", with_key("bank", A), with_key("ads", B)))
    made = keys_of(root, "shop")
    assert made == {"ads": B, "bank": A}
    # Another environment has values of its own for the same names.
    names = table(root, "environments/shop.local.toml")["secrets"]
    lines = "".join(f'{name} = "prod-{value}"\n' for name, value in names.items())
    overlay = root / "environments/prod.local.toml"
    (root / "environments/prod.toml").write_text(
        "[secrets]\n" + "".join(f"{name} = {{ prompt = true }}\n" for name in names)
    )
    overlay.write_text(f"[secrets]\n{lines}")
    overlay.chmod(0o600)
    for report in (C, A + "-new"):
        newer = called("Shop", with_key("report", report), with_key("ads", B + "-new"))
        bring(shell, "--update", "--yes", c=newer)
        assert keys_of(root, "shop") == {"ads": B + "-new", "bank": A, "report": report}
        assert keys_of(root, "prod") == {"ads": f"prod-{B}", "bank": f"prod-{A}", "report": ""}


KEY = "7c4a8d09ca3762af61e5"


def test_a_value_that_is_a_secret_is_one_wherever_it_stands(shell: Shell, tmp_path: Path) -> None:
    root = tmp_path / "w"
    rows = [{"key": "X-Api-Key", "value": KEY}, {"key": "X-Legacy", "value": KEY}]
    made = called(
        "Shop",
        request(
            "One",
            f"https://api.example/one?q={KEY}",
            header=rows,
            description=f"The key is {KEY}, as sent by production.",
            method="POST",
            body={"mode": "raw", "raw": f'{{"note": "{KEY}", "password": "production"}}'},
        ),
        request("Two", f"https://api.example/two/{KEY}x"),
    )
    dev, prod = environment("dev", mine=KEY), environment("prod", mine="none")
    said = bring(shell, c=made, dev=dev, prod=prod)
    for name, text in files(root).items():
        if not name.endswith(".local.toml") and name != "requests/two.toml":
            assert KEY not in text, name
    one = table(root, "requests/one.toml")
    reference = one["headers"][0]["value"]
    assert reference.startswith("{{")
    assert one["headers"][1]["value"] == reference
    assert reference in one["url"] + str(one.get("query", ""))
    assert one["body"]["content"] == f'{{"note": "{reference}", "password": "{{{{password}}}}"}}'
    # A word that anybody could have written stays where it is no credential.
    assert one["description"].endswith(", as sent by production.")
    assert f"{KEY}x" in str(table(root, "requests/two.toml"))
    assert table(root, "environments/dev.toml")["variables"]["mine"] == reference
    assert KEY not in said.text
    assert "All files are up to date" in bring(shell, c=made, dev=dev, prod=prod).text


def test_a_copy_in_another_encoding_is_a_secret_too(shell: Shell, tmp_path: Path) -> None:
    root, encoded = tmp_path / "w", b64encode(f"for me: {KEY}".encode()).decode()
    made = called(
        "Shop",
        request(
            "One",
            f"https://api.example/one?next=%2Fcb%3Fkey%3D{KEY}",
            header=[{"key": "X-Api-Key", "value": KEY}, {"key": "X-Both", "value": encoded}],
            description=f"Sent as {encoded}.",
        ),
    )
    said = bring(shell, c=made)
    for name, text in files(root).items():
        if not name.endswith(".local.toml"):
            assert KEY not in text, name
            assert encoded not in text, name
    one = table(root, "requests/one.toml")
    secrets = next(table(root, name) for name in files(root) if name.endswith(".local.toml"))
    values = secrets["secrets"]
    sent_as = one["headers"][1]["value"]
    for name, value in values.items():
        sent_as = sent_as.replace("{{" + name + "}}", value)
    assert sent_as == encoded
    assert "Secrets in another encoding became secrets too:" in said.text
    assert "{{key_encoded}}" in said.text
    assert KEY not in said.text
    assert encoded not in said.text
    assert "All files are up to date" in bring(shell, c=made).text
    other = b64encode(f"for me: {KEY[::-1]}".encode()).decode()
    changed = json.loads(json.dumps(made).replace(KEY, KEY[::-1]).replace(encoded, other))
    assert "have other values: key, key_encoded" in bring(shell, "--update", c=changed).text


def test_no_file_of_an_example_is_called_by_a_secret(shell: Shell, tmp_path: Path) -> None:
    responses = [
        {"name": "With Qx7Lr2Vn-9Tb4Wm", "code": 200, "body": "1"},
        {"name": "With", "code": 200, "body": "2"},
    ]
    header = [{"key": "X-Api-Key", "value": "Qx7Lr2Vn-9Tb4Wm"}]
    made = called("Shop", request("One", header=header, response=responses))
    bring(shell, c=made)
    names = sorted(path.name for path in (tmp_path / "w/examples").rglob("*.http"))
    assert names == ["with-2.http", "with.http"]


def test_git_ignores_the_file_of_a_large_body_with_a_secret(shell: Shell, tmp_path: Path) -> None:
    body = {"mode": "raw", "raw": "word " * 600_000 + KEY}
    header = [{"key": "X-Api-Key", "value": KEY}]
    plain = {"mode": "raw", "raw": "word " * 600_000}
    bring(
        shell,
        c=called(
            "Shop",
            request("One", method="POST", header=header, body=body),
            request("Two", method="POST", body=plain),
        ),
    )
    root = tmp_path / "w"
    large = [path for path in root.rglob("*.txt") if path.stat().st_size > 1_000_000]
    assert len(large) == 2
    ignored = "".join(path.read_text() for path in root.rglob(".gitignore"))
    for path in large:
        assert (f"/{path.name}\n" in ignored) == (KEY in path.read_text())
