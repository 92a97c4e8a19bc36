from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.engine.workspace.trust_survey import workspace_needs
from outrider.engine.workspace.workspace_consent import WorkspaceConsent
from outrider.storage.writing.file_operations import FileOperations

AGREED = '[secrets]\na = { command = ["agreed"] }\n'


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    """A workspace of which one command was agreed to, and another one was not."""
    made = Lab(tmp_path / "w")
    made.write({"outrider.toml": "", "environments/dev.toml": AGREED})
    ActiveWorkspace(str(made.root), process(tmp_path)).trust_store.trust(
        made.root, workspace_needs(made.reader())
    )
    made.write({"environments/dev.toml": AGREED + 'b = { command = ["theirs"] }\n'})
    return made


def process(tmp_path: Path) -> dict[str, str]:
    return {"HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}


def missing(lab: Lab, workspace: ActiveWorkspace) -> list[str]:
    trust = workspace.trust_store.trust_of(lab.root)
    return [need.sentence for need in trust.missing(workspace_needs(lab.reader()))]


def test_a_copied_environment_takes_along_what_was_agreed_to(lab: Lab, tmp_path: Path) -> None:
    workspace = ActiveWorkspace(str(lab.root), process(tmp_path))
    with WorkspaceConsent(workspace).copying_environment("dev", "copy"):
        FileOperations(lab.root, trusted=True).duplicate_environment("dev", "copy")
    workspace.reload()
    assert missing(lab, workspace) == [
        'secret "b" of copy runs theirs',
        'secret "b" of dev runs theirs',
    ]


def test_a_saved_environment_is_agreed_to_without_what_stood_there(
    lab: Lab, tmp_path: Path
) -> None:
    workspace = ActiveWorkspace(str(lab.root), process(tmp_path))
    with WorkspaceConsent(workspace).saving_environment("dev"):
        text = (lab.root / "environments/dev.toml").read_text()
        lab.write({"environments/dev.toml": f'{text}c = {{ command = ["mine"] }}\n'})
    assert missing(lab, workspace) == ['secret "b" of dev runs theirs']


def test_a_copied_request_is_not_agreed_to_by_being_saved(lab: Lab, tmp_path: Path) -> None:
    text = 'url = "http://localhost/{{$env.THEIRS}}"\n'
    lab.write({"requests/theirs.toml": text})
    workspace = ActiveWorkspace(str(lab.root), process(tmp_path))
    with WorkspaceConsent(workspace).saving_as("copy"):
        lab.write({"requests/copy.toml": text.replace("THEIRS}}", "THEIRS}}/{{$env.MINE}}")})
    assert "OS environment variable THEIRS is read" in missing(lab, workspace)
    assert "OS environment variable MINE is read" not in missing(lab, workspace)


def test_a_workspace_of_an_older_store_becomes_one_of_this_version(
    lab: Lab, tmp_path: Path
) -> None:
    workspace = ActiveWorkspace(str(lab.root), process(tmp_path))
    digests = [need.command_digest for need in workspace_needs(lab.reader())][:1]
    store = tmp_path / "state/outrider/trust.json"
    store.write_text(
        f'{{"version": 1, "workspaces": {{"{lab.root.resolve()}": {{"commands": '
        f'["{digests[0]}"]}}}}}}'
    )
    lab.write({"requests/r.toml": 'url = "http://localhost/{{$env.OLD}}"\n'})
    workspace = ActiveWorkspace(str(lab.root), process(tmp_path))
    consent = WorkspaceConsent(workspace)
    mine = (
        'url = "http://localhost/"\n[auth]\ntype = "oauth2"\ntoken_endpoint_auth_method = "none"\n'
        'token_endpoint = "https://new.example/t"\nclient_id = "x"\n'
    )
    with consent.saving_requests("mine"):
        lab.write({"requests/mine.toml": mine})
    assert workspace.session.trust.commands is None
    assert missing(lab, workspace) == ['secret "b" of dev runs theirs']
