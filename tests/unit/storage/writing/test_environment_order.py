"""The list of environments in ``outrider.toml``."""

from __future__ import annotations

from pathlib import Path

from outrider.storage.writing.environment_order import append_environment
from outrider.storage.writing.file_operations import FileOperations


def test_the_list_of_environments_follows_its_files(tmp_path: Path) -> None:
    (tmp_path / "environments").mkdir()
    marker = tmp_path / "outrider.toml"
    marker.write_text('name = "x" # ours\n')
    filing = FileOperations(tmp_path, trusted=True)
    for name in ("dev", "live", "qa"):
        filing.create_environment(name)
    append_environment(tmp_path, "qa", ["dev", "live"], trusted=True)
    assert 'environments = ["dev", "live", "qa"]' in marker.read_text()
    filing.move_environment("live", "production")
    append_environment(tmp_path, "dev", ["qa", "production"], trusted=True)
    filing.delete_environment("qa")
    assert marker.read_text() == 'name = "x" # ours\nenvironments = ["production", "dev"]\n'
