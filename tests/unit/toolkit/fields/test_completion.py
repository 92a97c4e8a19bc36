"""Suggestions in the fields of the editor, and marks on what has no value."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import CONTEXT, REQUEST, EditorApp, focused, variable
from textual.pilot import Pilot

from outrider.errors import SourceLocation
from outrider.model.workspace import NameValueRow, SecretRef, TextBody, Variable
from outrider.toolkit.fields.completion import CompletionList
from outrider.toolkit.fields.line_input import LineInput
from outrider.variables.name_lookup import NameLookup
from outrider.variables.variable_scope import VariableScope
from outrider.widgets.request.url_bar import UrlField

DEV = "environments/dev.toml"


def names() -> NameLookup:
    environment = {
        "base_url": Variable("https://api.test", SourceLocation(DEV)),
        "billing_url": Variable("https://billing.test", SourceLocation(DEV)),
        "host": Variable("a\x1b[31mb", SourceLocation(DEV)),
    }
    secrets = {"api_key": SecretRef("api_key", "literal", {}, SourceLocation(DEV))}
    return NameLookup(VariableScope(layers=({}, environment), secrets=secrets))


def app_with_names(**changes: object) -> EditorApp:
    request = structs.replace(REQUEST, **changes)
    return EditorApp(request, structs.replace(CONTEXT, names=names()))


async def settle(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


async def open_tab(app: EditorApp, pilot: Pilot[None], tab: str) -> None:
    app.editor.open_tab(tab)
    await settle(pilot)


async def clear_url(app: EditorApp, pilot: Pilot[None]) -> None:
    app.editor.focus_url()
    await settle(pilot, "end", "ctrl+u")


def lists(app: EditorApp) -> list[str]:
    """The lines of the list of suggestions."""
    found = [*app.screen.query(CompletionList)]
    return [one.render_line(y).text.rstrip() for one in found for y in range(one.size.height)]


async def test_braces_offer_the_names_with_their_values_and_tab_takes_one() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await clear_url(app, pilot)
        await settle(pilot, *"{{b")
        shown = lists(app)
        assert shown[0].startswith("›base_url     https://api.test  environments/dev.toml")
        assert shown[1].startswith(" billing_url  https://billing.test")
        await settle(pilot, *"i", "tab")
        assert app.last.url == "{{billing_url}}"
        assert not lists(app)
        assert isinstance(focused(app), UrlField)


async def test_enter_takes_the_chosen_name_and_sends_when_there_is_no_list() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await clear_url(app, pilot)
        await settle(pilot, *"{{b", "down", "enter")
        assert app.last.url == "{{billing_url}}"
        assert app.sent == 0
        await settle(pilot, "enter")
        assert app.sent == 1


async def test_escape_closes_the_list_and_nothing_else() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "params")
        await settle(pilot, "down", "enter", *"{{", "escape")
        assert not lists(app)
        assert isinstance(focused(app), LineInput)
        assert app.last.query_params[0].value == "open{{"
        await settle(pilot, "escape")
        assert app.last == REQUEST


async def test_a_secret_is_masked_and_hostile_values_are_made_visible() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await clear_url(app, pilot)
        await settle(pilot, *"{{")
        shown = "\n".join(lists(app))
        assert "api_key" in shown
        assert "••••••  secret" in shown
        assert "\x1b" not in shown
        assert "$guid" not in shown.split("\n")[0]


async def test_the_list_goes_along_while_letters_are_taken_back() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await clear_url(app, pilot)
        await settle(pilot, *"{{bil")
        assert len(lists(app)) == 1
        await settle(pilot, "backspace", "backspace")
        assert len(lists(app)) > 1
        await settle(pilot, "backspace", "backspace", "backspace")
        assert not lists(app)
        assert app.last.url == ""


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (24, 6), (10, 3)])
async def test_at_every_edge_the_list_is_on_the_screen(size: tuple[int, int]) -> None:
    app = app_with_names(url="x" * 200)
    async with app.run_test(size=size) as pilot:
        app.editor.focus_url()
        await settle(pilot, "end", *"{{")
        (found,) = app.screen.query(CompletionList)
        assert app.screen.region.contains_region(found.region)
        assert found.region.y > 0


async def test_a_name_of_the_request_itself_counts_as_soon_as_it_is_written() -> None:
    app = app_with_names(url="{{mine}}", variables={})
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "? 1   Send" in app.shown()
        app.editor.show(structs.replace(app.editor.request, variables={"mine": variable("m", "1")}))
        await settle(pilot)
        assert "? 1" not in app.shown()


async def test_what_the_cursor_is_in_is_told() -> None:
    app = app_with_names(url="{{base_url}}/{{oops}}")
    async with app.run_test(size=(80, 24)) as pilot:
        app.editor.focus_url()
        await settle(pilot, "end")
        assert '? Variable "oops" is not defined.' in lists(app)[0]
        await settle(pilot, "home", "right", "right", "right")
        assert "https://api.test  environments/dev.toml" in lists(app)[0]
        await settle(pilot, "home")
        assert not lists(app)


async def test_a_row_says_which_of_its_references_has_no_value() -> None:
    rows = (
        NameValueRow("a", "{{oops}}"),
        NameValueRow("b", "{{base_url}}"),
        NameValueRow("c", "{{no}}", enabled=False),
    )
    app = app_with_names(query_params=rows, path_params={}, url="/x")
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "params")
        shown = app.shown()
        assert '? Variable "oops" is not defined.' in shown
        assert shown.count("is not defined") == 1


async def test_names_of_headers_and_their_values_are_suggested() -> None:
    app = app_with_names(headers=())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "headers")
        await settle(pilot, "a", *"cont")
        assert " Content-Type" in lists(app)
        assert not any(line.startswith("›") for line in lists(app))
        await settle(pilot, *"ent-t", "tab")
        assert app.last.headers == (NameValueRow("Content-Type", ""),)
        await settle(pilot, "tab", *"prob", "down", "enter")
        assert app.last.headers == (NameValueRow("Content-Type", "application/problem+json"),)
        await settle(pilot, "enter")
        assert not app.editor.query("RowForm")


async def test_enter_keeps_what_was_typed_where_nothing_was_chosen() -> None:
    app = app_with_names(headers=())
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "headers")
        await settle(pilot, "a", *"accept", "tab", *"text", "enter")
        assert app.last.headers == (NameValueRow("accept", "text"),)
        assert not lists(app)


async def test_a_name_in_a_body_is_completed_and_its_value_is_told() -> None:
    app = app_with_names(body=TextBody("json", ""))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "body")
        await settle(pilot, "down")
        await settle(pilot, *'{"a": "{{ba')
        assert lists(app)[0].startswith("›base_url")
        await settle(pilot, "enter", *'"}')
        assert app.last.body == TextBody("json", '{"a": "{{base_url}}"}')
        assert "✓ valid JSON" in app.shown()
        await settle(pilot, *(["left"] * 6))
        assert "base_url = https://api.test  environments/dev.toml" in app.shown()
        await settle(pilot, "x", "end")
        assert (
            "? not defined: base_xurl" in app.shown() or "? not defined: base_uxrl" in app.shown()
        )


async def test_the_list_goes_away_with_the_focus() -> None:
    app = app_with_names()
    async with app.run_test(size=(80, 24)) as pilot:
        await clear_url(app, pilot)
        await settle(pilot, *"{{")
        assert lists(app)
        app.editor.tabs.focus()
        await settle(pilot)
        assert not lists(app)


async def test_control_space_shows_what_there_is() -> None:
    app = app_with_names(headers=(NameValueRow("Accept-Encoding", ""),))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_tab(app, pilot, "headers")
        await settle(pilot, "enter", "ctrl+@")
        assert " gzip" in lists(app)
        await settle(pilot, "tab")
        # Nothing was typed and nothing chosen: the key is not taken.
        assert app.editor.request.headers[0].value == ""
