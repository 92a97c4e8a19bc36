"""Parts of a body: files are completed, and their types follow them; rows survive another type."""

from __future__ import annotations

import pytest
from msgspec import structs
from tests.unit.widgets.request.editor_app import CONTEXT, REQUEST, EditorApp
from textual.pilot import Pilot

from outrider.model.workspace import FormBody, MultipartBody, MultipartPart, NameValueRow
from outrider.toolkit.fields.dropdown import Dropdown
from outrider.widgets.request.body_types import same_rows

PART = MultipartPart("doc", file="a.pdf", content_type="application/pdf")
FILES = ("a.pdf", "b.png", "up/", "up/c.txt")


def app_with(*parts: MultipartPart) -> EditorApp:
    context = structs.replace(
        CONTEXT, paths=lambda typed: [one for one in FILES if one.startswith(typed)]
    )
    return EditorApp(structs.replace(REQUEST, body=MultipartBody(parts)), context)


async def opened(app: EditorApp, pilot: Pilot[None], *keys: str) -> None:
    app.editor.open_tab("body")
    for _ in range(3):
        await pilot.pause()
    await pilot.press("down", *keys)
    await pilot.pause()


async def test_a_content_type_follows_its_file() -> None:
    app = app_with(PART)
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(app, pilot, "enter", "ctrl+u", *"@b", "down", "enter", "enter")
        body = app.last.body
        assert isinstance(body, MultipartBody)
        assert body.parts == (MultipartPart("doc", file="b.png", content_type="image/png"),)


async def test_a_content_type_of_ones_own_stays() -> None:
    app = app_with(structs.replace(PART, content_type="x/y"))
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(app, pilot, "enter", "ctrl+u", *"@b.png", "enter")
        body = app.last.body
        assert isinstance(body, MultipartBody)
        assert body.parts[0].content_type == "x/y"


async def test_rows_stay_when_the_type_is_changed() -> None:
    app = app_with(PART, MultipartPart("x", value="1", enabled=False))
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(app, pilot)
        chooser = app.editor.query("BodyEditor Dropdown").first(Dropdown)
        chooser.post_message(Dropdown.Changed("form"))
        await pilot.pause()
        await pilot.pause()
        assert app.last.body == FormBody((NameValueRow("x", "1", enabled=False),))
        chooser.post_message(Dropdown.Changed("multipart"))
        await pilot.pause()
        await pilot.pause()
        # What was there is there again, the file too.
        assert app.last.body == REQUEST.body or isinstance(app.last.body, MultipartBody)
        assert isinstance(app.last.body, MultipartBody)
        assert app.last.body.parts[0] == PART


@pytest.mark.parametrize("kind", ["json", "file", "graphql", "none"])
def test_other_types_have_no_rows(kind: str) -> None:
    assert same_rows(FormBody((NameValueRow("a", "1"),)), kind) is None


def test_a_form_becomes_parts() -> None:
    form = FormBody((NameValueRow("a", "1"), NameValueRow("b", "@2", enabled=False)))
    parts = (MultipartPart("a", value="1"), MultipartPart("b", value="@2", enabled=False))
    assert same_rows(form, "multipart") == MultipartBody(parts)
