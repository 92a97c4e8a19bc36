"""Each theme that is shipped parses and has every role."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

THEMES = sorted((Path(__file__).parents[3] / "themes").glob("*.toml"))

ROLES = {
    "base": {"background", "surface", "panel", "foreground", "muted", "border", "focus"},
    "environments": {"primary", "success", "warning", "error"},
    "syntax": {"key", "string", "number", "boolean", "null", "punctuation", "comment", "error"},
    "status": {"1xx", "2xx", "3xx", "4xx", "5xx"},
    "methods": {"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"},
}


def test_there_is_a_theme() -> None:
    assert THEMES


@pytest.mark.parametrize("path", THEMES, ids=lambda path: path.stem)
def test_a_theme_has_its_file_s_name_and_a_colour_for_every_role(path: Path) -> None:
    theme = tomllib.loads(path.read_text(encoding="utf-8"))
    assert theme["name"] == path.stem
    assert isinstance(theme["dark"], bool)
    for table, roles in ROLES.items():
        assert roles <= set(theme[table])
        for role, colour in theme[table].items():
            assert re.fullmatch(r"#[0-9a-f]{6}", colour), f"{table}.{role}"
