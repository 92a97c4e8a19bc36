"""The files that are made of a template."""

from __future__ import annotations

import stat
import tomllib
from pathlib import Path

import pytest

from outrider.errors import SaveError, TrustRequiredError
from outrider.model.secret import Secret
from outrider.storage.reading.provider_templates import (
    ProviderTemplate,
    provider_template,
    provider_templates,
)
from outrider.storage.writing.new_workspace import create_workspace
from outrider.storage.writing.template_environment import TemplateEnvironment


def keycloak(name: str = "keycloak", **more: str) -> TemplateEnvironment:
    return TemplateEnvironment(provider_template("keycloak"), name, more)


@pytest.mark.parametrize("template", provider_templates(), ids=lambda one: one.name)
def test_without_values_the_file_is_the_template(template: ProviderTemplate) -> None:
    text = TemplateEnvironment(template, template.name).text()
    assert text == template.text or template.published
    assert tomllib.loads(text)["auth"] == template.table["auth"]


def test_values_take_the_place_of_examples_and_comments_stay() -> None:
    template = provider_template("keycloak")
    text = keycloak(realm_url='https://x/realms/"odd"', client_id="a#b").text()
    said = tomllib.loads(text)["variables"]
    assert said["realm_url"] == 'https://x/realms/"odd"'
    assert said["client_id"] == "a#b"
    comments = [line for line in template.text.splitlines() if line.startswith("#")]
    assert [line for line in text.splitlines() if line.startswith("#")] == comments
    assert "# URL of the realm" in text


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("keycloak", "KEYCLOAK_CLIENT_SECRET"),
        ("staging", "STAGING_CLIENT_SECRET"),
        ("eu/staging-2", "EU_STAGING_2_CLIENT_SECRET"),
        ("2nd", "KEYCLOAK_CLIENT_SECRET"),
        ("日本", "KEYCLOAK_CLIENT_SECRET"),
    ],
)
def test_two_environments_of_one_template_have_two_secrets(name: str, variable: str) -> None:
    environment = keycloak(name)
    assert environment.os_variables == {"client_secret": variable}
    said = tomllib.loads(environment.text())
    assert said["secrets"]["client_secret"] == {"env": variable}
    assert said["name"] == ("Keycloak" if name == "keycloak" else name.rpartition("/")[2])


def test_what_was_typed_is_in_the_local_file_alone(tmp_path: Path) -> None:
    template = provider_template("keycloak")
    secrets = {"client_secret": Secret('typed "secret"')}
    environment = TemplateEnvironment(template, "keycloak", {}, secrets)
    assert environment.write(tmp_path) == (environment.file, environment.local_file)
    local = tmp_path / environment.local_file
    assert tomllib.loads(local.read_text()) == {"secrets": {"client_secret": 'typed "secret"'}}
    assert stat.S_IMODE(local.stat().st_mode) == 0o600
    assert "typed" not in (tmp_path / environment.file).read_text()
    assert "*.local.toml" in (tmp_path / ".gitignore").read_text()


def test_a_published_secret_is_in_the_local_file_too(tmp_path: Path) -> None:
    environment = TemplateEnvironment(provider_template("duende-demo"), "duende-demo")
    environment.write(tmp_path)
    said = tomllib.loads((tmp_path / environment.file).read_text())
    assert said["secrets"]["client_secret"] == {"prompt": True}
    local = tomllib.loads((tmp_path / environment.local_file).read_text())
    assert local == {"secrets": {"client_secret": "secret"}}


def test_nothing_is_overwritten_unless_that_is_said(tmp_path: Path) -> None:
    environment = keycloak()
    environment.write(tmp_path)
    with pytest.raises(SaveError, match="already exists"):
        keycloak(client_id="other").write(tmp_path)
    # A local file alone would give its secrets to another server.
    (tmp_path / environment.file).rename(tmp_path / environment.local_file)
    with pytest.raises(SaveError, match="already exists"):
        environment.write(tmp_path)
    keycloak(client_id="other").write(tmp_path, overwrite=True)
    assert 'client_id = "other"' in (tmp_path / environment.file).read_text()
    assert not (tmp_path / environment.local_file).exists()


def test_a_link_out_of_the_workspace_is_not_written_through(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    root = tmp_path / "w"
    root.mkdir()
    (root / "environments").symlink_to(elsewhere)
    with pytest.raises(TrustRequiredError):
        keycloak().write(root, overwrite=True)
    assert not list(elsewhere.iterdir())


def test_secrets_are_not_written_to_a_file_that_git_tracks(tmp_path: Path) -> None:
    import subprocess

    environment = TemplateEnvironment(provider_template("duende-demo"), "duende-demo")
    environment.write(tmp_path)
    for words in (["init", "-q"], ["add", "-f", environment.local_file]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    before = (tmp_path / environment.local_file).read_text()
    with pytest.raises(SaveError, match="tracked by git"):
        environment.write(tmp_path, overwrite=True)
    assert (tmp_path / environment.local_file).read_text() == before


def test_nothing_is_written_where_git_would_take_the_secrets(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    (tmp_path / "environments/.gitignore").write_text("!*\n")
    environment = TemplateEnvironment(provider_template("duende-demo"), "duende-demo")
    with pytest.raises(SaveError, match="git would not ignore it"):
        environment.write(tmp_path)
    with pytest.raises(SaveError, match="git would not ignore it"):
        create_workspace(tmp_path, "Demo", environment)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [".gitignore"]
