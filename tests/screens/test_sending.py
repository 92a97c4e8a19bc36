"""Sends on the screen: what is typed is sent, and an answer appears under its own request only."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import Seat, seated
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, endless, response, toxic_server


class Gate:
    """Answers a request when the test lets it; the answer names the path."""

    def __init__(self) -> None:
        self.opened = asyncio.Event()
        self.asked: list[str] = []

    async def __call__(self, call: Call) -> None:
        self.asked.append(call.target)
        gone = asyncio.ensure_future(call.reader.read(1))
        opened = asyncio.ensure_future(self.opened.wait())
        done, left = await asyncio.wait({gone, opened}, return_when=asyncio.FIRST_COMPLETED)
        for task in left:
            task.cancel()
        # The connection's next request is read once this has stopped reading.
        await asyncio.wait(left)
        if gone in done:
            call.writer.close()
            return
        body = f'{{"answer to": "{call.target}"}}'.encode()
        await call.say(response(body, b"Content-Type: application/json"))


@pytest.fixture
def plain(tmp_path: Path) -> Lab:
    """A workspace without auth; its requests go wherever a test says."""
    lab = Lab((tmp_path / "plain").resolve())
    return lab.write({"outrider.toml": 'name = "Plain"\n'})


def two_requests(lab: Lab, url: str) -> Lab:
    for name in ("dev", "test"):
        lab.write(
            {
                f"environments/{name}.toml": f'[variables]\nbase_url = "{url}/{name}"\n'
                '[auth.default]\ntype = "none"\n'
            }
        )
    return lab.request("first", "{{base_url}}/first").request("second", "{{base_url}}/second")


async def begun(seat: Seat, gate: Gate) -> None:
    """Presses send, and waits until the server has the request."""
    before = len(gate.asked)
    await seat.press("ctrl+r")
    await seat.until(lambda: len(gate.asked) > before, "the request to arrive")


async def test_what_is_typed_is_what_is_sent_and_no_file_changes(
    lab: Lab, demo_servers: StrictServers
) -> None:
    file = lab.root / "requests/list.toml"
    before = file.read_bytes()
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u", "end")
        await seat.type("?limit=1")
        await seat.send()
        await seat.sees("200 OK")
        assert demo_servers.api.recorder.requests[0].target == "/orders?limit=1"
        assert "•" in seat.tree
        assert "1 unsaved" in seat.status
    assert file.read_bytes() == before


async def test_enter_in_the_url_sends(lab: Lab) -> None:
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u", "enter")
        await seat.sees("200 OK")


async def test_sending_twice_sends_once(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("ctrl+r", "ctrl+r")
        await seat.sees("Cancel esc")
        gate.opened.set()
        await seat.sees("200 OK")
        assert len(gate.asked) == 1
        assert "Already" not in seat.said


async def test_a_request_is_sent_in_two_environments_at_once(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.sees("Sending in dev")
        await seat.press("f2")
        await begun(seat, gate)
        await seat.sees("Sending in test")
        assert gate.asked == ["/dev/first", "/test/first"]
        # Escape ends the one of the environment that is active; the other goes on.
        await seat.press("escape")
        await seat.sees("Cancelled", "Sending in dev")
        gate.opened.set()
        await seat.sees("answer to", "/dev/first")
        await seat.press("ctrl+r")
        await seat.sees("/test/first")
        assert len(gate.asked) == 3


async def test_the_last_of_two_environments_leaves_both_in_the_history(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("f2")
        await begun(seat, gate)
        gate.opened.set()
        await seat.until(lambda: not seat.work.controls.sending.sends.any_under_way, "both")
        await seat.press("ctrl+g", "H")
        await seat.dialog()
        await seat.until(lambda: seat.text.count(" 200 ") >= 2, "both rows")


@pytest.mark.parametrize("keys", [["escape"], ["ctrl+g", "c"]])
async def test_a_send_is_cancelled_by_key_and_the_next_one_works(
    plain: Lab, keys: list[str]
) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        assert "◐" in seat.title
        await seat.press(*keys)
        await seat.sees("Cancelled")
        await seat.until(lambda: server.closed == 1, "the connection to end")
        gate.opened.set()
        await seat.press("ctrl+r")
        await seat.sees("200 OK")


async def test_a_slow_drip_shows_its_progress_and_escape_ends_it(plain: Lab) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n"
    drip = endless(head, b"a", pause=0.05)
    async with toxic_server(drip) as server, seated(two_requests(plain, server.url)) as seat:
        await seat.press("ctrl+r")
        await seat.sees("Receiving", " 1 s · ")
        await seat.sees("Receiving", " 2 s · ")
        # What came is there to be read.
        await seat.sees("aaaaaaaa")
        # What else is pressed meanwhile is done at once.
        await seat.press("f2")
        assert seat.work.context.workspace.active == "test"
        await seat.press("escape")
        await seat.until(lambda: server.closed == 1, "the connection to end")
        await seat.sees("! Stopped after", "of 999999 bytes of the body.", "aaaaaaaa")
        assert "Receiving" not in seat.text


async def test_escape_cancels_also_from_the_url(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("ctrl+g", "u", "escape")
        await seat.sees("Cancelled")


async def test_an_answer_keeps_the_environment_that_it_was_asked_in(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("f2")
        assert seat.work.context.workspace.active == "test"
        gate.opened.set()
        await seat.sees("200 OK", "/dev/first")
        assert "dev" in seat.title
        assert "test" not in seat.title


async def test_a_late_answer_appears_under_its_own_request_only(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.open("second")
        assert "◐" not in seat.title
        gate.opened.set()
        await seat.until(lambda: "Response received: first" in seat.said, "the notice")
        assert "/dev/first" not in await seat.read()
        await seat.open("first")
        await seat.sees("/dev/first", "200 OK")


async def test_two_requests_can_be_under_way_at_once(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.open("second")
        await begun(seat, gate)
        await seat.press("escape")
        await seat.sees("Cancelled")
        await seat.open("first")
        assert "◐" in seat.title
        gate.opened.set()
        await seat.sees("/dev/first", "200 OK")


async def test_a_scratch_request_saved_while_it_is_sent_keeps_its_answer(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await seat.press("ctrl+g", "n")
        await seat.edit_url("{{base_url}}/scratch")
        await begun(seat, gate)
        await seat.press("ctrl+s")
        await seat.dialog()
        await seat.fill("kept")
        await seat.press("enter")
        await seat.until(lambda: seat.work.context.request_id == "kept", "the new name")
        assert "◐" in seat.title
        gate.opened.set()
        await seat.sees("/dev/scratch", "200 OK")


async def test_a_request_renamed_while_it_is_sent_keeps_its_answer(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("ctrl+g", "r", "r")
        await seat.dialog()
        await seat.fill("renamed")
        await seat.press("enter")
        await seat.until(lambda: seat.work.context.request_id == "renamed", "the new name")
        gate.opened.set()
        await seat.sees("/dev/first", "200 OK")
        await seat.press("ctrl+g", "r", "r")
        await seat.dialog()
        await seat.fill("again")
        await seat.press("enter")
        await seat.until(lambda: seat.work.context.request_id == "again", "the new name")
        await seat.sees("/dev/first", "200 OK")


async def test_a_request_deleted_while_it_is_sent_does_no_harm(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("ctrl+g", "r", "x")
        await seat.dialog()
        await seat.press("x")
        await seat.until(lambda: "first" not in seat.tree, "the request to go")
        gate.opened.set()
        await seat.until(lambda: not seat.work.controls.sending.sends.any_under_way, "the end")
        await seat.open("second")
        await seat.press("ctrl+r")
        await seat.sees("/dev/second")


async def test_quitting_during_a_send_asks_and_staying_stays(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server:
        async with seated(two_requests(plain, server.url)) as seat:
            await begun(seat, gate)
            await seat.press("ctrl+q")
            await seat.dialog()
            assert "still running" in seat.text
            await seat.press("c")
            await seat.at_work()
            assert seat.app.is_running
            await seat.press("ctrl+q")
            await seat.dialog()
            await seat.press("q")
            await seat.until(lambda: seat.app._exit, "the end")
            await seat.until(lambda: server.closed == 1, "the connection to end")
        assert seat.app.return_code == 0


async def test_an_answer_that_comes_while_quitting_is_asked_about_does_no_harm(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server, seated(two_requests(plain, server.url)) as seat:
        await begun(seat, gate)
        await seat.press("ctrl+q")
        await seat.dialog()
        gate.opened.set()
        await seat.until(lambda: not seat.work.controls.sending.sends.any_under_way, "the answer")
        await seat.press("c")
        await seat.at_work()
        await seat.sees("200 OK", "/dev/first")


async def test_the_app_can_end_while_a_send_is_under_way(plain: Lab) -> None:
    gate = Gate()
    async with toxic_server(gate) as server:
        async with seated(two_requests(plain, server.url)) as seat:
            await begun(seat, gate)
            seat.app.exit(return_code=3)
            await seat.until(lambda: seat.app._exit, "the end")
        assert seat.app.return_code == 3
        assert seat.app.fault is None


async def test_a_variable_that_is_missing_is_told_and_nothing_is_sent(
    lab: Lab, demo_servers: StrictServers
) -> None:
    async with seated(lab) as seat:
        await seat.edit_url("{{base_url}}/{{nowhere}}")
        await seat.send()
        await seat.sees("nowhere")
        assert not demo_servers.api.recorder.requests
        assert not demo_servers.authorization.recorder.requests


async def test_a_server_that_is_not_there_is_told_in_words(plain: Lab) -> None:
    async with seated(two_requests(plain, "http://127.0.0.1:9")) as seat:
        await seat.send()
        await seat.sees("No response", "127.0.0.1:9")


async def test_without_a_request_send_says_what_to_do(plain: Lab) -> None:
    async with seated(plain) as seat:
        await seat.press("ctrl+r")
        await seat.until(lambda: "No request open" in seat.said, "the sentence")
        await seat.press("ctrl+t")
        await seat.dialog()
        await seat.press("escape")
        await seat.at_work()
        await seat.press("ctrl+s", "f2", "ctrl+g", "d", "ctrl+g", "v", "ctrl+g", "l")
        await seat.press("ctrl+g", "c", "ctrl+g", "k", "ctrl+g", "u", "ctrl+g", "p", "ctrl+g", "b")
        assert seat.app.is_running
