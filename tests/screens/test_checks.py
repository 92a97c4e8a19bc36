"""Captures and expectations on the screen: told, made of what the cursor is on, and edited."""

from __future__ import annotations

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, SMALL, Seat, seated

from outrider.toolkit.sheet.sheet import Sheet

CREATE = """# creates an order
method = "POST"
url = "{{base_url}}/echo"
[body]
type = "json"
content = '{"id": 1042, "status": "open", "total": 2}'

# what the next request needs
[[capture]]
name = "order_id" # taken along
jq = ".body | fromjson | .id"

[[expect]]
status = 200
[[expect]]
name = "the total"
jq = ".body | fromjson | .total" # of all
equals = 3
at_least = 1
"""
READ = 'url = "{{base_url}}/echo?id={{order_id}}"\n'


def checked(lab: Lab) -> Lab:
    return lab.write({"requests/create.toml": CREATE, "requests/read.toml": READ})


async def opened(seat: Seat, request: str) -> None:
    await seat.open(request)
    await seat.send()
    await seat.press("ctrl+g", "b")


def rows(seat: Seat) -> list[tuple[str, ...]]:
    pane = next(one for one in seat.editor.query(Sheet) if one.id == "checks")
    return [row.cells for row in pane.rows]


async def test_what_came_of_each_check_is_told(lab: Lab) -> None:
    async with seated(checked(lab), SMALL) as seat:
        await opened(seat, "create")
        await seat.sees("Checks 2/3 ✗", "✗ Checks: 1 of 3 not met.")
        assert "Captured order_id = 1042" in seat.console
        await seat.press("6")
        await seat.sees(
            "✗ the total: jq .body | fromjson | .total",
            "expected 3",
            "got      2",
            "✓ status is 200",
            "✓ captured order_id = 1042",
        )


async def test_enter_leads_from_a_check_to_its_row(lab: Lab) -> None:
    async with seated(checked(lab), SMALL) as seat:
        await opened(seat, "create")
        await seat.press("6", "enter")
        await seat.until(lambda: seat.editor.tab == "checks", "the tab of the request")
        sheet = next(one for one in seat.editor.query(Sheet) if one.id == "checks")
        await seat.until(lambda: sheet.lines.current == 2, "the row")
        assert sheet.lines.row is not None
        assert sheet.lines.row.cells == ("jq .body | fromjson | .total", "equals", "3")
        await seat.press("ctrl+g", "b", "G", "e")
        await seat.until(lambda: sheet.lines.current == 0, "the capture")
        assert sheet.lines.row.cells == ("jq .body | fromjson | .id", "capture", "order_id")


async def test_a_row_is_changed_and_comments_stay(lab: Lab) -> None:
    async with seated(checked(lab), LARGE) as seat:
        await opened(seat, "create")
        await seat.press("6", "enter")
        await seat.until(lambda: seat.editor.tab == "checks", "the tab of the request")
        await seat.pilot.pause()
        await seat.press("enter")
        await seat.fill("2")
        await seat.press("enter", "a")
        await seat.type("header Content-Type")
        await seat.press("tab")
        await seat.type("contains")
        await seat.press("tab")
        await seat.type("json")
        await seat.press("enter", "ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "saving")
        assert len(rows(seat)) == 5
    text = (lab.root / "requests/create.toml").read_text()
    assert (
        text
        == CREATE.replace("equals = 3", "equals = 2")
        + """
[[expect]]
header = "Content-Type"
contains = "json"
"""
    )


async def test_values_at_the_cursor_become_captures_and_expectations(lab: Lab) -> None:
    lab.write({"requests/list.toml": 'url = "{{base_url}}/orders" # all\n'})
    async with seated(checked(lab), SMALL) as seat:
        await opened(seat, "list")
        await seat.press("j", "j", "j", "c")
        await seat.sees("Capture value as", "The variable for jq .orders[0].id.")
        await seat.fill("client_secret")
        await seat.press("enter")
        await seat.sees('"client_secret" is the name of a secret.')
        await seat.fill("order_id")
        await seat.press("enter")
        await seat.at_work()
        assert "Captured order_id = 1001" in seat.said
        await seat.press("x")
        await seat.sees("What is expected of jq .orders[0].id?", "exists", "type is number")
        await seat.press("e")
        await seat.at_work()
        await seat.press("3", "x")
        await seat.sees("What is expected of the status?", "is 2xx")
        await seat.press("e")
        await seat.at_work()
        await seat.press("j", "j", "j", "x")
        await seat.sees("What is expected of header content-type?")
        await seat.press("enter")
        await seat.at_work()
        await seat.send()
        await seat.sees("Checks 3/3")
        await seat.press("ctrl+s")
        await seat.until(lambda: "Saved." in seat.said, "saving")
    assert (lab.root / "requests/list.toml").read_text() == MADE


MADE = """url = "{{base_url}}/orders" # all

[[capture]]
name = "order_id"
jq = ".orders[0].id"

[[expect]]
jq = ".orders[0].id"
equals = 1001

[[expect]]
status = 200

[[expect]]
header = "content-type"
equals = "application/json"
"""


# Values of the session.


async def test_what_captures_a_value_is_sent_first_by_a_key(lab: Lab) -> None:
    async with seated(checked(lab), SMALL) as seat:
        await seat.open("read")
        names = seat.editor._around.names
        assert names is not None
        assert names.find("order_id").problem == (
            'Variable "order_id" has no value yet: request "create" captures it.'
        )
        assert names.find("order_id").advice == "Send create first."
        assert "order_id" in [one.name for one in names.completions("ord")]
        await seat.press("ctrl+r")
        await seat.sees('"create" captures it', "e Send create first")
        await seat.press("ctrl+g", "b", "e")
        await seat.sees("200 OK", "read")
        outcome = seat.response.outcome
        assert outcome is not None
        assert outcome.exchange is not None
        assert str(outcome.exchange.request.url).endswith("/echo?id=1042")
        names = seat.editor._around.names
        assert names is not None
        assert names.find("order_id").origin == "captured by create"
        assert names.find("order_id").display_value == "1042"


async def test_a_first_request_that_captures_nothing_is_opened(lab: Lab) -> None:
    checked(lab).write({"requests/create.toml": CREATE.replace("| .id", "| .none")})
    async with seated(lab, SMALL) as seat:
        await seat.open("read")
        await seat.press("ctrl+r")
        await seat.sees("e Send create first")
        await seat.press("ctrl+g", "b", "e")
        await seat.until(lambda: seat.work.context.request_id == "create", "the other request")
        await seat.sees("✗ Checks: 1 of 3 not met, 1 not captured.")


async def test_session_values_are_seen_edited_and_forgotten(lab: Lab) -> None:
    text = CREATE.replace("order_id", "secret_id").replace("fromjson | .id", "fromjson | .status")
    secret = text.replace('jq = ".body | fromjson | .status"', 'jq = ".body"\nsecret = true')
    lab.write({"requests/two.toml": secret})
    async with seated(checked(lab), SMALL) as seat:
        await seat.press("ctrl+g", "V")
        await seat.sees("Session values in dev", "No values yet")
        await seat.press("escape")
        for request in ("create", "two"):
            await seat.open(request)
            await seat.send()
        await seat.press("ctrl+g", "V")
        await seat.sees("order_id", "1042", "captured by create", "secret_id", "••••••••")
        await seat.press("down", "y")
        assert "to show it first" in seat.said
        await seat.press("v")
        await seat.sees('{"id": 1042')
        await seat.press("up", "enter")
        await seat.fill("7")
        await seat.press("enter", "a")
        await seat.type("page")
        await seat.press("tab")
        await seat.type("2")
        await seat.press("enter", "end", "d")
        await seat.press("escape")
        await seat.at_work()
        values = seat.work.context.workspace.session_values
        assert {name: one.value for name, one in values.captured("dev").items()} == {"order_id": 7}
        assert dict(values.of("dev")) == {"page": "2"}
        await seat.open("read")
        await seat.send()
        assert "/echo?id=7" in await seat.read()


async def test_the_history_keeps_what_came_of_checks(lab: Lab) -> None:
    async with seated(checked(lab), LARGE) as seat:
        await opened(seat, "create")
        await seat.press("ctrl+g", "H")
        await seat.sees("764 B 2/3")
        await seat.press("enter")
        await seat.at_work()
        await seat.press("6")
        await seat.sees("From the history" if seat.response.tab == "body" else "got      2")


async def test_a_program_that_jq_does_not_read_is_told_at_its_row(lab: Lab) -> None:
    text = READ.replace("{{order_id}}", "1")
    wrong = '[[expect]]\njq = ".id | lenght"\nexists = true\n'
    lab.write({"requests/wrong.toml": text + wrong})
    async with seated(lab, LARGE) as seat:
        await seat.open("wrong")
        seat.editor.open_tab("checks")
        await seat.sees("✗ lenght/0 is not")
        sheet = next(one for one in seat.editor.query(Sheet) if one.id == "checks")
        assert [row.cells for row in sheet.rows] == [("jq .id | lenght", "exists", "true")]
