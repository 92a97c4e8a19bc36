"""A folder is run with rows of data, repeats and environments, which are chosen before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pytest
from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated
from tests.servers.counting import CountingServer

from outrider.dialogs.question import Question
from outrider.dialogs.run_page import RunPage
from outrider.dialogs.run_setup_dialog import RunSetupDialog
from outrider.widgets.sidebar.request_tree import RequestTree

LABELS = ("data file", "repeat", "parallel", "stop at a failure", "update snapshots")


@pytest.fixture
def server() -> Iterator[CountingServer]:
    with CountingServer() as running:
        yield running


@pytest.fixture
def orders(lab: Lab, server: CountingServer) -> Lab:
    """A folder that creates an order of a row, reads what the row says, and deletes the order."""
    lab.environment("dev", api=server.url, token=f"{server.url}/token")
    lab.environment("test", api=f"{server.url}/t", token=f"{server.url}/token")
    return lab.write(
        {
            "outrider.toml": 'default_environment = "dev"\n',
            "requests/orders/folder.toml": 'name = "Orders"\norder = ["create", "read"]\n',
            "requests/orders/create.toml": 'name = "Create"\nmethod = "POST"\n'
            'url = "{{base_url}}/echo"\n[body]\ntype = "json"\n'
            'content = \'{"id": "{{customer}}"}\'\n[[capture]]\nname = "order"\njq = ".id"\n',
            "requests/orders/read.toml": 'name = "Read"\nurl = "{{base_url}}/{{what}}/{{order}}"\n',
            "requests/orders/delete.toml": 'name = "Delete"\nmethod = "DELETE"\n'
            'url = "{{base_url}}/orders/{{order}}"\n',
            "data/customers.csv": "customer,what,bad name\na,orders,1\nb,missing,2\nc,orders,3\n",
            "data/broken.json": "{",
        }
    )


async def ask(seat: Seat, name: str = "orders") -> RunSetupDialog:
    tree = seat.work.query_one(RequestTree)
    tree.focus()
    tree.go_to(name)
    await seat.press("W")
    return await setup_of(seat)


async def setup_of(seat: Seat) -> RunSetupDialog:
    await seat.until(lambda: isinstance(seat.app.screen, RunSetupDialog), "the options")
    assert isinstance(seat.app.screen, RunSetupDialog)
    return seat.app.screen


async def choose(seat: Seat, **values: str) -> None:
    """Fills in what is named; an option of two values is switched."""
    dialog = await setup_of(seat)
    for label, text in values.items():
        named = [row.cells[0] for row in dialog.sheet.rows]
        dialog.sheet.lines.select(named.index(label.replace("_", " ")))
        if not text:
            await seat.press("space")
            continue
        await seat.press("enter")
        await seat.fill(text)
        await seat.press("enter")


async def run(seat: Seat) -> RunPage:
    await seat.press("ctrl+r")
    await seat.until(lambda: isinstance(seat.app.screen, RunPage), "the page")
    assert isinstance(seat.app.screen, RunPage)
    return seat.app.screen


@pytest.mark.parametrize("size", [SMALL, LARGE])
async def test_each_row_of_data_is_run_and_what_failed_again_with_its_row(
    orders: Lab, server: CountingServer, size: tuple[int, int]
) -> None:
    async with seated(orders, size) as seat:
        await ask(seat)
        await seat.sees('Run "Orders"', *LABELS, "in dev", "in test", "CSV, JSON or JSON Lines")
        # Paths are suggested as they are typed, from the folder of the workspace on.
        await seat.press("enter")
        await seat.fill("data/cu")
        await seat.sees("data/customers.csv")
        await seat.press("tab", "enter")
        await seat.sees("once for each row")
        await run(seat)
        await seat.sees("1 failed · 8 passed · 9 requests")
        assert size == SMALL or "customers.csv" in seat.text
        await seat.sees("✓ row 1  POST 200 Create", "✗ row 2  GET  404 Read", "✓ row 3  DEL  200")
        assert 'Column "bad name" was not used' in seat.said
        assert server.asked == [
            *("POST /echo", "GET /orders/a", "DELETE /orders/a"),
            *("POST /echo", "GET /missing/b", "DELETE /orders/b"),
            *("POST /echo", "GET /orders/c", "DELETE /orders/c"),
        ]
        # What failed is sent with the row, and with what was captured for it.
        await seat.press("F")
        await seat.sees("again", "1 failed ·", "✗ row 2  GET  404")
        assert server.asked[9:] == ["GET /missing/b"]
        orders.write({"data/customers.csv": "customer,what\na,orders\nb,orders\n"})
        await seat.press("F")
        await seat.sees("1 passed ·", "✓ row 2  GET  200")
        assert server.asked[10:] == ["GET /orders/b"]
        # All of it: the file as it is now.
        await seat.press("r")
        await seat.sees("6 passed · 6 requests")
        # The options stand there again, of the session and of the run.
        await seat.press("o")
        await setup_of(seat)
        await seat.sees("data/customers.csv")
        await seat.press("escape")
        await seat.until(lambda: isinstance(seat.app.screen, RunPage), "the page")
        await seat.press("escape")
        await seat.at_work()
        dialog = await ask(seat)
        assert dialog.sheet.setup.data == "data/customers.csv"
        await seat.press("escape")
        await seat.at_work()
        # The key without options has none.
        tree = seat.work.query_one(RequestTree)
        tree.go_to("orders/delete")
        await seat.press("R")
        await seat.sees("1 failed · 1 request", 'Variable "order" has no value')


async def test_repeats_side_by_side_in_two_environments(
    orders: Lab, server: CountingServer
) -> None:
    orders.request("orders/read", "{{base_url}}/together")
    orders.request("orders/create", "{{base_url}}/made", '[auth]\ntype = "none"\n')
    orders.request("orders/delete", "{{base_url}}/gone")
    async with seated(orders, LARGE) as seat:
        await ask(seat)
        # Answers come when two have asked: the passes are under way at once.
        await choose(seat, repeat="2", parallel="2", in_test="")
        await run(seat)
        await seat.sees('Run "Orders" in dev, test', "12 passed · 12 requests")
        await seat.sees("dev, repeat 1", "dev, repeat 2", "test, repeat 1", "test, repeat 2")
        assert Counter(server.asked)["GET /t/together"] == 2
        # The rows stand as planned, whatever began first.
        shown = [line.split() for line in seat.text.splitlines() if "repeat" in line]
        names = ["create", "read", "delete"]
        passes = [f"{env}, repeat {turn}" for env in ("dev", "test") for turn in (1, 2)]
        rows = [" ".join(words) for words in shown]
        assert len(rows) == 12
        for row, (of_pass, name) in zip(rows, product(passes, names), strict=True):
            assert of_pass in row
            assert name in row
        await seat.press("F")
        await seat.until(lambda: "All requests have passed." in seat.said, "the notice")


async def test_a_run_stops_at_a_failure(orders: Lab, server: CountingServer) -> None:
    async with seated(orders, SMALL) as seat:
        await ask(seat)
        await choose(seat, data_file="data/customers.csv", stop_at_a_failure="")
        await run(seat)
        await seat.sees("stopped after 5 of 9", "1 failed · 4 passed")
        # What was not begun has not passed.
        await seat.press("F")
        await seat.sees("stopped after 1 of 5")
        assert server.asked[5:] == ["GET /missing/b"]


async def test_options_that_cannot_be_are_told_and_nothing_is_sent(
    orders: Lab, server: CountingServer
) -> None:
    async with seated(orders, SMALL) as seat:
        dialog = await ask(seat)
        for wrong, told in (
            ({"data_file": "data/none.csv"}, "not found"),
            ({"repeat": "0"}, "must be a number from 1 on"),
            ({"parallel": "two"}, "must be a number from 1 on"),
            ({"in_dev": ""}, "choose at least one environment"),
        ):
            before = dialog.sheet.rows
            await choose(seat, **wrong)
            await seat.sees(told)
            await seat.press("home", "ctrl+r")
            assert seat.app.screen is dialog
            assert dialog.sheet.lines.row is not None
            assert dialog.sheet.lines.row.problem == told
            dialog.sheet.show_rows(before)
        # A file that holds something else is told when it is read.
        await choose(seat, data_file="data/broken.json")
        await seat.press("ctrl+r")
        await seat.sees("data/broken.json", "This is not JSON")
        assert not server.targets


async def test_a_protected_environment_among_others_is_asked_for(
    orders: Lab, server: CountingServer
) -> None:
    orders.environment(
        "test", api=f"{server.url}/t", token=f"{server.url}/token", more="protected = true\n"
    )
    async with seated(orders, SMALL) as seat:
        await ask(seat)
        await seat.sees("protected")
        await choose(seat, data_file="data/customers.csv", in_test="")
        await seat.press("ctrl+r")
        await seat.until(lambda: isinstance(seat.app.screen, Question), "the question")
        await seat.sees('Environment "test" is protected.', "Run 9 requests there? 6 of them")
        await seat.sees("POST, 3 DELETE.", "Run GET only there")
        await seat.press("s")
        await seat.sees("1 failed · 3 skipped · 8 passed")
        assert not [one for one in server.asked if one.startswith(("POST /t/", "DELETE /t/"))]


async def test_snapshots_are_written_anew_when_that_is_chosen_and_only_then(
    orders: Lab, server: CountingServer
) -> None:
    orders.request("orders/one", "{{base_url}}/one", '[[expect]]\nsnapshot = "s.json"\n')
    async with seated(orders, SMALL) as seat:
        await ask(seat, "orders/one")
        await choose(seat, update_snapshots="")
        await run(seat)
        await seat.sees("1 passed")
        assert '"/one"' in (orders.root / "s.json").read_text()
        await seat.press("escape")
        await seat.at_work()
        dialog = await ask(seat, "orders/one")
        assert not dialog.sheet.setup.update_snapshots


async def test_the_whole_workspace_is_run_with_options_by_its_name(orders: Lab) -> None:
    async with seated(orders, SMALL) as seat:
        await seat.press("ctrl+p")
        await seat.fill("Run with options")
        await seat.press("enter")
        await setup_of(seat)
        await choose(seat, data_file="data/customers.csv")
        await run(seat)
        await seat.sees("12 requests")
