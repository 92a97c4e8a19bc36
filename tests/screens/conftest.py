"""A home for each test of the whole screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import COMMENTED


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own; nothing of the real one is read or written."""
    folder = tmp_path / "home"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    return folder


@pytest.fixture
def files(lab: Lab) -> Lab:
    """Two requests, one of them in a folder, with comments."""
    lab.write({"requests/list.toml": COMMENTED, "requests/billing/folder.toml": 'name = "Bills"\n'})
    return lab.request("billing/pay", "{{base_url}}/pay")


@pytest.fixture
def own_secret(lab: Lab) -> Lab:
    """The client's secret is that of an OS environment variable, which is not set."""
    text = (lab.root / "environments/dev.toml").read_text()
    return lab.write(
        {"environments/dev.toml": text.replace('"dev-only-secret"', '{ env = "LAB_SECRET" }')}
    )
