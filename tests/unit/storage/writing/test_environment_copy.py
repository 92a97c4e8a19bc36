"""An environment like another: its rows, and none of its secrets."""

from __future__ import annotations

import tomllib
from pathlib import Path

from outrider.storage.writing.environment_copy import copy_environment


def test_no_credential_is_copied_from_this_machine(tmp_path: Path) -> None:
    folder = tmp_path / "environments"
    folder.mkdir()
    (folder / "dev.toml").write_text('# c\nname = "Dev"\n[secrets]\na = { env = "A" }\n')
    local = folder / "dev.local.toml"
    local.write_text(
        'name = "Mine"\n[variables]\nurl = "http://h"\napi_key = "k3Jq9ZvT1mQ8xLw2"\n'
        '[secrets]\na = "typed"\nb = "typed too"\nc = { file = "~/c" }\n'
        '[auth.default]\nclient_id = "me"\nclient_secret = "typed"\nscope = "{{s}}"\n'
        '[tls]\nclient_key = "k.pem"\nclient_key_password = "pw"\n'
    )
    local.chmod(0o600)
    copy_environment(tmp_path, "dev", "qa", "QA", trusted=True)
    shared = tomllib.loads((folder / "qa.toml").read_text())
    assert shared["name"] == "QA"
    assert shared["secrets"] == {"a": {"env": "A"}, "b": {"prompt": True}}
    kept = tomllib.loads((folder / "qa.local.toml").read_text())
    assert kept == {
        "variables": {"url": "http://h"},
        "secrets": {"c": {"file": "~/c"}},
        "auth": {"default": {"client_id": "me", "scope": "{{s}}"}},
        "tls": {"client_key": "k.pem"},
    }
    assert (folder / "qa.local.toml").stat().st_mode & 0o077 == 0


def test_a_name_of_the_other_is_not_kept(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/dev.toml").write_text('# c\nname = "Dev"\n')
    copy_environment(tmp_path, "dev", "qa", "", trusted=True)
    assert (tmp_path / "environments/qa.toml").read_text() == "# c\n"
    assert not (tmp_path / "environments/qa.local.toml").exists()
