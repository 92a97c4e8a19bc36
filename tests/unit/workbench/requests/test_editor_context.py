"""What the editor says of the auth that a request gets."""

from pathlib import Path

import pytest
from tests.engine_lab import Lab

from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.widgets.view_models import AuthContext
from outrider.workbench.requests.editor_context import editor_context

ENVIRONMENT = """
name = "Staging"
[variables]
login = "https://login.example.com"
plain = "CANARY-in-a-variable"
[secrets]
client_secret = "CANARY-secret"
[auth.default]
type = "oauth2"
token_endpoint = "{{login}}/token"
client_id = "orders"
client_secret = "{{client_secret}}"
[auth.default.token_parameters]
audience = "{{login}}"
[auth.billing]
extends = "default"
client_secret = "{{plain}}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Lab:
    lab = Lab(tmp_path.resolve())
    lab.write({"outrider.toml": "", "environments/staging.toml": ENVIRONMENT})
    lab.write({"requests/billing/folder.toml": 'name = "Billing"\n[auth]\nuse = "billing"\n'})
    lab.request("plain", "https://api.example.com")
    return lab.request("billing/invoice", "https://api.example.com")


def seen(lab: Lab, request_id: str) -> AuthContext:
    workspace = ActiveWorkspace(str(lab.root), {"HOME": str(lab.root)})
    workspace.activate_initial("staging")
    request = workspace.reader.request(request_id).request
    return editor_context(workspace, request).auth


def test_settings_are_resolved_and_the_source_is_named(folder: Lab) -> None:
    view = seen(folder, "plain")
    settings = dict(view.settings)
    assert settings["Token endpoint"] == "https://login.example.com/token"
    assert settings["audience"] == "https://login.example.com"
    assert settings["Client secret"] == "•••••• {{client_secret}}"
    assert view.source == 'environment "Staging", [auth.default]'
    assert not view.problems
    assert view.names == ("default", "billing")


def test_what_a_folder_says_is_told_with_its_file(folder: Lab) -> None:
    assert seen(folder, "billing/invoice").source == (
        'inherited from folder "Billing" (requests/billing/folder.toml), [auth.billing]'
    )


@pytest.mark.parametrize("request_id", ["plain", "billing/invoice"])
def test_no_secret_is_in_it_wherever_it_is_kept(request_id: str, folder: Lab) -> None:
    assert "CANARY" not in repr(seen(folder, request_id))


def test_a_name_that_nobody_has_is_a_problem(folder: Lab) -> None:
    file = folder.root / "environments/staging.toml"
    file.write_text(file.read_text().replace("{{login}}/token", "{{logn}}/token"))
    view = seen(folder, "plain")
    assert dict(view.settings)["Token endpoint"] == "{{logn}}/token"
    assert any("logn" in problem for problem in view.problems)


def test_a_request_that_stops_the_inheritance_has_no_settings(folder: Lab) -> None:
    folder.request("none", "https://x", '[auth]\ntype = "none"\n')
    view = seen(folder, "none")
    assert (view.type, view.source, view.settings) == ("none", "this request", ())


def test_headers_and_members_are_shown_and_no_credential(folder: Lab) -> None:
    more = """[auth.default.token_headers]
X-Tenant = "{{login}}"
X-Api-Key = "CANARY-3a7f9c0d12ab"
X-Other-Key = "{{client_secret}}"
[auth.default.token_response]
access_token = ["data", "access.token"]
"""
    text = ENVIRONMENT.replace("[auth.billing]", f"{more}[auth.billing]")
    folder.write({"environments/staging.toml": text})
    view = seen(folder, "plain")
    shown = dict(view.settings)
    assert shown["X-Tenant"] == "https://login.example.com"
    assert shown["access_token from"] == '["data", "access.token"]'
    assert "CANARY" not in str(view)
    assert set(shown["X-Api-Key"] + shown["X-Other-Key"]) == {"•"}
