"""Two responses side by side, and one request in all environments, on screen."""

from __future__ import annotations

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.toxic import Call, response, toxic_server

from outrider.dialogs.comparison_dialog import ComparisonDialog, DiffList
from outrider.dialogs.question import Question
from outrider.dialogs.several_dialog import SeveralDialog

BARE = '[auth]\ntype = "none"\n'
KIND = b"Content-Type: application/json"


class Answering:
    """Answers each environment with a body of its own, and counts."""

    def __init__(self) -> None:
        self.calls: list[bytes] = []

    async def __call__(self, call: Call) -> None:
        method, path, *_ = call.head.split(b" ")
        name = path.rpartition(b"/")[2]
        self.calls.append(method + b" " + name)
        text = b"a long text that goes on and on until no line of the page can have all of it, " * 3
        body = b'{"same": [1, 2, 3], "from": "%s", "text": "%s"}' % (name[:1], text)
        await call.say(response(body, KIND))


def environments(lab: Lab, url: str) -> None:
    for name, more in (
        ("alpha", ""),
        ("beta", 'color = "warning"\n'),
        ("live", "protected = true\n"),
    ):
        text = f'{more}[variables]\nbase_url = "{url.rstrip("/")}/{name}"\n'
        lab.write({f"environments/{name}.toml": text})
    (lab.root / "environments/dev.toml").unlink()
    lab.request("bare", "{{base_url}}", BARE)


async def table(seat: Seat) -> None:
    await seat.press("ctrl+g", "A")
    await seat.until(lambda: isinstance(seat.app.screen, SeveralDialog), "the table")


@pytest.mark.parametrize("size", [(60, 16), SMALL, LARGE, (200, 60)])
async def test_one_key_sends_to_all_environments_and_enter_compares(
    lab: Lab, size: tuple[int, int]
) -> None:
    answering = Answering()
    async with toxic_server(answering) as server:
        environments(lab, server.url)
        async with seated(lab, size, environment="alpha") as seat:
            await seat.open("bare")
            await table(seat)
            await seat.until(lambda: seat.text.count("1: .from") == 2, "the differences")
            assert sorted(answering.calls) == [b"GET alpha", b"GET beta", b"GET live"]
            await seat.press("down", "enter")
            await seat.until(lambda: isinstance(seat.app.screen, ComparisonDialog), "the page")
            await seat.sees("Compare", "alpha ", " → beta ", "next of 2")
            lines = seat.app.screen.query_one(DiffList)
            await seat.press("n")
            await seat.sees('-   "from": "a"', '+   "from": "b"')
            at = lines.cursor
            await seat.press("N")
            await seat.until(lambda: lines.cursor < at, "the difference before")
            # A long line is cut, and folded on a key.
            count = lines.count
            await seat.press("w")
            await seat.until(lambda: lines.count > count, "the folded lines")
            await seat.press("w")
            await seat.until(lambda: lines.count == count, "the cut lines")
            await seat.press("y")
            await seat.until(lambda: '+   "from": "b"' in seat.copied, "the copy")
            assert seat.copied.startswith("- alpha ")
            # The table is there again, and another row can be what is compared with.
            await seat.until(lambda: isinstance(seat.app.screen, SeveralDialog), "the table")
            await seat.until(lambda: "◆ alpha" in seat.text, "the mark")
            await seat.press("down", "space")
            await seat.until(lambda: "◆ live" in seat.text or "◆ beta" in seat.text, "the mark")
            await seat.press("escape")
            await seat.at_work()
            # All of them are in the history.
            await seat.press("ctrl+g", "H")
            await seat.until(lambda: "History" in seat.text and "live" in seat.text, "the history")


async def test_what_may_change_something_is_asked_for_first(lab: Lab) -> None:
    answering = Answering()
    async with toxic_server(answering) as server:
        environments(lab, server.url)
        lab.request("bare", "{{base_url}}", f'method = "POST"\n{BARE}')
        async with seated(lab, LARGE, environment="alpha") as seat:
            await seat.open("bare")
            for key, sent in (("n", []), ("u", [b"POST alpha", b"POST beta"])):
                await seat.press("ctrl+g", "A")
                await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
                await seat.sees("Send POST to 3 environments?", "alpha, beta, live")
                await seat.press(key)
                if sent:
                    await seat.until(lambda: seat.text.count("1: .from") == 1, "the table")
                    await seat.press("escape")
                await seat.at_work()
                assert sorted(answering.calls) == sent


async def test_an_environment_without_a_response_says_why(lab: Lab) -> None:
    async with toxic_server(Answering()) as server:
        environments(lab, server.url)
        lab.write({"environments/beta.toml": "", "environments/live.toml": ""})
        async with seated(lab, LARGE, environment="alpha") as seat:
            await seat.open("bare")
            await table(seat)
            await seat.until(lambda: seat.text.count("✗ not sent") == 2, "the rows")
            await seat.sees('Variable "base_url" is not defined.')
            await seat.press("down", "enter")
            await seat.until(lambda: "No response to compare yet." in seat.said, "the word")


async def test_one_environment_alone_is_nothing_to_compare(lab: Lab) -> None:
    async with seated(lab, SMALL) as seat:
        await seat.press("ctrl+g", "A")
        await seat.until(lambda: "There is only one environment." in seat.said, "the word")
