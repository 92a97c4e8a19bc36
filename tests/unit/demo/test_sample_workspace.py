"""The sample workspace is well formed, and its copy is private and points to the servers."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.servers.plain_client import ask, ask_token, basic
from tests.servers.strict import StrictServers
from tests.shell import ROOT

from outrider.auth.validation import allowed_keys
from outrider.demo.clients import DEMO_CLIENTS
from outrider.demo.demo_keys import DemoKeys
from outrider.demo.sample_workspace import ServerAddresses, copy_sample_workspace
from outrider.storage import package_data
from outrider.storage.package_data import SAMPLE_WORKSPACE, data_folder
from outrider.storage.reading.provider_templates import PROVIDERS
from outrider.storage.reading.workspace_reader import WorkspaceReader

SHARED = ROOT / "sample_envs"
REFERENCE = re.compile(r"(?<!\\)\{\{\s*([$A-Za-z_][\w.-]*)\s*\}\}")

KEYS = {
    "outrider.toml": {"name", "default_environment", "environments", "variables"},
    "environments": {
        "name", "description", "color", "protected", "allow_insecure_http",
        "variables", "secrets", "auth", "tls", "proxy",
    },
    "folder.toml": {"name", "description", "order", "headers", "auth", "variables"},
    "requests": {
        "name", "description", "method", "url", "query", "headers", "path", "auth",
        "variables", "options", "body", "capture", "expect",
    },
}  # fmt: skip


def documents(root: Path = SHARED) -> dict[str, dict[str, Any]]:
    return {
        str(path.relative_to(root)): tomllib.loads(path.read_text(encoding="utf-8"))
        for path in sorted(root.rglob("*.toml"))
        if not is_template(path)
    }


def is_template(path: Path) -> bool:
    """Whether a file is no part of the workspace, but a template for others."""
    return path.parent == SHARED / PROVIDERS


def copied(tmp_path: Path, servers: StrictServers) -> Path:
    return copy_sample_workspace(tmp_path / "copy", issuer=servers.issuer, api_url=servers.api_url)


def test_files_hold_no_key_that_the_format_does_not_have() -> None:
    for name, document in documents().items():
        kind = name if name == "outrider.toml" else Path(name).parts[0]
        kind = "folder.toml" if Path(name).name == "folder.toml" else kind
        assert set(document) <= KEYS[kind], name


def test_the_shared_files_hold_no_secret() -> None:
    everything = "".join(path.read_text(encoding="utf-8") for path in SHARED.rglob("*.toml"))
    for client in DEMO_CLIENTS:
        assert client.client_secret
        assert client.client_secret not in everything
    for name, document in documents().items():
        for secret in document.get("secrets", {}).values():
            assert isinstance(secret, dict), name


def test_the_order_of_a_folder_names_exactly_what_is_in_it() -> None:
    for folder in [SHARED / "requests", *(SHARED / "requests").glob("*/")]:
        order = tomllib.loads((folder / "folder.toml").read_text(encoding="utf-8"))["order"]
        there = {one.stem for one in folder.iterdir() if one.name != "folder.toml"}
        assert set(order) == there
        assert len(order) == len(there)


def scope_of(name: str, everything: dict[str, dict[str, Any]], environment: str) -> set[str]:
    """Names that a request's references may use."""
    known = {"access_token"}
    path = Path(name)
    sources = [name, "outrider.toml", f"environments/{environment}.toml"]
    sources += [str(parent / "folder.toml") for parent in path.parents]
    for source in sources:
        document = everything.get(source, {})
        known |= set(document.get("variables", {})) | set(document.get("secrets", {}))
    return known


@pytest.mark.parametrize(
    "environment",
    [
        *("dev", "staging", "production", "test-key", "test-certificate"),
        *("test-secret-jwt", "test-self-signed", "test-service-account"),
    ],
)
def test_every_reference_is_defined(environment: str) -> None:
    everything = documents()
    for name, document in everything.items():
        if name.startswith("environments/") and Path(name).stem != environment:
            continue
        known = scope_of(name, everything, environment)
        used = {one for one in REFERENCE.findall(repr(document)) if not one.startswith("$")}
        assert used <= known, name


@pytest.mark.parametrize("umask", [0o000, 0o277])
def test_the_copy_is_private_whatever_the_umask(
    tmp_path: Path, demo_servers: StrictServers, umask: int
) -> None:
    before = os.umask(umask)
    try:
        target = copied(tmp_path, demo_servers)
    finally:
        os.umask(before)
    for path in [target, *target.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_the_copy_is_the_shared_workspace_and_three_overlays(
    tmp_path: Path, demo_servers: StrictServers
) -> None:
    target = copied(tmp_path, demo_servers)
    files = [path for path in SHARED.rglob("*") if path.is_file() and not is_template(path)]
    shared = {path.relative_to(SHARED) for path in files}
    there = {path.relative_to(target) for path in target.rglob("*") if path.is_file()}
    overlays = {Path(f"environments/{one}.local.toml") for one in ("dev", "staging", "production")}
    assert there == shared | overlays
    assert all((target / one).read_bytes() == (SHARED / one).read_bytes() for one in shared)


def test_the_three_main_environments_come_first() -> None:
    reader = WorkspaceReader(SHARED, trusted=False, auth_keys=allowed_keys)
    first = reader.settings().environments
    rest = set(reader.environment_ids()) - set(first)
    assert first == ("dev", "staging", "production")
    # Beside a token's life, more does not fit into the list of a small terminal.
    assert all(len(reader.environment(one).name) <= len("Service account") for one in rest)


def test_the_overlays_point_to_servers_that_let_dev_and_production_in_and_not_staging(
    tmp_path: Path, demo_servers: StrictServers
) -> None:
    target = copied(tmp_path, demo_servers)
    statuses = {}
    for name in ("dev", "staging", "production"):
        environment = tomllib.loads((SHARED / f"environments/{name}.toml").read_text("utf-8"))
        overlay = tomllib.loads((target / f"environments/{name}.local.toml").read_text("utf-8"))
        default = environment["auth"]["default"]
        answer = ask_token(
            overlay["variables"]["login_url"] + "/connect/token",
            (
                ("grant_type", "client_credentials"),
                ("scope", default["scope"]),
                ("audience", default["token_parameters"]["audience"]),
            ),
            authorization=basic(default["client_id"], overlay["secrets"]["client_secret"]),
        )
        statuses[name] = answer.status
        if answer.status == 200:
            orders = ask(
                "GET",
                overlay["variables"]["base_url"] + "/v2/orders",
                headers={"Authorization": f"Bearer {answer.json['access_token']}"},
            )
            assert orders.json["count"] == 6
    assert statuses == {"dev": 200, "staging": 401, "production": 200}


def test_keys_are_made_for_the_copy_and_in_no_shared_file(tmp_path: Path) -> None:
    keys = DemoKeys()
    target = copy_sample_workspace(
        tmp_path / "copy",
        issuer="http://a",
        api_url="http://b",
        by_certificate=ServerAddresses("https://c", "https://d"),
        keys=keys.files,
    )
    for name, content in keys.files.items():
        assert (target / name).read_bytes() == content
        assert stat.S_IMODE((target / name).stat().st_mode) == 0o600
        assert not (SHARED / name).exists()
    assert "keys/" in (SHARED / ".gitignore").read_text().splitlines()
    overlay = tomllib.loads((target / "environments/test-certificate.local.toml").read_text())
    assert overlay == {"variables": {"base_url": "https://d/dev", "login_url": "https://c"}}
    assert DemoKeys().files != keys.files


def test_the_copy_never_writes_into_a_folder_that_holds_something(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(FileExistsError, match="not empty"):
        copy_sample_workspace(tmp_path, issuer="http://a", api_url="http://b")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_an_overlay_in_the_source_is_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "tui" / "outrider" / "_data" / SAMPLE_WORKSPACE / "environments"
    source.mkdir(parents=True)
    (source / "dev.toml").write_text("")
    (source / "dev.local.toml").write_text("[secrets]\nclient_secret = 'mine'\n")
    monkeypatch.setattr(package_data, "_PACKAGE", tmp_path / "tui" / "outrider")
    target = copy_sample_workspace(tmp_path / "copy", issuer="http://a", api_url="http://b")
    assert "mine" not in (target / "environments/dev.local.toml").read_text()


def test_what_is_shipped_inside_the_package_comes_first_and_the_checkout_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert data_folder("themes") == ROOT / "themes"
    monkeypatch.setattr(package_data, "_PACKAGE", tmp_path / "tui" / "outrider")
    with pytest.raises(FileNotFoundError, match="themes"):
        data_folder("themes")
    (tmp_path / "tui" / "outrider" / "_data" / "themes").mkdir(parents=True)
    (tmp_path / "themes").mkdir()
    assert data_folder("themes") == tmp_path / "tui" / "outrider" / "_data" / "themes"
