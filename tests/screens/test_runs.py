"""A folder is run from the tree: rows come, open, and what failed is run again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.counting import CountingServer

from outrider.dialogs.question import Question
from outrider.dialogs.run_page import RunPage, RunRow
from outrider.widgets.sidebar.request_tree import RequestTree

BARE = '[auth]\ntype = "none"\n'


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def orders(lab: Lab, server: CountingServer) -> Lab:
    """A folder that creates an order, reads it, reads another one, and deletes it."""
    lab.environment("dev", api=server.url, token=f"{server.url}/token")
    return lab.write(
        {
            "requests/orders/folder.toml": 'name = "Orders"\n'
            'order = ["create", "read", "gone", "delete"]\n',
            "requests/orders/create.toml": 'name = "Create"\nmethod = "POST"\n'
            'url = "{{base_url}}/echo"\n[body]\ntype = "json"\ncontent = \'{"id": "o-1"}\'\n'
            '[[capture]]\nname = "order"\njq = ".id"\n[[expect]]\nstatus = 200\n',
            "requests/orders/read.toml": 'name = "Read"\nurl = "{{base_url}}/orders/{{order}}"\n'
            "[[expect]]\nstatus = 200\n",
            "requests/orders/gone.toml": 'name = "Read another"\n'
            'url = "{{base_url}}/missing/{{order}}"\n[[expect]]\nstatus = 200\n',
            "requests/orders/delete.toml": 'name = "Delete"\nmethod = "DELETE"\n'
            'url = "{{base_url}}/orders/{{order}}"\n',
            "requests/elsewhere.toml": f'url = "{{{{base_url}}}}/elsewhere"\n{BARE}',
        }
    )


async def ask_to_run(seat: Seat, name: str = "orders") -> None:
    tree = seat.work.query_one(RequestTree)
    tree.focus()
    tree.go_to(name)
    await seat.press("R")


async def run_folder(seat: Seat, name: str = "orders") -> RunPage:
    await ask_to_run(seat, name)
    return await page_of(seat)


async def page_of(seat: Seat) -> RunPage:
    await seat.until(lambda: isinstance(seat.app.screen, RunPage), "the page")
    assert isinstance(seat.app.screen, RunPage)
    return seat.app.screen


def rows(seat: Seat) -> list[RunRow]:
    page = seat.app.screen
    assert isinstance(page, RunPage)
    return list(page.rows._rows)


@pytest.mark.parametrize("size", [(60, 16), SMALL, LARGE])
async def test_a_folder_is_run_and_a_row_opens_as_in_the_history(
    orders: Lab, server: CountingServer, size: tuple[int, int]
) -> None:
    async with seated(orders, size) as seat:
        await run_folder(seat)
        await seat.sees("1 failed · 3 passed")
        assert server.asked == [
            "POST /echo",
            "GET /orders/o-1",
            "GET /missing/o-1",
            "DELETE /orders/o-1",
        ]
        assert server.tokens == 1
        await seat.sees('Run "Orders" in dev', "✓ POST 200 Create", "✗ GET  404 Read another")
        if size == LARGE:
            await seat.sees("status is 200: got 404", "captured order")
        # Only what failed.
        await seat.press("f")
        await seat.until(lambda: "Create" not in seat.text, "the failed row alone")
        await seat.press("enter")
        await seat.at_work()
        await seat.until(lambda: seat.work.context.request_id == "orders/gone", "the request")
        await seat.until(lambda: seat.response.tab == "checks", "its checks")
        await seat.sees("status is 200")
        # The page is there again, with what was shown of it.
        await seat.press("ctrl+g", "S")
        await page_of(seat)
        assert "Create" not in seat.text
        await seat.press("f")
        await seat.sees("Create", "Read another")


async def test_only_what_failed_is_run_again_with_what_was_captured(
    orders: Lab, server: CountingServer
) -> None:
    async with seated(orders, LARGE) as seat:
        await run_folder(seat)
        await seat.sees("4 requests", "1 failed")
        orders.write(
            {"requests/orders/gone.toml": 'name = "There"\nurl = "{{base_url}}/now/{{order}}"\n'}
        )
        await seat.press("F")
        await seat.sees('Run "Orders" in dev again', "1 passed · 1 request", "There")
        assert server.asked[4:] == ["GET /now/o-1"]
        await seat.press("F")
        await seat.until(lambda: "All requests have passed." in seat.said, "the notice")
        await page_of(seat)
        # All of it begins without the values of the last run.
        await seat.press("r")
        await seat.sees("4 passed · 4 requests")
        assert server.asked[5:] == [
            "POST /echo",
            "GET /orders/o-1",
            "GET /now/o-1",
            "DELETE /orders/o-1",
        ]


async def test_a_run_has_values_of_its_own_and_names_who_captures_what_it_lacks(
    orders: Lab, server: CountingServer
) -> None:
    async with seated(orders, LARGE) as seat:
        await seat.open("orders/create")
        await seat.press("ctrl+r")
        await seat.until(lambda: "POST /echo" in server.asked, "the send")
        await seat.until(lambda: seat.response.outcome is not None, "the response")
        # What the session has captured is not there in a run, nor is a run's in the session.
        await seat.press("ctrl+g", "r")
        await run_folder(seat, "orders/read")
        await seat.sees("1 failed", 'Variable "order" has no value yet: request "orders/create"')
        assert server.asked == ["POST /echo"]


async def test_unsaved_edits_are_sent_and_marked(orders: Lab, server: CountingServer) -> None:
    async with seated(orders, LARGE) as seat:
        await seat.open("elsewhere")
        seat.editor.focus_url()
        await seat.fill("{{base_url}}/edited")
        await seat.press("ctrl+g", "W")
        await page_of(seat)
        await seat.sees("6 requests", "•")
        assert server.asked[0] == "GET /edited"
        assert [one.edited for one in rows(seat)] == [True] + [False] * 5


async def test_escape_stops_and_what_came_stays(orders: Lab, server: CountingServer) -> None:
    orders.request("orders/gone", "{{base_url}}/hang", BARE)
    async with seated(orders, SMALL) as seat:
        await run_folder(seat)
        await seat.sees("◐ GET", "2 of 4", "esc stop")
        await seat.press("escape")
        await seat.sees("stopped after 2 of 4 · 2 passed", "– GET")
        await page_of(seat)
        # What was not sent is run on a key, after what was cancelled.
        server.released.set()
        orders.request("orders/gone", "{{base_url}}/there", BARE)
        await seat.press("F")
        await seat.sees("2 passed · 2 requests")
        assert server.asked[-2:] == ["GET /there", "DELETE /orders/o-1"]
        await seat.press("escape")
        await seat.at_work()


async def test_a_run_continues_while_nobody_looks_and_says_when_it_has_ended(
    orders: Lab, server: CountingServer
) -> None:
    orders.request("orders/gone", "{{base_url}}/hang", BARE)
    async with seated(orders, SMALL) as seat:
        await run_folder(seat)
        await seat.sees("2 of 4")
        await seat.press("b")
        await seat.at_work()
        # Another one has to wait, and leads to the first.
        await seat.press("ctrl+g", "W")
        await seat.sees("2 of 4")
        await seat.press("b")
        await seat.at_work()
        await seat.press("ctrl+q")
        await seat.sees("A run has not ended.")
        await seat.press("c")
        await seat.at_work()
        server.released.set()
        await seat.until(lambda: "Run ended: 1 failed, 3 passed. ^G S" in seat.said, "the notice")
        await seat.press("ctrl+g", "S")
        await seat.sees("1 failed · 3 passed")


async def test_a_protected_environment_is_asked_for_once(
    orders: Lab, server: CountingServer
) -> None:
    orders.environment(
        "dev", api=server.url, token=f"{server.url}/token", more="protected = true\n"
    )
    async with seated(orders, SMALL) as seat:
        for answer, told in (("n", ""), ("s", "2 requests"), ("a", "4 requests")):
            await ask_to_run(seat)
            await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
            await seat.sees("2 of them may change data: 1", "POST, 1 DELETE")
            await seat.press(answer)
            if answer != "n":
                await seat.sees(told)
                await page_of(seat)
                await seat.press("escape")
            await seat.at_work()
        assert [one for one in server.asked if one.startswith(("POST", "DELETE"))] == [
            "POST /echo",
            "DELETE /orders/o-1",
        ]


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_what_needs_a_request_that_was_left_out_is_skipped_and_says_why(
    orders: Lab, server: CountingServer, size: tuple[int, int]
) -> None:
    orders.environment(
        "dev", api=server.url, token=f"{server.url}/token", more="protected = true\n"
    )
    # Captures the same elsewhere: it is not what was left out.
    orders.write(
        {
            "requests/a-first.toml": f'url = "{{{{base_url}}}}/first"\n{BARE}'
            '[[capture]]\nname = "order"\njq = ".id"\n'
        }
    )
    async with seated(orders, size) as seat:
        await ask_to_run(seat)
        await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
        await seat.press("s")
        await seat.sees("2 skipped · 2 requests", "skipped: Request")
        why = 'Request "orders/create" is not sent in this run: it may change data.'
        assert all(why in one.told for one in rows(seat))
        assert size == SMALL or why in seat.text
        await seat.press("enter")
        await seat.at_work()
        await seat.sees('"orders/create" is not sent in this', "Run it again and choose to run")
        # What it needs is sent with it, once that is allowed.
        await seat.press("ctrl+g", "S", "F")
        await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
        await seat.press("a")
        await seat.sees("1 failed · 3 passed · 4 requests")


async def test_a_request_that_was_renamed_or_deleted_meanwhile(
    orders: Lab, server: CountingServer
) -> None:
    async with seated(orders, LARGE) as seat:
        await run_folder(seat)
        await seat.sees("4 requests", "1 failed")
        await seat.press("escape")
        await seat.at_work()
        buffers = seat.work.context.buffers
        buffers.rename("orders/gone", "orders/else")
        seat.work.controls.requests.files_changed()
        await seat.press("ctrl+g", "S")
        await page_of(seat)
        await seat.press("up", "enter")
        await seat.at_work()
        await seat.until(lambda: seat.work.context.request_id == "orders/else", "the request")
        await seat.until(lambda: seat.response.tab == "checks", "its checks")


async def test_there_was_no_run(orders: Lab) -> None:
    async with seated(orders, SMALL) as seat:
        await seat.press("ctrl+g", "S")
        await seat.until(lambda: "Nothing was run" in seat.said, "the notice")


async def test_the_host_of_an_unsaved_edit_gets_no_credential(
    orders: Lab, server: CountingServer
) -> None:
    with CountingServer() as stranger:
        async with seated(orders, LARGE) as seat:
            await seat.open("orders/gone")
            await seat.edit_url(f"{stranger.url}/x")
            await run_folder(seat)
            await seat.sees("1 failed · 3 passed", "must not go to")
        assert not stranger.asked
    assert [one for one in server.asked if "missing" in one] == []


async def test_what_needs_trust_is_asked_for_once_and_sent_then(
    orders: Lab, server: CountingServer
) -> None:
    text = (orders.root / "environments/dev.toml").read_text()
    command = '{ command = ["echo", "dev-only-secret"] }'
    orders.write({"environments/dev.toml": text.replace('"dev-only-secret"', command)})
    async with seated(orders, LARGE) as seat:
        await ask_to_run(seat)
        await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
        await seat.sees("Trust this workspace?", "runs echo dev-only-secret")
        assert not server.targets
        await seat.press("t")
        await seat.sees("1 failed · 3 passed · 4 requests")
        assert server.tokens == 1


async def test_a_broken_file_is_told_before_anything_is_sent(
    orders: Lab, server: CountingServer
) -> None:
    orders.write({"requests/orders/delete.toml": "url = \n"})
    async with seated(orders, SMALL) as seat:
        await ask_to_run(seat)
        await seat.dialog()
        await seat.sees("requests/orders/delete.toml:1")
        assert not server.targets
