"""Values are kept where the user says; a credential is in no file that is shared."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.editing.value_keeping import (
    Keeping,
    define_variable,
    definition_problem,
    save_secret,
)
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import SaveError
from outrider.model.secret import Secret

SHARED = [Keeping.ENVIRONMENT, Keeping.WORKSPACE]


@pytest.fixture
def workspace(tmp_path: Path) -> ActiveWorkspace:
    lab = Lab(tmp_path.resolve()).write(
        {
            "outrider.toml": 'name = "Lab"\n',
            "environments/dev.toml": "# ours\n",
            "environments/live.toml": '[secrets]\npassphrase = { env = "P" }\n',
        }
    )
    opened = ActiveWorkspace(str(lab.root), {"HOME": str(tmp_path)})
    opened.activate("dev")
    return opened


@pytest.mark.parametrize("keeping", SHARED)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("api_key", "0123456789abcdef0123"),
        ("thing", "ghp_0123456789abcdefghij0123"),
        ("password", "hunter2"),
    ],
)
def test_a_credential_is_written_to_no_shared_file(
    workspace: ActiveWorkspace, keeping: Keeping, name: str, value: str
) -> None:
    assert "credential" in definition_problem(workspace, name, value, keeping)
    with pytest.raises(SaveError):
        define_variable(workspace, "dev", name, value, keeping)
    assert not any(value in path.read_text() for path in workspace.root.rglob("*.toml"))
    assert not definition_problem(workspace, name, value, Keeping.SESSION)
    assert not definition_problem(workspace, name, "{{other}}", Keeping.ENVIRONMENT)


def test_a_session_value_with_a_reference_would_be_sent_as_typed(
    workspace: ActiveWorkspace,
) -> None:
    assert "as typed" in definition_problem(workspace, "url", "{{host}}/x", Keeping.SESSION)


def test_the_workspace_gets_no_variable_with_the_name_of_a_secret(
    workspace: ActiveWorkspace,
) -> None:
    assert "live" in definition_problem(workspace, "passphrase", "", Keeping.WORKSPACE)
    assert not definition_problem(workspace, "passphrase", "", Keeping.ENVIRONMENT)


def test_a_session_value_is_in_the_snapshots_of_its_environment(
    workspace: ActiveWorkspace,
) -> None:
    assert define_variable(workspace, "dev", "url", "here", Keeping.SESSION) == ""
    assert workspace.snapshot().overrides == {"url": "here"}
    assert workspace.cached_snapshot().overrides == {"url": "here"}
    assert workspace.snapshot("live").overrides == {}


@pytest.mark.parametrize("source", [Secret("typed-secret"), {"keyring": "outrider/x"}])
def test_a_secret_stays_bound_to_its_hosts(
    workspace: ActiveWorkspace, source: Secret | dict[str, str]
) -> None:
    file = workspace.root / "environments/dev.toml"
    file.write_text('[secrets]\nkey = { env = "K", hosts = ["a.example.com"] }\n')
    save_secret(workspace, "dev", "key", source)
    workspace.reload()
    kept = workspace.reader.environment("dev").secrets["key"]
    assert kept.options["hosts"] == ("a.example.com",)
    assert kept.provider == ("literal" if isinstance(source, Secret) else "keyring")


def test_a_secret_is_private_and_ignored(workspace: ActiveWorkspace) -> None:
    file = save_secret(workspace, "dev", "client_secret", Secret("CANARY"))
    path = workspace.root / file
    assert path.name == "dev.local.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "*.local.toml" in (workspace.root / ".gitignore").read_text()
    assert (workspace.root / "environments/dev.toml").read_text() == "# ours\n"


def test_a_secret_is_saved_in_no_file_that_git_would_take(workspace: ActiveWorkspace) -> None:
    (workspace.root / "environments/.gitignore").write_text("!*\n")
    with pytest.raises(SaveError, match="git would not ignore it"):
        save_secret(workspace, "dev", "client_secret", Secret("CANARY"))
    with pytest.raises(SaveError, match="git would not ignore it"):
        define_variable(workspace, "dev", "city", "Bern", Keeping.LOCAL_FILE)
    assert not (workspace.root / "environments/dev.local.toml").exists()
