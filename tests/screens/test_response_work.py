"""What is done with a response: jq over it, saved, opened elsewhere."""

from __future__ import annotations

from pathlib import Path

from tests.lab import Lab
from tests.screens.kit import LARGE, Seat, seated
from tests.screens.test_around import save_body
from tests.servers.toxic import answers as says
from tests.servers.toxic import response, toxic_server

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
            await seat.until(lambda: "7 bytes written" in seat.said, "the word")
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
            await seat.until(lambda: f"{len(BODY)} bytes written" in seat.said, "the word")
            assert (tmp_path / "whole.json").read_bytes() == BODY


async def test_a_program_without_an_end_keeps_nobody_waiting(lab: Lab) -> None:
    async with toxic_server(says(response(BODY, AS_JSON))) as server:
        lab.request("json", server.url, NO_AUTH)
        async with seated(lab, LARGE) as seat:
            await seat.open("json")
            await seat.send()
            await seat.press("ctrl+g", "b", "f")
            await seat.type("last(range(1e15))")
            jq = seat.work.responses._jq
            await seat.until(lambda: jq._process is not None, "jq to run")
            # Another program is wanted: the one before is ended for it.
            await seat.press("ctrl+u")
            await seat.type(".more")
            await seat.until(lambda: view_lines(seat)[:2] == ["true", ""], "the result")
            await seat.press("2")
            assert seat.response.pane.filter_line.is_open
            await seat.press("ctrl+u", "enter")
            await seat.until(lambda: not seat.response.pane.filter_line.is_open, "the filter to go")
            assert view_lines(seat)[1] == '  "items": ['
            await seat.until(lambda: jq._process is None, "jq to be ended")
            # There is nothing to filter in what is no JSON.
            await seat.press("3", "f")
            assert seat.response.pane.filter_line.is_open is False
