"""The history: old responses, comparisons, sending again, and files without secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.canary import files_below, leaks
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.strict import StrictServers
from tests.servers.toxic import Call, response, toxic_server

from outrider.dialogs.comparison_dialog import ComparisonDialog
from outrider.dialogs.history_dialog import HistoryDialog

KIND = b"Content-Type: application/json"


class Counting:
    """Answers each request with its number."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, call: Call) -> None:
        self.count += 1
        body = b'{"same": 1, "number": %d}' % self.count
        await call.say(response(body, KIND, status=b"200 OK" if self.count < 3 else b"404 No"))


def written(place: Path) -> list[tuple[str, bytes]]:
    """The files of a folder, while they may be moved."""
    try:
        return list(files_below(place))
    except FileNotFoundError:
        return []


async def history(seat: Seat) -> None:
    await seat.press("ctrl+g", "H")
    await seat.until(lambda: isinstance(seat.app.screen, HistoryDialog), "the history")
    await seat.pilot.pause()


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_an_old_response_is_opened_compared_and_sent_again(
    lab: Lab, size: tuple[int, int]
) -> None:
    async with toxic_server(Counting()) as server:
        lab.request("count", server.url, '[auth]\ntype = "none"\n')
        async with seated(lab, size) as seat:
            await seat.open("count")
            await seat.press("ctrl+g", "H")
            await seat.until(lambda: "This request has no history yet" in seat.said, "the word")
            for _ in range(3):
                await seat.send()
            await history(seat)
            # Behind the dialog stands the response's title, beside a request of the tree.
            rows = [line for line in seat.lines if "GET" in line and "Response" not in line]
            lines = [line for line in rows if " ms" in line]
            assert ["404" in line for line in lines[:3]] == [True, False, False]
            # The oldest is shown, and says that it is old.
            await seat.press("end", "enter")
            await seat.at_work()
            await seat.sees('"number": 1', "From the history: 20", "dev at ")
            # The newest and the one before differ.
            await history(seat)
            await seat.press("d")
            await seat.until(lambda: isinstance(seat.app.screen, ComparisonDialog), "it")
            await seat.sees('-   "number": 2', '+   "number": 3', "- HTTP/1.1 200 OK")
            await seat.press("y")
            await seat.until(lambda: '+   "number": 3' in seat.copied, "the copy")
            # Marked ones are compared whatever stands between them.
            await seat.until(lambda: isinstance(seat.app.screen, HistoryDialog), "the history")
            await seat.press("home", "space", "end", "d")
            await seat.sees('-   "number": 1', '+   "number": 3')
            await seat.press("escape")
            # Two marks say what is compared, wherever the cursor is.
            await seat.until(lambda: isinstance(seat.app.screen, HistoryDialog), "the history")
            await seat.press("home", "space", "down", "space")
            await seat.sees("◆ and ◆ are compared")
            await seat.press("down", "d")
            await seat.sees('-   "number": 2', '+   "number": 3')
            await seat.press("escape")
            await seat.until(lambda: isinstance(seat.app.screen, HistoryDialog), "the history")
            await seat.press("x")
            await seat.sees('"number": 4')
            await seat.press("ctrl+g", "K")
            await seat.dialog()
            await seat.press("x")
            await seat.until(lambda: "History cleared: 4 responses" in seat.said, "the word")
            await seat.press("ctrl+g", "H")
            await seat.until(lambda: "This request has no history yet" in seat.said, "the word")


async def test_sending_again_goes_to_the_environment_of_then_and_asks_where_it_is_protected(
    lab: Lab, demo_servers: StrictServers
) -> None:
    lab.environment(
        "live", api=demo_servers.api_url, token=demo_servers.token_url, more="protected = true\n"
    )
    lab.request("make", "{{base_url}}/orders/1001", 'method = "DELETE"\n')
    async with seated(lab, LARGE, environment="live") as seat:
        await seat.open("make")
        await seat.press("ctrl+r")
        await seat.dialog()
        await seat.press("y")
        await seat.until(lambda: seat.work.controls.sending.outcome is not None, "the answer")
        seat.work.controls.environments.activate("dev")
        sent = demo_servers.api.recorder.count
        await history(seat)
        await seat.press("x")
        await seat.until(lambda: "is protected" in seat.text, "the question")
        assert "live" in seat.status
        await seat.press("n")
        await seat.at_work()
        assert demo_servers.api.recorder.count == sent


async def test_files_are_written_only_when_asked_and_hold_no_secret(
    lab: Lab, home: Path, demo_servers: StrictServers
) -> None:
    place = home / "state/outrider/history"
    async with seated(lab, LARGE) as seat:
        await seat.send()
        await seat.sees("200 OK")
    assert not place.exists()
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[history]\nkeep = true\n")
    lab.request("list", "{{base_url}}/orders?key={{client_secret}}")
    async with seated(lab, LARGE) as seat:
        assert not seat.said
        await seat.send()
        await seat.sees("200 OK")
        await seat.until(lambda: list(place.rglob("*.json")), "the file")
        token = seat.work.context.engine.cache.tokens()[0][1].value.reveal()
    found = [*files_below(place)]
    assert leaks(["dev-only-secret", token], found) == []
    async with seated(lab, LARGE) as again:
        await history(again)
        await again.sees("file")
        await again.press("enter")
        await again.sees("secrets masked", '"orders"')
        await again.press("ctrl+g", "K")
        await again.dialog()
        await again.press("x")
        await again.until(lambda: "1 files" in again.said, "the word")
        assert not list(place.rglob("*.json"))
        await again.send()
        await again.until(lambda: list(place.rglob("*.json")), "the file")
        again.work.context.buffers.rename("list", "renamed")
        await again.until(lambda: any(b'"renamed"' in text for _, text in written(place)))
        await again.press("ctrl+g", "n")
        await again.edit_url("{{base_url}}/orders")
        await again.send()
        await again.sees("200 OK")
        await again.pilot.pause()
        assert len(list(place.rglob("*.json"))) == 1


async def test_a_folder_that_cannot_be_written_is_told_once(lab: Lab, home: Path) -> None:
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[history]\nkeep = true\n")
    place = home / "state/outrider/history"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("in the way")
    async with seated(lab, LARGE) as seat:
        await seat.send()
        await seat.until(lambda: "History could not be saved" in seat.said, "the word")
        await seat.sees("200 OK")
        await history(seat)


async def test_what_was_never_sent_is_there_with_its_reason_and_can_be_sent_again(
    lab: Lab,
) -> None:
    async with toxic_server(Counting()) as server:
        lab.request("count", server.url + "/{{page}}", '[auth]\ntype = "none"\n')
        async with seated(lab, LARGE) as seat:
            await seat.open("count")
            await seat.send()
            await history(seat)
            assert any("not sent: " in line and "page" in line for line in seat.lines)
            await seat.press("enter")
            await seat.at_work()
            await seat.sees("From the history", "page")
            lab.request(
                "count", server.url + "/{{page}}", '[auth]\ntype = "none"\n[variables]\npage = 1\n'
            )
            await seat.press("ctrl+g", "l")
            await history(seat)
            await seat.press("x")
            await seat.at_work()
            await seat.sees("200 OK")


async def test_why_an_api_refused_is_shown_again_from_memory_and_from_a_file(
    lab: Lab, home: Path
) -> None:
    file = home / "config/outrider/settings.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[history]\nkeep = true\n")
    place = home / "state/outrider/history"
    refused = response(b"no", KIND, status=b"401 Unauthorized")

    async def refuse(call: Call) -> None:
        await call.say(refused)

    async with toxic_server(refuse) as server:
        key = '[auth]\ntype = "api_key"\nvalue = "a-key-of-mine"\n'
        lab.request("count", server.url, key)
        for again in (False, True):
            async with seated(lab, SMALL) as seat:
                await seat.open("count")
                if not again:
                    await seat.send()
                    await seat.until(lambda: list(place.rglob("*.json")), "the file")
                await history(seat)
                await seat.press("enter")
                await seat.at_work()
                await seat.sees(
                    "The API rejected the key: 401 Unauthorized",
                    "Check value (requests/count.toml:4).",
                    "From the history",
                )
                await seat.press("5")
                await seat.until(lambda: seat.response.tab == "token", "the tab")
                await seat.sees("The API gave no reason.")
    assert leaks(["a-key-of-mine"], files_below(place)) == []
