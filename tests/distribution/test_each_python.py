"""The wheel is installed into an empty environment of each Python, and its first minute runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.distribution.installations import (
    CONSTRAINTS,
    TOOLS,
    WHEELS,
    Installation,
    built,
    spend_the_first_minute,
)


def test_the_first_minute_on_each_python(python: Path, tmp_path: Path) -> None:
    subprocess.run([python, "-m", "venv", tmp_path / "venv"], check=True)
    bin_folder, home = tmp_path / "venv" / "bin", tmp_path / "home"
    home.mkdir(mode=0o700)
    words = ["install", "--quiet", "--disable-pip-version-check", "--constraint", str(CONSTRAINTS)]
    subprocess.run([bin_folder / "pip", *words, f"{built('*.whl')}[demo]"], check=True)
    checked = subprocess.run([bin_folder / "pip", "check"], capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    spend_the_first_minute(Installation((bin_folder / "outrider",), home))


def test_uvx_starts_the_demo_with_what_the_program_says(python: Path, tmp_path: Path) -> None:
    """Without the extra, it says exactly what to type; that is typed, with this wheel's name."""
    wheel, home = built("*.whl"), tmp_path / "home"
    home.mkdir(mode=0o700)
    uv: tuple[str | Path, ...] = (TOOLS / "uv", "tool", "run", "--quiet", "--python", python)
    uv += ("--no-index", "--find-links", WHEELS)
    without = Installation((*uv, "--from", str(wheel), "outrider"), home)
    said = without.run("demo", "--headless", "--tour")
    assert said.status == 2, said.err
    assert "uvx --from 'outrider[demo]' outrider demo" in said.err
    with_demo = Installation((*uv, "--from", f"{wheel}[demo]", "outrider"), home)
    said = with_demo.run("demo", "--headless", "--tour")
    assert said.status == 0, said.err
    assert '"orders"' in said.text


def test_the_bill_of_materials_lists_what_is_installed() -> None:
    document = json.loads(built("outrider.cdx.json").read_text())
    names = {one["name"].lower() for one in document["components"]}
    assert document["bomFormat"] == "CycloneDX"
    assert document["metadata"]["component"]["name"] == "outrider"
    assert {"textual", "httpx", "msgspec", "cryptography", "starlette", "keyring"} <= names
    assert not {"pytest", "ruff"} & names
