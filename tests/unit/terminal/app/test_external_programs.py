from __future__ import annotations

from pathlib import Path

import pytest

from outrider.terminal.app.external_programs import NoExternalProgram, editor_command


@pytest.mark.parametrize(
    ("process", "line", "command"),
    [
        ({"EDITOR": "vim"}, 7, ["vim", "+7", "/w/a b.toml"]),
        (
            {"EDITOR": "nano", "VISUAL": "code --wait"},
            7,
            ["code", "--wait", "--goto", "/w/a b.toml:7"],
        ),
        ({"EDITOR": "'/opt/my ed/hx'"}, 7, ["/opt/my ed/hx", "/w/a b.toml:7"]),
        ({"EDITOR": "ed"}, 7, ["ed", "/w/a b.toml"]),
        ({"EDITOR": "vim"}, None, ["vim", "/w/a b.toml"]),
    ],
)
def test_the_editor_opens_the_file_at_the_line(
    process: dict[str, str], line: int | None, command: list[str]
) -> None:
    assert editor_command(Path("/w/a b.toml"), line, process) == command


def test_the_settings_editor_comes_first() -> None:
    assert editor_command(Path("a"), None, {"EDITOR": "vim"}, "kak -n") == ["kak", "-n", "a"]


def test_without_an_editor_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(NoExternalProgram, match=r"Set \$EDITOR"):
        editor_command(Path("a"), None, {"PATH": str(tmp_path)})
    with pytest.raises(NoExternalProgram, match=r"\$EDITOR has an unclosed quote"):
        editor_command(Path("a"), None, {"EDITOR": "vim 'x"})
    (tmp_path / "nano").write_text("#!/bin/sh\n")
    (tmp_path / "nano").chmod(0o755)
    assert editor_command(Path("a"), None, {"PATH": str(tmp_path)}) == ["nano", "a"]
