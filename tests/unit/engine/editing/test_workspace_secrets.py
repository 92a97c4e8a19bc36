"""The secrets of a workspace's files are known as they are now, and which a reference gives."""

from __future__ import annotations

import os
from pathlib import Path

from outrider.engine.editing.workspace_secrets import WorkspaceSecrets
from outrider.engine.workspace.active_workspace import ActiveWorkspace


def write(root: Path, name: str, text: str) -> None:
    path = root / f"environments/{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def test_secrets_of_all_files_are_known_with_what_refers_to_them(tmp_path: Path) -> None:
    (tmp_path / "outrider.toml").touch()
    write(tmp_path, "dev", '[secrets]\nkey = "of-the-file-1"\nboth = "of-the-file-2"\n')
    write(tmp_path, "dev.local", '[secrets]\nboth = "of-the-local-3"\n[variables]\npw = "h-4-x!"\n')
    write(tmp_path, "live", '[secrets]\nkey = "of-live-5"\nnone = { prompt = true }\n')
    workspace = ActiveWorkspace(str(tmp_path), {"HOME": str(tmp_path)})
    workspace.activate("dev")
    secrets = WorkspaceSecrets(workspace)
    assert set(secrets()) == {
        ("key", "of-the-file-1", True),
        ("both", "of-the-local-3", True),
        ("pw", "h-4-x!", False),
        ("key", "of-live-5", False),
    }
    workspace.activate("live")
    assert ("key", "of-live-5", True) in secrets()
    assert ("key", "of-the-file-1", False) in secrets()


def test_files_are_read_again_only_when_they_changed(tmp_path: Path) -> None:
    (tmp_path / "outrider.toml").touch()
    write(tmp_path, "dev", '[secrets]\nkey = "before-1111"\n')
    workspace = ActiveWorkspace(str(tmp_path), {"HOME": str(tmp_path)})
    secrets = WorkspaceSecrets(workspace)
    path = tmp_path / "environments/dev.toml"
    before = path.stat()
    assert [value for _, value, _ in secrets()] == ["before-1111"]
    path.write_text('[secrets]\nkey = "unseen-2222"\n')
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [value for _, value, _ in secrets()] == ["before-1111"]
    path.write_text('[secrets]\nkey = "after-33333"\n')
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    assert [value for _, value, _ in secrets()] == ["after-33333"]
    path.unlink()
    assert secrets() == ()
