"""Insomnia's bodies, and the Content-Type that goes with them."""

from __future__ import annotations

from tests.each_case import each_case
from tests.unit.importers.insomnia.insomnia_exports import one, request, told

from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

ROW = {"name": "a", "value": "{{ _.x }}"}
OFF = {"name": "b", "value": "2", "disabled": True, "description": "d"}
FORM = "application/x-www-form-urlencoded"
PARTS = "multipart/form-data"
BODIES: list[tuple[dict[str, object], Body | None, str]] = [
    ({}, None, ""),
    ({"mimeType": None}, None, ""),
    ({"mimeType": "application/json", "text": '{"a": {{ _.x }}}'},
     TextBody("json", '{"a": {{x}}}'), ""),
    ({"mimeType": "application/json", "text": "{ // no"},
     TextBody("text", "{ // no"), "application/json"),
    ({"mimeType": "application/xml", "text": "<a/>"}, TextBody("xml", "<a/>"), ""),
    ({"mimeType": "application/edn", "text": "[]"}, TextBody("text", "[]"), "application/edn"),
    ({"mimeType": FORM, "params": [ROW, OFF]},
     FormBody((NameValueRow("a", "{{x}}"), NameValueRow("b", "2", False, "d"))), ""),
    ({"mimeType": PARTS, "params": [
        {"name": "t", "value": "{}", "multiline": "application/json"},
        {"name": "f", "type": "file", "fileName": "/etc/passwd", "value": ""},
        {"name": "g", "type": "file", "fileName": "a.pdf", "disabled": True}]},
     MultipartBody((
         MultipartPart("t", "{}", content_type="application/json"),
         MultipartPart("f", file="/etc/passwd"),
         MultipartPart("g", file="a.pdf", content_type="application/pdf", enabled=False))), ""),
    ({"mimeType": "application/octet-stream", "fileName": "../up.bin"},
     FileBody("../up.bin", "application/octet-stream"), ""),
    ({"mimeType": "application/graphql",
      "text": '{"query": "{ a }", "variables": "{ \\"n\\": {{ _.x }} }", "operationName": "q"}'},
     GraphQLBody("{ a }", '{ "n": {{x}} }', "q"), ""),
]  # fmt: skip


@each_case(BODIES)
def test_each_body_and_its_type(case: tuple[dict[str, object], Body | None, str]) -> None:
    written, body, typed = case
    _, only = one(request(method="POST", body=written))
    assert only.body == body
    assert [row.value for row in only.headers if row.name == "Content-Type"] == (
        [typed] if typed else []
    )


def test_parts_get_the_boundary_that_is_sent() -> None:
    headers = [{"name": "content-type", "value": PARTS}, {"name": "X", "value": "1"}]
    _, only = one(request(headers=headers, body={"mimeType": PARTS, "params": [ROW]}))
    assert [row.name for row in only.headers] == ["X"]


def test_a_body_that_is_not_rendered_holds_no_reference() -> None:
    body = {"mimeType": "text/plain", "text": "{{ x }}"}
    _, only = one(request(settingDisableRenderRequestBody=True, body=body))
    assert isinstance(only.body, TextBody)
    assert only.body.content == "\\{{ x }}"


def test_what_is_not_there_is_told() -> None:
    parts = [{"name": "f", "type": "file", "fileName": ""}]
    found, only = one(request(body={"mimeType": PARTS, "params": parts}))
    assert only.body is None
    assert told(found) == ['Form field "f" has no file.']
    found, _ = one(request(body={"mimeType": "application/octet-stream"}))
    assert told(found) == ["The body has no file."]
