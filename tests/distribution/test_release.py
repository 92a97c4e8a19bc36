"""A tag is released when version, program, changelog and address agree, and not before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.shell import ROOT

SOUND = {
    "pyproject.toml": '[project]\nversion = "1.2.3"\n'
    '[tool.hatch.metadata.hooks.custom]\nrepository = "https://a.example/b/c"\n',
    "tui/outrider/__init__.py": '__version__ = "1.2.3"\n',
    "CHANGELOG.md": "# Changelog\n\n## [Unreleased]\n\n## [1.2.3] - 2026-12-01\n\n### Added\n\n"
    "- This.\n\n## [1.2.2] - 2026-11-01\n\n- That.\n",
}


def said(root: Path, *words: str, **changed: str) -> tuple[int, str, str]:
    """Runs the script in a project like ours."""
    files = SOUND | {
        path: text for path, text in zip(SOUND, changed.values(), strict=False) if text
    }
    for path, text in (files | {"packaging/release.py": ""}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text or (ROOT / path).read_text())
    done = subprocess.run(
        [sys.executable, root / "packaging" / "release.py", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_what_agrees_is_released_with_its_section_as_notes(tmp_path: Path) -> None:
    assert said(tmp_path, "check", "v1.2.3", "https://a.example/b/c") == (0, "", "")
    assert said(tmp_path, "notes", "v1.2.3") == (0, "### Added\n\n- This.\n", "")


@pytest.mark.parametrize(
    ("words", "changed", "problem"),
    [
        (["v1.2.4"], {}, "The tag is v1.2.4, and pyproject.toml has version 1.2.3."),
        (["v1.2.3", "https://a.example/b/d"], {}, "and this is https://a.example/b/d."),
        (
            ["v1.2.3"],
            {"project": SOUND["pyproject.toml"].replace("https://a.example/b/c", "")},
            "pyproject.toml has no repository address.",
        ),
        (
            ["v1.2.3"],
            {"project": "", "program": '__version__ = "1.2.2"\n'},
            "The program does not report version 1.2.3.",
        ),
        (
            ["v1.2.3"],
            {"project": "", "program": "", "changes": "## [Unreleased]\n\n- This.\n"},
            "CHANGELOG.md has no section [1.2.3] with a date and changes.\n"
            "CHANGELOG.md has changes in [Unreleased]: move them to [1.2.3].",
        ),
    ],
)
def test_what_does_not_agree_is_named(
    words: list[str], changed: dict[str, str], problem: str, tmp_path: Path
) -> None:
    status, _, err = said(tmp_path, "check", *words, **changed)
    assert status == 1
    assert problem in err
