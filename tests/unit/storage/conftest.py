from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def reachable(tmp_path: Path) -> Path:
    """A folder that another user can enter, for programs that give up being root."""
    if os.getuid() == 0:
        for folder in (tmp_path, *tmp_path.parents):
            folder.chmod(folder.stat().st_mode | 0o055)
            if folder.name.startswith("pytest-of-"):
                break
    return tmp_path
