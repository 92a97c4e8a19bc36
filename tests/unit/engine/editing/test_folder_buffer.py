"""A folder on its way to its file: comments stay, and no secret gets into it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.engine_lab import Lab

from outrider.engine.editing.folder_buffer import FolderBuffer
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import DocumentError, SaveError

KEY, TOKEN = "k3Jq9ZvT1mQ8xLw2", "ghp_0123456789abcdefghij0123"


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return Lab(tmp_path.resolve()).write(
        {
            "outrider.toml": 'name = "Lab" # ours\n',
            "environments/dev.toml": "# ours\n",
            "requests/bills/folder.toml": "# bills\n",
            "requests/bills/pay.toml": 'url = "https://x"\n',
        }
    )


def opened(lab: Lab, environment: str = "dev") -> ActiveWorkspace:
    workspace = ActiveWorkspace(str(lab.root), {"HOME": str(lab.root)})
    workspace.activate(environment)
    return workspace


def saved(lab: Lab, file: str) -> dict[str, Any]:
    return tomllib.loads((lab.root / file).read_text())


def test_every_credential_that_is_new_gets_into_the_local_file(lab: Lab) -> None:
    draft = FolderBuffer(opened(lab), "bills")
    table = {
        "auth": {
            "type": "oauth2",
            "token_endpoint": "https://login.example.com/token",
            "client_id": "c",
            "client_secret": "s",
            "token_headers": {"X-Api-Key": KEY},
        },
        "headers": [
            {"name": "Cookie", "value": f"a={KEY}1; b={{{{x}}}}; session={TOKEN}"},
            {"name": "Authorization", "value": f"Bearer {TOKEN}"},
        ],
        "variables": {"password": "hunter2-and-more", "page": 5},
    }
    assert draft.file_of_key(table)(("auth", "client_secret")) == "environments/dev.local.toml"
    assert draft.file_of_key(table)(("auth", "client_id")) == "requests/bills/folder.toml"
    assert draft.save(table)
    text = (lab.root / "requests/bills/folder.toml").read_text()
    assert text.startswith("# bills\n")
    assert not [one for one in (KEY, TOKEN, "hunter2", '"s"') if one in text]
    now = saved(lab, "requests/bills/folder.toml")
    assert now["variables"]["page"] == 5
    assert now["headers"][1]["value"].startswith("Bearer {{")
    kept = saved(lab, "environments/dev.local.toml")["secrets"]
    assert {"s", KEY, TOKEN, "hunter2-and-more"} <= set(kept.values())
    assert draft.kept is not None
    assert set(draft.kept.names) == set(kept)
    assert draft.kept.shared == ("environments/dev.toml", ".gitignore")
    shared = saved(lab, "environments/dev.toml")["secrets"]
    assert shared == {name: {"prompt": True} for name in kept}


def test_what_the_file_has_already_stays_where_it_is(lab: Lab) -> None:
    text = f'headers = [{{ name = "X-Api-Key", value = "{KEY}" }}]\n'
    lab.write({"requests/bills/folder.toml": text})
    draft = FolderBuffer(opened(lab), "bills")
    draft.save({**draft.before, "description": "all of them"})
    now = (lab.root / "requests/bills/folder.toml").read_text()
    assert now == f'description = "all of them"\n{text}' or text in now
    assert not (lab.root / "environments/dev.local.toml").exists()


def test_a_name_that_is_taken_is_left_to_who_has_it(lab: Lab) -> None:
    lab.write({"environments/dev.toml": '[variables]\nclient_secret = "no"\n'})
    draft = FolderBuffer(opened(lab), "bills")
    draft.save({"auth": {"type": "basic", "username": "me", "password": "pw"}})
    auth = saved(lab, "requests/bills/folder.toml")["auth"]
    assert auth["password"].startswith("{{")
    assert auth["password"] != "{{client_secret}}"


def test_without_an_environment_a_secret_is_an_error_and_nothing_is_written(lab: Lab) -> None:
    draft = FolderBuffer(opened(lab, ""), "bills")
    table = {"auth": {"type": "bearer", "token": TOKEN}}
    [wrong] = [one for one in draft.problems(table) if one.code == "no_environment"]
    assert wrong.path == ("auth", "token")
    with pytest.raises(SaveError, match="needs an environment"):
        draft.save(table)
    assert (lab.root / "requests/bills/folder.toml").read_text() == "# bills\n"


def test_what_no_page_can_show_is_told_with_its_line(lab: Lab) -> None:
    lab.write({"requests/bills/folder.toml": 'name = "x"\nheaders = 5\n'})
    draft = FolderBuffer(opened(lab), "bills")
    with pytest.raises(DocumentError) as caught:
        draft.require_shown()
    place = caught.value.faults[0].place
    assert place is not None
    assert (place.file, place.line) == ("requests/bills/folder.toml", 2)


def test_the_workspace_is_both_of_its_files(lab: Lab) -> None:
    draft = FolderBuffer(opened(lab), "")
    assert draft.files == ("outrider.toml", "requests/folder.toml")
    before = dict(draft.before)
    draft.save(
        {
            **before,
            "workspace": {**before["workspace"], "variables": {"v": "1", "api_key": KEY}},
            "auth": {"type": "none"},
        }
    )
    settings = (lab.root / "outrider.toml").read_text()
    assert settings.startswith('name = "Lab" # ours\n')
    assert saved(lab, "outrider.toml")["variables"]["v"] == "1"
    assert KEY not in settings
    assert saved(lab, "requests/folder.toml") == {"auth": {"type": "none"}}


@pytest.mark.parametrize(
    ("auth", "what"),
    [
        ({"use": "billing"}, 'has no auth definition "billing"'),
        ({"type": "oauth2", "client_id": "x"}, "has no client_secret"),
        ({"type": "bearer", "token": "{{nope}}"}, 'Variable "nope" is not defined.'),
        ({"type": "bearer", "token": "{{v}}", "tokn": "x"}, "tokn"),
    ],
)
def test_what_is_wrong_with_an_auth_is_told(lab: Lab, auth: dict[str, Any], what: str) -> None:
    draft = FolderBuffer(opened(lab), "bills")
    found = draft.problems({"auth": auth, "variables": {"v": "1"}})
    assert [one for one in found if what in one.what], found


def test_a_draft_of_a_folder_is_one_of_a_page(lab: Lab) -> None:
    draft = FolderBuffer(opened(lab), "bills")
    assert (draft.kind, draft.id) == ("folder", "bills")
