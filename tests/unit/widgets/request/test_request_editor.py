"""The editor as a whole: values in, values out, keys between."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import AUTH, CONTEXT, REQUEST, EditorApp, focused
from tests.unit.widgets.widget_app import HOSTILE, LONG

from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    TextBody,
    Variable,
)
from outrider.toolkit.tab_bar import TabBar
from outrider.widgets.view_models import AuthContext, EditorContext, InheritedHeader

TABS = ("params", "headers", "body", "auth", "options", "variables")
SIZES = [(58, 24), (80, 24), (120, 40)]
BODIES: list[Body | None] = [
    None,
    TextBody("json", "{}"),
    TextBody("xml", '<a b="1">{{c}}</a>'),
    TextBody("text", None, "body.txt"),
    FormBody((NameValueRow("a", "1"), NameValueRow("a", "2", enabled=False))),
    MultipartBody(
        (
            MultipartPart("a", value="1"),
            MultipartPart("b", file="b.pdf", filename="c", enabled=False),
        )
    ),
    FileBody("x.bin", "image/png"),
    GraphQLBody("{ a }"),
]


@pytest.mark.parametrize("size", SIZES)
async def test_every_tab_shows_something_and_changes_nothing(size: tuple[int, int]) -> None:
    app = EditorApp()
    async with app.run_test(size=size) as pilot:
        for name in TABS:
            app.editor.open_tab(name)
            await pilot.pause()
            assert app.editor.tab == name
            assert app.editor.request == REQUEST
        assert app.edited == []


@pytest.mark.parametrize("body", BODIES)
async def test_showing_a_body_of_any_type_changes_nothing(body: Body | None) -> None:
    request = structs.replace(REQUEST, body=body)
    app = EditorApp(request)
    async with app.run_test() as pilot:
        app.editor.open_tab("body")
        await pilot.pause()
        assert app.editor.request == request
        assert app.edited == []


async def test_what_is_typed_in_the_url_is_told_at_every_key() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("&", "b")
        await pilot.pause()
        assert [one.url[-2:] for one in app.edited] == ["1&", "&b"]
        assert app.last.url == REQUEST.url + "&b"
        assert app.last.query_params == REQUEST.query_params


async def test_the_request_holds_the_last_key_before_any_message_arrives() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.url_bar.url_field.value += "/z"
        assert app.editor.request.url.endswith("/z")
        await pilot.pause()


async def test_enter_in_the_url_asks_to_send() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("enter")
        await pilot.pause()
        assert app.sent == 1


async def test_the_request_shown_again_leaves_the_cursor_where_it_is() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("home", "x")
        await pilot.pause()
        app.editor.show(app.last, CONTEXT)
        await pilot.press("y")
        await pilot.pause()
        assert app.last.url.startswith("xy{{")


async def test_another_request_replaces_everything() -> None:
    app = EditorApp()
    other = Request(id="other", name="other", file="requests/other.toml", url="https://b.test")
    async with app.run_test() as pilot:
        for name in TABS:
            app.editor.open_tab(name)
            await pilot.pause()
        app.editor.show(other, EditorContext())
        await pilot.pause()
        for name in TABS:
            app.editor.open_tab(name)
            await pilot.pause()
            assert app.editor.request == other
        assert app.edited == []


async def test_a_row_left_half_typed_belongs_to_its_own_request() -> None:
    app = EditorApp()
    other = structs.replace(REQUEST, id="other", query_params=(NameValueRow("only", "one"),))
    async with app.run_test() as pilot:
        app.editor.open_tab("params")
        await pilot.press("a", "n", "e", "w")
        await pilot.pause()
        assert app.last.query_params[-1].name == "new"
        app.editor.show(other, CONTEXT)
        await pilot.pause()
        assert app.editor.request == other


async def test_arrows_walk_between_url_tabs_and_rows() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("down")
        assert isinstance(focused(app), TabBar)
        await pilot.press("right", "down", "down", "up", "up")
        assert app.editor.tab == "headers"
        assert isinstance(focused(app), TabBar)
        await pilot.press("up")
        assert focused(app).id == "url"


async def test_brackets_turn_the_tabs_from_within() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.open_tab("params")
        await pilot.press("]")
        assert app.editor.tab == "headers"
        await pilot.press("[", "[")
        assert app.editor.tab == "checks"


async def test_the_method_cycles_is_picked_and_typed() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.url_bar.method_field.focus()
        await pilot.press("down")
        await pilot.pause()
        assert app.last.method == "PUT"
        await pilot.press("enter", "d", "enter")
        await pilot.pause()
        assert app.last.method == "DELETE"
        await pilot.press("g", "e", "t")
        await pilot.pause()
        assert app.last.method == "GET"
        await pilot.press("ctrl+u", *"purge-1")
        await pilot.pause()
        assert app.last.method == "purge-1"


async def test_escape_closes_the_list_of_methods_and_changes_nothing() -> None:
    app = EditorApp()
    async with app.run_test() as pilot:
        app.editor.url_bar.method_field.focus()
        await pilot.press("space", "down", "escape")
        await pilot.pause()
        assert app.edited == []
        assert focused(app).id == "method"


async def test_a_method_written_in_lower_case_in_a_file_stays_as_it_is() -> None:
    app = EditorApp(structs.replace(REQUEST, method="post"))
    async with app.run_test() as pilot:
        app.editor.focus_url()
        await pilot.press("x")
        await pilot.pause()
        assert app.last.method == "post"


async def test_tabs_count_what_is_sent() -> None:
    app = EditorApp()
    async with app.run_test(size=(100, 24)):
        bar = app.lines()[1]
        # A path parameter and two query rows; own headers and one that nothing replaces.
        assert "Params 3  Headers 3  Body json  Auth oauth2  Options  Vars 2" in bar


async def test_a_problem_with_the_auth_marks_its_tab() -> None:
    app = EditorApp()
    async with app.run_test(size=(100, 24)) as pilot:
        broken = structs.replace(AUTH, problems=("client_id is missing",))
        app.editor.show_context(EditorContext(auth=broken))
        await pilot.pause()
        assert "Auth oauth2 ✗" in app.lines()[1]


def hostile(text: str) -> tuple[Request, EditorContext]:
    row = NameValueRow(text, text, description=text)
    request = structs.replace(
        REQUEST,
        method=text,
        url=text,
        query_params=(row,),
        headers=(row,),
        path_params={"customer": text},
        variables={"note": Variable(text, REQUEST.variables["note"].place)},
        body=TextBody("json", text),
    )
    view = AuthContext(text, text, ((text, text),), (text,), (text,))
    return request, EditorContext(view, (InheritedHeader(row, text),))


@pytest.mark.parametrize("text", [HOSTILE, LONG, "{{a}}\t" * 50], ids=["hostile", "long", "tabs"])
async def test_no_text_reaches_the_terminal_as_it_is(text: str) -> None:
    request, context = hostile(text)
    app = EditorApp(request, context)
    async with app.run_test() as pilot:
        for name in TABS:
            app.editor.open_tab(name)
            await pilot.pause()
            shown = app.shown()
            assert not set(shown) & set("\x1b\x07\x9b\u202e\ud800\r"), name
            if name in {"params", "headers", "variables"}:
                await pilot.press("home", "enter")
                await pilot.pause()
                assert not set(app.shown()) & set("\x1b\x07\x9b\u202e\ud800\r"), name
                await pilot.press("escape")
                await pilot.pause()
        assert app.editor.request == request
