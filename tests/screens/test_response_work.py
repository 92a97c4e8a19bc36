"""What is done with a response: jq over it, saved, opened elsewhere."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from tests.screens.test_around import save_body
from tests.servers.toxic import answers as says
from tests.servers.toxic import response, toxic_server

from outrider.model.units import size_text

BODY = b'{"items":[{"name":"a","n":1.10},{"name":"b","n":2}],"more":true}'
AS_JSON = b"Content-Type: application/json"
NO_AUTH = '[auth]\ntype = "none"\n'


def view_lines(seat: Seat) -> list[str]:
    view = seat.response.pane.view
    return [view.render_line(y).text[:-1].rstrip() for y in range(view.size.height)]


async def test_jq_filters_as_it_is_typed_and_its_results_are_copied_and_saved(
    lab: Lab, tmp_path: Path
) -> None:
    async with toxic_server(says(response(BODY, AS_JSON))) as server:
        lab.request("json", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("json")
            await seat.send()
            await seat.press("ctrl+g", "b", "f")
            await seat.type(".items[]|.n")
            await seat.until(lambda: view_lines(seat)[:3] == ["1.10", "2", ""], "the results")
            await seat.sees("2 results")
            # What is not finished is told, and what was there stays.
            await seat.type("|[")
            await seat.sees("✗ syntax error", "1.10")
            await seat.press("backspace", "backspace")
            await seat.until(lambda: "syntax" not in seat.text, "the problem to go")
            await seat.press("enter", "y")
            await seat.until(lambda: seat.copied == "1.10\n2", "the copy")
            await save_body(seat, str(tmp_path / "jq.json"))
            await seat.until(lambda: "Saved 7 B to " in seat.said, "the word")
            assert (tmp_path / "jq.json").read_bytes() == b"1.10\n2\n"
            # Sent again, it is filtered again.
            await seat.send()
            await seat.until(lambda: view_lines(seat)[:3] == ["1.10", "2", ""], "the results")
            # A search works in the results; escape ends one after the other.
            await seat.press("slash", "2")
            await seat.sees("1 of 1")
            await seat.press("escape")
            assert view_lines(seat)[0] == "1.10"
            await seat.press("escape")
            assert view_lines(seat)[:3] == ["{", '  "items": [', "    {"]
            assert not seat.response.pane.filter_line.is_open
            await save_body(seat, str(tmp_path / "whole.json"))
            await seat.until(lambda: f"Saved {len(BODY)} B to " in seat.said, "the word")
            assert (tmp_path / "whole.json").read_bytes() == BODY


async def test_a_program_without_an_end_keeps_nobody_waiting(lab: Lab) -> None:
    async with toxic_server(says(response(BODY, AS_JSON))) as server:
        lab.request("json", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("json")
            await seat.send()
            await seat.press("ctrl+g", "b", "f")
            await seat.type("last(range(1e15))")
            jq = seat.work.controls.responses._jq
            await seat.until(lambda: jq._aside._process is not None, "jq to run")
            # Another program is wanted: the one before is ended for it.
            await seat.press("ctrl+u")
            await seat.type(".more")
            await seat.until(lambda: view_lines(seat)[:2] == ["true", ""], "the result")
            await seat.press("2")
            assert seat.response.pane.filter_line.is_open
            await seat.press("ctrl+u", "enter")
            await seat.until(lambda: not seat.response.pane.filter_line.is_open, "the filter to go")
            assert view_lines(seat)[1] == '  "items": ['
            await seat.until(lambda: jq._aside._process is None, "jq to be ended")
            # There is nothing to filter in what is no JSON.
            await seat.press("3", "f")
            assert seat.response.pane.filter_line.is_open is False


def _said(seat: Seat, word: str) -> bool:
    return word in seat.said


async def test_a_body_beyond_the_limit_is_saved_whole_by_sending_again(
    lab: Lab, tmp_path: Path
) -> None:
    body = b"0123456789" * 10_000
    target = tmp_path / "whole.txt"
    async with toxic_server(says(response(body))) as server:
        lab.request("large", server.url, NO_AUTH + "[options]\nmax_body = 1000\n")
        async with seated(lab, LARGE) as seat:
            await seat.open("large")
            await seat.send()
            await seat.sees("Truncated to 1.0 kB.")
            for key, size in (("k", 1000), ("s", len(body))):
                await seat.press("ctrl+g", "b", "s")
                await seat.sees("again", "GET http://127.0.0.1")
                await seat.press(key)
                await seat.until(lambda: "Save the" in seat.text, "the name")
                await seat.fill(str(target))
                await seat.press("enter")
                if key == "s":
                    await seat.until(lambda: "exists." in seat.text, "the question")
                    await seat.press("o")
                word = f"Saved {size_text(size)} to "
                await seat.until(partial(_said, seat, word), word)
                assert target.read_bytes() == body[:size]
            assert [one.name for one in tmp_path.iterdir() if one.name.endswith(".part")] == []
            await seat.sees("Truncated to 1.0 kB.")


async def test_saving_whole_can_be_cancelled(lab: Lab, tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 3000
    async with toxic_server(says(head, then="hang")) as server:
        lab.request("large", server.url, NO_AUTH + "[options]\nmax_body = 1000\n")
        async with seated(lab) as seat:
            await seat.open("large")
            await seat.send()
            await seat.press("ctrl+g", "b", "s")
            await seat.sees("GET http://127.0.0.1")
            await seat.press("s")
            await seat.until(lambda: "Save the" in seat.text, "the name")
            await seat.fill(str(tmp_path / "whole.txt"))
            await seat.press("enter")
            await seat.sees("3.0 kB written to")
            await seat.press("escape")
            await seat.until(lambda: "No file was written" in seat.said, "the word")
            await seat.at_work()
            assert not list(tmp_path.glob("*whole*"))


async def test_a_regular_expression_is_searched_for_and_one_without_an_end_harms_nobody(
    lab: Lab,
) -> None:
    body = b'{"n": ["Zo\xc3\xab 1", "b\\u00e9 22", "' + b"a" * 60 + b'!", "Zoo 333"]}'
    async with toxic_server(says(response(body, AS_JSON))) as server:
        lab.request("json", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("json")
            await seat.send()
            await seat.press("ctrl+g", "b", "slash", "alt+r")
            await seat.sees("regex /")
            await seat.type(r"zo. \d+")
            await seat.sees("1 of 2")
            view = seat.response.pane.view
            marked = [
                segment.text
                for y in range(view.size.height)
                for segment in view.render_line(y)
                if segment.style and segment.style.underline
            ]
            assert marked == ["Zoo 333"]
            await seat.press("down")
            await seat.sees("2 of 2")
            await seat.press("ctrl+u")
            await seat.type("[")
            await seat.sees("regex: unterminated")
            await seat.press("ctrl+u")
            await seat.type("(a+)+$")
            regex = seat.work.controls.responses._regex
            await seat.until(lambda: regex._process is not None, "the search")
            # Keys are answered meanwhile; as text it is found nowhere.
            await seat.press("alt+r")
            await seat.sees("no matches")
            await seat.until(lambda: regex._process is None, "the search to be ended")
            await seat.press("ctrl+u")
            await seat.type("22")
            await seat.sees("1 of 1")
