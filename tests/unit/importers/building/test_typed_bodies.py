"""Texts as bodies of their media type, and the row that says it."""

from __future__ import annotations

from tests.each_case import each_case

from outrider.importers.building.typed_bodies import typed_text, with_content_type
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    MultipartBody,
    NameValueRow,
    TextBody,
)

TYPES = {
    ("{}", "application/json"): "json",
    ('{"a": {{x}}}', "application/json; charset=utf-8"): "json",
    ("{", "application/json"): "text",
    ("{}", "application/vnd.api+json"): "json",
    ("<a/>", "text/xml"): "xml",
    ("<a/>", "application/soap+xml"): "xml",
    ("{}", "text/plain"): "text",
    ("a", ""): "text",
}


@each_case(TYPES.items())
def test_each_media_type(case: tuple[tuple[str, str], str]) -> None:
    (text, media), kind = case
    assert typed_text(text, media) == TextBody(kind, text)


ROWS: list[tuple[Body | None, str, list[str]]] = [
    (TextBody("json", "{}"), "application/json", []),
    (TextBody("json", "{}"), "application/x+json", ["application/x+json"]),
    (TextBody("text", "{"), "application/json", ["application/json"]),
    (TextBody("text", "a"), "", []),
    (FormBody(()), "application/x-www-form-urlencoded", []),
    (MultipartBody(()), "multipart/form-data", []),
    (FileBody("a"), "image/png", ["image/png"]),
    (None, "text/plain", []),
]


@each_case(ROWS)
def test_a_row_is_added_where_the_body_does_not_say_it(
    case: tuple[Body | None, str, list[str]],
) -> None:
    body, media, expected = case
    assert [row.value for row in with_content_type([], body, media)] == expected


def test_a_row_that_is_there_stays_but_for_parts_without_their_boundary() -> None:
    row = NameValueRow("content-type", "text/a")
    assert with_content_type([row], TextBody("text", "a"), "text/b") == [row]
    off = NameValueRow("Content-Type", "text/a", enabled=False)
    added = with_content_type([off], TextBody("text", "a"), "text/b")
    assert [one.value for one in added] == ["text/a", "text/b"]
    parts = MultipartBody(())
    plain, bound = (
        NameValueRow("Content-Type", f"multipart/form-data{more}") for more in ("", "; boundary=x")
    )
    assert with_content_type([plain], parts, "") == []
    assert with_content_type([bound], parts, "") == [bound]
