"""Bodies by their type, and the auth of a request."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import AUTH, FILE, REQUEST, EditorApp, focused
from textual.widgets import TextArea

from outrider.errors import SourceLocation
from outrider.model.workspace import (
    AuthTable,
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
)
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.toolkit.sheet.sheet_view import SheetView
from outrider.toolkit.tab_bar import TabBar
from outrider.widgets.request.auth_editor import AuthEditor
from outrider.widgets.request.body_text_area import BodyTextArea, json_problem
from outrider.widgets.request.multipart_editor import MultipartEditor
from outrider.widgets.view_models import EditorContext


def auth(**table: Any) -> AuthTable:
    return AuthTable(
        table,
        {key: SourceLocation(FILE, ("auth", key)) for key in table},
        SourceLocation(FILE, ("auth",)),
    )


def choose(app: EditorApp, tab: str, value: str) -> None:
    app.editor.query_one(f"#{tab} Dropdown", Dropdown).choose(value)


async def open_tab(app: EditorApp, pilot: Any, tab: str) -> None:
    app.editor.open_tab(tab)
    await pilot.pause()


# --- bodies -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        '{"a": {{b}}, "c": "{{d}}\\""}',
        '["{{ a }}", {{b}}]',
        "{{whole}}",
        '{"literal": "\\{{not}}"}',
    ],
)
def test_json_with_references_is_valid(text: str) -> None:
    assert json_problem(text) == ""


def test_a_mistake_is_told_with_its_place_as_written() -> None:
    assert json_problem('{"a": {{long_reference}},\n "b" 1}').startswith("line 2, column 6: ")


@pytest.mark.parametrize("text", ["{", '{"a": }', "[1,]", "NaN", "[" * 100_000])
def test_what_is_no_json_is_told(text: str) -> None:
    assert json_problem(text)


async def test_typing_in_a_body_is_told_and_judged() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        assert "✓ valid JSON" in app.shown()
        app.editor.query_one(BodyTextArea).focus()
        await pilot.press("x")
        await pilot.pause()
        assert isinstance(app.last.body, TextBody)
        assert app.last.body.content == "x" + '{"note": "{{note}}", "size": {{size}}}'
        assert "✗ line 1, column 1" in app.shown()


async def test_what_was_typed_for_one_type_is_there_after_another() -> None:
    app = EditorApp(structs.replace(REQUEST, body=FormBody((NameValueRow("a", "1"),))))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        choose(app, "body", "json")
        await pilot.pause()
        app.editor.query_one(BodyTextArea).focus()
        await pilot.press("7")
        await pilot.pause()
        choose(app, "body", "none")
        await pilot.pause()
        seen: list[Body | None] = [app.last.body]
        for kind in ("form", "json"):
            choose(app, "body", kind)
            await pilot.pause()
            seen.append(app.last.body)
        assert seen == [None, FormBody((NameValueRow("a", "1"),)), TextBody("json", "7")]


async def test_text_is_taken_along_from_json_to_text() -> None:
    app = EditorApp(structs.replace(REQUEST, body=TextBody("json", "{}")))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        choose(app, "body", "xml")
        await pilot.pause()
        assert app.last.body == TextBody("xml", "{}")


async def test_every_line_end_and_separator_of_a_body_survives_an_edit() -> None:
    content = "a\r\nb\nc\u2028d\x85e\x0bf\rg"
    app = EditorApp(structs.replace(REQUEST, body=TextBody("text", content)))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        app.editor.query_one(BodyTextArea).focus()
        await pilot.press("x")
        await pilot.pause()
        assert app.last.body == TextBody("text", "x" + content)


async def test_a_body_too_long_to_edit_is_shown_in_part_and_kept_whole() -> None:
    content = "x" * 400_000
    app = EditorApp(structs.replace(REQUEST, body=TextBody("text", content)))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        assert "400,000 characters: too long" in app.shown()
        app.editor.query_one(TextArea).focus()
        await pilot.press("y")
        await pilot.pause()
        assert app.editor.request.body == TextBody("text", content)


async def test_a_body_read_from_a_file_is_written_here_once_its_path_is_emptied() -> None:
    app = EditorApp(structs.replace(REQUEST, body=TextBody("json", None, "b.json")))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        assert "b.json" in app.shown()
        await pilot.press("tab", "d")
        await pilot.pause()
        assert app.last.body == TextBody("json", "")
        app.editor.query_one(BodyTextArea).focus()
        await pilot.press("1")
        await pilot.pause()
        assert app.last.body == TextBody("json", "1")


async def test_a_file_is_chosen_by_its_path() -> None:
    app = EditorApp(structs.replace(REQUEST, body=None))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        choose(app, "body", "file")
        await pilot.pause()
        await pilot.press("tab", "enter", *"a.bin", "enter")
        await pilot.press("down", "enter", *"x/y", "enter")
        await pilot.pause()
        assert app.last.body == FileBody("a.bin", "x/y")


async def test_parts_are_values_or_files_with_a_type() -> None:
    app = EditorApp(structs.replace(REQUEST, body=MultipartBody(())))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        await pilot.press("tab", "a", "n", "tab", *"@a.pdf", "tab", *"x/y", "enter")
        await pilot.pause()
        assert app.last.body == MultipartBody(
            (MultipartPart("n", file="a.pdf", content_type="x/y"),)
        )


PARTS = (
    MultipartPart("a", value="@not a file"),
    MultipartPart("b", value="\\@neither"),
    MultipartPart("c", file="c.pdf", filename="d.pdf", content_type="x/y", enabled=False),
    MultipartPart("d", value=""),
    MultipartPart("e"),
    MultipartPart("f", value="\\plain"),
)


async def test_parts_that_are_shown_are_the_parts_that_come_back() -> None:
    editor = MultipartEditor()
    for part in PARTS:
        editor.show((part,))
        assert editor.value == (part,)


# --- auth -------------------------------------------------------------------------------------


async def test_the_effective_auth_says_where_it_comes_from() -> None:
    app = EditorApp()
    async with app.run_test(size=(100, 24)) as pilot:
        await open_tab(app, pilot, "auth")
        shown = app.shown()
        assert 'inherited from folder "Billing" (requests/billing/folder.toml)' in shown
        assert "https://login.test/token" in shown
        assert "client_secret   ••••••" in shown


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("none", auth(type="none")),
        ("use billing", auth(use="billing")),
        ("custom", auth(extends="default")),
    ],
)
async def test_a_choice_is_a_table(choice: str, expected: AuthTable) -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "auth")
        choose(app, "auth", choice)
        await pilot.pause()
        assert app.last.auth == expected
        choose(app, "auth", "inherit")
        await pilot.pause()
        assert app.last.auth is None


async def custom(app: EditorApp, pilot: Any) -> AuthEditor:
    await open_tab(app, pilot, "auth")
    editor = app.editor.query_one(AuthEditor)
    await pilot.press("tab")
    return editor


async def test_fields_are_drawn_from_the_form_and_filled_in() -> None:
    app = EditorApp(structs.replace(REQUEST, auth=auth(type="basic")))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        assert "username" in app.shown()
        assert "required" in app.shown()
        await pilot.press("down", "down", "enter", *"me", "enter")
        await pilot.press("down", "enter", *"pa ss", "enter")
        await pilot.pause()
        assert app.last.auth == auth(type="basic", username="me", password="pa ss")


async def test_a_secret_is_masked_until_it_is_asked_for() -> None:
    app = EditorApp(structs.replace(REQUEST, auth=auth(type="bearer", token="hunter2hunter2")))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        assert "hunter2" not in app.shown()
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert "hunter2" not in app.shown()
        await pilot.press("escape", "v")
        await pilot.pause()
        assert "hunter2" in app.shown()
        await pilot.press("up")
        await pilot.pause()
        assert "hunter2" not in app.shown()


async def test_a_reference_to_a_secret_is_no_secret() -> None:
    app = EditorApp(structs.replace(REQUEST, auth=auth(type="bearer", token="{{api_token}}")))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        assert "{{api_token}}" in app.shown()


async def test_another_type_leaves_the_keys_of_the_first_behind() -> None:
    app = EditorApp(structs.replace(REQUEST, auth=auth(type="basic", username="me", hosts=["a"])))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        await pilot.press("right")
        await pilot.pause()
        assert app.last.auth == auth(type="bearer", hosts=["a"])


async def test_keys_that_the_form_does_not_know_stay() -> None:
    table = auth(type="basic", username="me", mine="x", token_parameters={"a": "b"})
    app = EditorApp(structs.replace(REQUEST, auth=table))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        await pilot.press("down", "down", "enter", "!", "enter")
        await pilot.pause()
        expected = auth(type="basic", username="me!", mine="x", token_parameters={"a": "b"})
        assert app.last.auth is not None
        assert dict(app.last.auth.table) == dict(expected.table)


async def test_the_defaults_of_choices_are_not_written() -> None:
    table = auth(type="oauth2", token_endpoint="https://t.test", client_id="c")
    app = EditorApp(structs.replace(REQUEST, auth=table))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        assert app.editor.request.auth == table
        await pilot.press(*(["down"] * 3), "enter", "!", "enter")
        await pilot.pause()
        assert app.last.auth is not None
        assert set(app.last.auth.table) == {"type", "token_endpoint", "client_id"}


async def test_what_was_filled_in_is_there_after_another_choice() -> None:
    app = EditorApp(structs.replace(REQUEST, auth=auth(type="basic", username="me")))
    async with app.run_test() as pilot:
        await custom(app, pilot)
        choose(app, "auth", "none")
        await pilot.pause()
        choose(app, "auth", "custom")
        await pilot.pause()
        assert app.last.auth == auth(type="basic", username="me")


async def test_problems_are_told_where_the_auth_is() -> None:
    broken = structs.replace(AUTH, problems=("environment 'dev' has no auth 'x'",))
    app = EditorApp(structs.replace(REQUEST, auth=auth(use="x")), EditorContext(auth=broken))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "auth")
        assert "use x ▾" in app.shown()
        assert "✗ environment 'dev' has no auth 'x'" in app.shown()


async def test_another_request_with_the_same_kind_of_body_shows_its_own() -> None:
    app = EditorApp()
    other: Request = structs.replace(REQUEST, id="b", body=TextBody("json", "[]"))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        app.editor.show(other)
        await pilot.pause()
        assert "[]" in app.shown()
        assert app.editor.request == other


async def test_arrows_walk_past_the_choice_and_back() -> None:
    app = EditorApp(structs.replace(REQUEST, body=FormBody((NameValueRow("a", "1"),))))
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        assert isinstance(focused(app), Dropdown)
        await pilot.press("down")
        assert isinstance(focused(app), SheetView)
        await pilot.press("up")
        assert isinstance(focused(app), Dropdown)
        await pilot.press("up")
        assert isinstance(focused(app), TabBar)
        await pilot.press("up")
        assert focused(app).id == "url"
        assert app.edited == []


async def test_a_type_is_picked_from_a_list() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        await open_tab(app, pilot, "body")
        await pilot.press("enter", "n", "enter")
        await pilot.pause()
        assert app.last.body is None
        assert isinstance(focused(app), Dropdown)
        assert "No body is sent." in app.shown()
