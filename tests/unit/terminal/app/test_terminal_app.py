"""The parts of the shell that need no real terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import ComposeResult
from textual.widgets import Input, Static

from outrider.terminal.app.terminal_app import BROKEN, TerminalApp


class Small(TerminalApp):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.saved = 0

    def compose(self) -> ComposeResult:
        yield Input()
        # On purpose, as a fault of ours would: markup from outside.
        yield Static("[@click=app.break_it]press me[/]", id="trap")

    def on_hangup(self) -> None:
        self.saved += 1
        raise OSError("the disk is full")

    def state_folder(self) -> Path:
        return self.folder

    def action_break_it(self) -> None:
        raise ValueError("canary")


async def test_a_fault_is_kept_for_the_end_and_saves_once(tmp_path: Path) -> None:
    app = Small(tmp_path)

    async def run() -> None:
        async with app.run_test() as pilot:
            await pilot.press("a")
            app.call_later(app.action_break_it)
            await pilot.pause()

    with pytest.raises(ValueError, match="canary"):
        await run()
    assert isinstance(app.fault, ValueError)
    assert app.status == BROKEN
    assert app.saved == 1


async def test_no_text_is_a_button(tmp_path: Path) -> None:
    app = Small(tmp_path)
    async with app.run_test() as pilot:
        await pilot.click("#trap", offset=(3, 0))
        await pilot.pause()
        assert app.fault is None


async def test_the_cursor_of_a_field_does_not_blink(tmp_path: Path) -> None:
    app = Small(tmp_path)
    async with app.run_test() as pilot:
        await pilot.press("a")
        field = app.query_one(Input)
        assert field.has_focus
        assert not field.cursor_blink
        assert field._cursor_visible


async def test_a_copy_says_what_was_done(tmp_path: Path) -> None:
    app = Small(tmp_path)
    async with app.run_test():
        assert app.copy("abc\ud800") == "Copied 4 characters."
        assert app.clipboard == "abc\ud800"
        said = app.copy("x" * 100_000 + "\ud800")
        assert said.endswith(f"saved to {tmp_path / 'copied.txt'}.")
        assert (tmp_path / "copied.txt").read_bytes() == b"x" * 100_000 + b"?"
        app.copy_to_clipboard("y" * 100_000)
        assert (tmp_path / "copied.txt").read_bytes() == b"y" * 100_000


async def test_a_copy_that_goes_nowhere_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    app = Small(tmp_path / "file")
    async with app.run_test():
        assert "cannot be written" in app.copy("x" * 100_000)


async def test_nothing_is_animated(tmp_path: Path) -> None:
    app = Small(tmp_path)
    async with app.run_test():
        assert app.animation_level == "none"
