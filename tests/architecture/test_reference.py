"""The reference in docs/ is what the program declares now."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from outrider.cli.commands.help_command import manual_pages, markdown_files

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("folder", "made"), [("docs/reference", markdown_files()), ("docs/man", manual_pages())]
)
def test_make_reference_would_change_nothing(folder: str, made: Mapping[str, str]) -> None:
    kept = {
        str(path.relative_to(ROOT / folder)): path.read_text("utf-8")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    assert sorted(kept) == sorted(made)
    stale = [name for name, text in made.items() if kept[name] != text]
    assert not stale, "run make reference"
