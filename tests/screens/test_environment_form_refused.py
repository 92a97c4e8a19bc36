"""Environments on screen whose files are broken, private, or hostile."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import seated
from tests.screens.test_environment_form import answer_in_form, form_of, go, the_form


@pytest.mark.parametrize("text", ["[variables\n", "variables = 3\n", "[auth]\ndefault = 1\n"])
async def test_a_broken_file_is_told_and_no_form_opens(lab: Lab, text: str) -> None:
    lab.write({"environments/bad.toml": text})
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "e", "home", "e")
        await seat.dialog()
        assert "bad.toml" in seat.text
        await seat.press("enter")
        await seat.at_work()


async def test_an_overlay_that_others_can_read_is_refused(lab: Lab) -> None:
    overlay = lab.root / "environments/dev.local.toml"
    overlay.write_text('[secrets]\npin = "CANARY"\n')
    overlay.chmod(0o644)
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "e", "e")
        await seat.sees("Other users of this machine", "chmod 600")
        assert "CANARY" not in seat.text


async def test_a_secret_for_a_local_file_that_git_tracks_is_refused(lab: Lab) -> None:
    if shutil.which("git") is None:
        pytest.skip("needs git")
    overlay = lab.root / "environments/dev.local.toml"
    overlay.write_text('[variables]\nx = "1"\n')
    overlay.chmod(0o600)
    for words in (["init", "-q"], ["add", "-A", "-f"]):
        subprocess.run(["git", *words], cwd=lab.root, check=True)
    async with seated(lab) as seat:
        await form_of(seat)
        await go(seat, "Secrets")
        await seat.press("a")
        await answer_in_form(seat, "pin")
        await seat.press("down", "enter")
        await seat.fill("CANARY-1234")
        await seat.press("enter")
        await seat.press("ctrl+s")
        await seat.sees("is tracked by git", "secret was not saved")
        await seat.press("enter")
        await the_form(seat)
    assert overlay.read_text() == '[variables]\nx = "1"\n'
    assert "CANARY" not in (lab.root / "environments/dev.toml").read_text()


async def test_hostile_text_in_an_environment_is_shown_harmless(lab: Lab) -> None:
    evil = 'name = "[bold]x\\u001b[31m\\u202e"\n[variables]\na = "\\u001b]0;t\\u0007"\n'
    lab.write({"environments/dev.toml": evil})
    async with seated(lab) as seat:
        form = await form_of(seat)
        form.say("granted \x1b[31m[bold]y\u202e")
        await seat.sees("[bold]y")
        assert "[bold]x" in seat.text
        assert not {"\x1b", "\x07", "\u202e"} & set(seat.text)
