"""Imports on the screen: commands pasted into the URL, and the dialog for files and pastes."""

from __future__ import annotations

import json
from pathlib import Path

from tests.engine_lab import Lab
from tests.screens.seat import LARGE, Seat, seated
from textual import events

from outrider.dialogs.report_dialog import ReportDialog
from outrider.model.workspace import FormBody, GraphQLBody, NameValueRow, TextBody
from outrider.widgets.request.body_text_area import BodyTextArea
from outrider.widgets.request.graphql_editor import GraphQLEditor

WRITTEN = 'url = "https://a.test"\n'

CURL = """curl -X PUT 'https://api.test/v1/items?kind=a%20b&n=1' \\
  -H 'Accept: application/json' -H 'X-Trace: {{literal}}' \\
  --json '{"name": "x"}' -u 'me:s3cret pass'
"""

COLLECTION = {
    "info": {
        "name": "Shop",
        "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    "item": [
        {
            "name": "Billing",
            "item": [
                {"name": "Create invoice", "request": {"method": "POST", "url": "https://x.test/i"}}
            ],
        },
        {
            "name": "List",
            "request": {"method": "GET", "url": "https://x.test/l"},
            "event": [{"listen": "test", "script": {"exec": ["pm.test('x')"]}}],
        },
    ],
}
ENVIRONMENT = {
    "name": "Dev",
    "_postman_variable_scope": "environment",
    "values": [
        {"key": "base", "value": "https://x.test", "enabled": True},
        {"key": "pw", "value": "s3cret-value", "type": "secret", "enabled": True},
    ],
}


def workspace(folder: Path) -> Lab:
    lab = Lab(folder.resolve())
    lab.write({"outrider.toml": 'name = "Orders"\n', "requests/list.toml": WRITTEN})
    return lab


async def paste(seat: Seat, text: str) -> None:
    focused = seat.app.screen.focused
    assert focused is not None
    focused.post_message(events.Paste(text))
    await seat.pilot.pause()


async def test_a_relative_file_that_the_workspace_does_not_have_is_told(tmp_path: Path) -> None:
    async with seated(workspace(tmp_path)) as seat:
        await seat.press("ctrl+g", "u")
        await paste(seat, "curl -F f=@x.pdf https://b.test/file")
        told = 'File "x.pdf" not found in the workspace.'
        await seat.until(lambda: told in seat.said, "what is missing")
        await seat.press("ctrl+g", "i")
        await seat.dialog()
        (tmp_path / "one.sh").write_text("curl -T sub/y.bin https://c.test/up\n")
        await seat.type(f"'{tmp_path}/one.sh'")
        await seat.press("enter")
        await seat.sees('File "sub/y.bin" not found in the')


async def test_a_pasted_curl_command_is_the_request_and_one_step_takes_it_back(
    tmp_path: Path,
) -> None:
    lab = workspace(tmp_path)
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u", "end")
        await seat.type("/typed")
        await paste(seat, CURL)
        await seat.until(lambda: seat.editor.request.method == "PUT", "the command")
        found = seat.editor.request
        assert found.url == "https://api.test/v1/items?kind=a%20b&n=1"
        assert found.body == TextBody("json", '{"name": "x"}')
        assert NameValueRow("X-Trace", r"\{{literal}}") in found.headers
        assert found.auth is not None
        assert found.auth.table == {"type": "basic", "username": "me", "password": "s3cret pass"}
        assert found.id == "list"
        assert "to undo." in seat.said
        assert "s3cret" not in seat.text
        await seat.press("ctrl+g", "U")
        # What was typed before is there again: it was a step of its own.
        before = seat.editor.request
        assert (before.url, before.body, before.auth) == ("https://a.test/typed", None, None)
        await seat.press("ctrl+g", "R")
        assert seat.editor.request.method == "PUT"
        # Nothing was written by itself.
        assert (lab.root / "requests/list.toml").read_text() == WRITTEN

        await seat.press("ctrl+g", "u")
        await paste(seat, "curl -k -x http://u:pw@proxy.test:1 -d a=1 https://b.test/c")
        await seat.until(lambda: seat.editor.request.url == "https://b.test/c", "the second one")
        assert seat.editor.request.body == FormBody((NameValueRow("a", "1"),))
        assert "verify = false was not imported." in seat.said
        assert "proxy was not imported." in seat.said
        assert "pw@" not in seat.said

        strange = " ".join(f"--libcurl x{number}.c --interface eth{number}" for number in range(9))
        await seat.press("ctrl+g", "u")
        await paste(
            seat,
            f"curl {strange} --retry 3 -k -x http://u:pw@a.test --cert 'c.pem:pw@'"
            " --resolve a:1:b --ftp-ssl --mail-from me --abcdef https://b.test/d",
        )
        dialog = await seat.dialog()
        assert isinstance(dialog, ReportDialog)
        told = "\n".join(dialog.lines)
        assert "verify = false was not imported." in told
        assert "--abcdef" in told
        assert "pw@" not in told
        await seat.press("enter")
        await seat.at_work()
        assert seat.editor.request.url == "https://b.test/d"

        for broken in ("curl -s", "curl --help"):
            await seat.press("ctrl+g", "u")
            await paste(seat, broken)
            await seat.sees("Not done")
            await seat.press("enter")
            await seat.at_work()
        assert seat.editor.request.url == "https://b.test/d"


async def test_of_several_commands_the_first_is_taken_or_all_are_imported(tmp_path: Path) -> None:
    lab = workspace(tmp_path)
    both = "curl https://one.test/a\ncurl -d x=1 https://two.test/b -u 'me:s3cret-value'\n"
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "u")
        await paste(seat, both)
        await seat.sees("contains 2 requests", "Use the first: GET https://one.test/a")
        await seat.press("n")
        await seat.at_work()
        assert seat.editor.request.url == "https://a.test"
        await paste(seat, both)
        await seat.sees("contains 2 requests")
        await seat.press("t")
        await seat.until(lambda: seat.editor.request.url == "https://one.test/a", "the first")
        await seat.at_work()
        await seat.press("ctrl+g", "u")
        await paste(seat, both)
        await seat.sees("contains 2 requests")
        await seat.press("i")
        await seat.sees("Import pasted text", "POST", "write")
        assert "s3cret-value" not in seat.text
        await seat.press("w")
        await seat.until(lambda: "POST b" in seat.tree, "the tree")
        written = {one.name: one.read_text() for one in lab.root.rglob("*.toml")}
        assert "s3cret-value" in written["curl.local.toml"]
        assert not [name for name, text in written.items() if "s3cret" in text][1:]


async def test_files_are_imported_after_a_look_at_them(tmp_path: Path) -> None:
    lab = workspace(tmp_path / "work")
    exports = tmp_path / "my exports"
    exports.mkdir()
    (exports / "shop.json").write_text(json.dumps(COLLECTION))
    (exports / "dev.json").write_text(json.dumps(ENVIRONMENT))
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "i")
        await seat.dialog()
        await seat.type("nowhere.json")
        await seat.press("enter")
        await seat.sees('File "nowhere.json" not found')
        await seat.fill("~nosuchuser/shop.json")
        await seat.press("enter")
        await seat.sees("not found")
        await seat.fill(f"'{exports}'/*.json")
        await seat.press("enter")
        await seat.until(lambda: isinstance(seat.app.screen, ReportDialog), "the report")
        report = seat.app.screen
        assert isinstance(report, ReportDialog)
        told = "\n".join(report.lines)
        assert "Shop: 2 requests in 2 folders, 1 environment" in told
        assert "    POST   Create invoice" in told
        assert report.lines[0] == "✗ Not imported: 2"
        assert "Changed: nothing" not in told
        await seat.sees("2 requests ", "1 environment ", "✗ 2 not imported ", "esc write nothing")
        assert "The test script was kept as a comment" in told
        assert "s3cret-value" not in told
        await seat.press("escape")
        await seat.at_work()
        assert {one.name for one in lab.root.rglob("*.toml")} == {"outrider.toml", "list.toml"}

        await seat.press("ctrl+g", "i")
        await seat.dialog()
        await seat.type(f"'{exports}/shop.json' '{exports}/dev.json'")
        await seat.press("enter")
        await seat.sees("Shop: 2 requests", "write")
        await seat.press("w")
        await seat.until(lambda: "Shop" in seat.tree, "the tree")
        await seat.until(lambda: "Dev" in seat.environments, "the environment")
        await seat.until(
            lambda: seat.work.context.request_id == "shop/billing/create-invoice",
            "the first request",
        )
        assert (lab.root / "requests/list.toml").read_text() == WRITTEN
        assert "s3cret-value" in (lab.root / "environments/dev.local.toml").read_text()

        mine = lab.root / "requests/shop/list.toml"
        mine.write_text(WRITTEN)
        await seat.press("ctrl+g", "i")
        await seat.dialog()
        await seat.type(f"{exports}/shop.json")
        await seat.press("enter")
        await seat.sees("1 existing file will change", "requests/shop/list.toml")
        await seat.press("o")
        await seat.until(lambda: "x.test/l" in mine.read_text(), "the file")


async def test_a_paste_is_imported_and_what_is_no_export_is_refused(tmp_path: Path) -> None:
    async with seated(workspace(tmp_path), LARGE) as seat:
        for wrong, words in (
            ("one\ntwo\n", "has no supported format"),
            ('{"info": {}, "item": [\n', "is not JSON"),
            ('{"requests": [], "order": []}', "version 1"),
        ):
            await seat.press("ctrl+g", "i")
            await seat.dialog()
            await paste(seat, wrong)
            await seat.sees("Not done", words)
            await seat.press("enter")
            await seat.at_work()
        await seat.press("ctrl+g", "i")
        await seat.dialog()
        await paste(seat, json.dumps(COLLECTION, indent=1))
        await seat.sees("Import pasted text", "Shop: 2 requests in 2 folders")
        await seat.press("w")
        await seat.until(lambda: "Shop" in seat.tree, "the tree")


async def test_a_graphql_body_is_written_in_its_fields(tmp_path: Path) -> None:
    lab = workspace(tmp_path)
    lab.write(
        {
            "requests/list.toml": 'method = "POST"\nurl = "https://a.test"\n[body]\n'
            'type = "graphql"\nquery = "{ me { id } }"\n'
        }
    )
    async with seated(lab) as seat:
        await seat.press("ctrl+g", "p", "right", "right")
        await seat.until(lambda: seat.editor.query(GraphQLEditor), "the body")
        editor = seat.editor.query_one(GraphQLEditor)
        assert editor.body == GraphQLBody("{ me { id } }")
        editor.variables_text.focus()
        await seat.type('{"n": {{count}}')
        await seat.sees("variables: line 1")
        await seat.type("}")
        await seat.sees("variables: valid JSON")
        await seat.press("tab")
        await seat.type("Mine")
        assert seat.editor.request.body == GraphQLBody("{ me { id } }", '{"n": {{count}}}', "Mine")
        assert isinstance(editor.query_text, BodyTextArea)
        await seat.press("ctrl+s")
        saved = lab.root / "requests/list.toml"
        await seat.until(lambda: 'operation_name = "Mine"' in saved.read_text(), "the file")
