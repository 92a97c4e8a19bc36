from __future__ import annotations

from pathlib import Path

import pytest

from outrider.errors import SaveError
from outrider.storage.reading.provider_templates import provider_template
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.new_workspace import create_workspace
from outrider.storage.writing.template_environment import TemplateEnvironment


def test_a_new_workspace_is_read_without_a_warning(tmp_path: Path) -> None:
    root = tmp_path / "new"
    files = create_workspace(root, 'My "API"')
    reader = WorkspaceReader(root, trusted=True)
    assert reader.collection().faults == ()
    assert reader.settings().name == 'My "API"'
    assert reader.settings().default_environment in reader.environment_ids()
    reader.environment("dev")
    assert reader.faults == ()
    assert reader.request("hello").folders[0].headers[0].name == "Accept"
    assert (root / ".gitignore").read_text() == ".env*\n*.local.toml\n"
    assert all((root / file).is_file() for file in files)


def test_a_new_workspace_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "outrider.toml").write_text("# mine\n")
    (tmp_path / ".gitignore").write_text("*.pyc")
    with pytest.raises(SaveError, match=r"already contains outrider.toml"):
        create_workspace(tmp_path, "x")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "outrider.toml"]
    (tmp_path / "outrider.toml").unlink()
    create_workspace(tmp_path, "x")
    assert (tmp_path / ".gitignore").read_text() == "*.pyc\n.env*\n*.local.toml\n"


def test_a_workspace_for_a_provider_begins_with_its_environment(tmp_path: Path) -> None:
    environment = TemplateEnvironment(provider_template("spotify"), "music")
    files = create_workspace(tmp_path, "x", environment)
    reader = WorkspaceReader(tmp_path, trusted=True)
    assert reader.settings().default_environment == "music"
    assert reader.environment_ids() == ("music",)
    assert reader.request("hello").request.url.startswith("{{base_url}}/search?")
    assert "environments/dev.toml" not in files
    assert reader.collection().faults == ()


def test_an_environment_that_is_there_stops_it(tmp_path: Path) -> None:
    environment = TemplateEnvironment(provider_template("spotify"), "music")
    environment.write(tmp_path)
    with pytest.raises(SaveError, match=r"already contains environments/music.toml"):
        create_workspace(tmp_path, "x", environment)
