"""A workspace as a folder of Bruno's, and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.exporters.bruno.bruno_export import auth, export, variable

from outrider.exporters.postman.export_tree import (
    ExportedEnvironment,
    ExportedFolder,
    ExportedRequest,
)
from outrider.model.expectation import Capture, Check, CheckKind, Expectation, Subject
from outrider.model.import_result import ExampleResponse
from outrider.model.message import FieldLine
from outrider.model.secret import Secret
from outrider.model.workspace import (
    Body,
    FileBody,
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestOptions,
    TextBody,
)


def _same(request: Request) -> Request:
    """What an import reads of the export of a request."""
    [found] = export(request).again().requests
    return found


@pytest.mark.parametrize(
    "body",
    [
        TextBody("json", '{"a": {{b}}}'),
        TextBody("xml", "<a>\n}\n</a>"),
        FormBody((NameValueRow("a:b", "c d"), NameValueRow("x", "y\nz", False))),
        MultipartBody(
            (
                MultipartPart("a", "b", content_type="text/x"),
                MultipartPart("f", file="x.pdf", content_type="application/pdf"),
            )
        ),
        FileBody("a.bin", "image/png"),
        GraphQLBody("{ a }", '{"b": 1}'),
    ],
)
def test_a_body_comes_back(body: Body) -> None:
    assert _same(Request("a", "A", "", method="POST", url="https://h/", body=body)).body == body


@pytest.mark.parametrize(
    ("url", "query", "path"),
    [
        ("https://h/x", (), {}),
        ("{{h}}/x", (NameValueRow("a", "b c&d"), NameValueRow("off", "1", False)), {}),
        ("https://h/x", (NameValueRow("a", "{{v}}"), NameValueRow("b", "ä[]=")), {}),
        ("https://h/:id/x", (NameValueRow("a", "b"),), {"id": "5 6"}),
        ("https://h/:id/x", (), {"id": "{{v}}"}),
    ],
)
def test_a_url_comes_back(url: str, query: tuple[NameValueRow, ...], path: dict[str, str]) -> None:
    found = _same(Request("a", "A", "", url=url, query_params=query, path_params=path))
    assert found.url.partition("?")[0] == url
    assert found.path_params == path
    assert [row for row in found.query_params if not row.enabled] == [
        row for row in query if not row.enabled
    ]


@pytest.mark.parametrize(
    "table",
    [
        {"type": "none"},
        {"type": "basic", "username": "u", "password": "{{p}}"},
        {"type": "bearer", "token": "{{t}}"},
        {"type": "digest", "username": "u", "password": "{{p}}"},
        {
            "type": "api_key",
            "value": "{{v}}",
            "placement": {"in": "header", "name": "X-K", "prefix": ""},
        },
        {
            "type": "oauth2",
            "grant_type": "client_credentials",
            "token_endpoint": "{{as}}/token",
            "client_id": "me",
            "client_secret": "{{s}}",
            "scope": "a b",
            "token_endpoint_auth_method": "client_secret_post",
            "token_headers": {"X-T": "y"},
            "token_parameters": {"audience": "x", "resource": ["a", "b"]},
        },
        {
            "type": "oauth2",
            "grant_type": "password",
            "token_endpoint": "{{as}}/token",
            "client_id": "me",
            "client_secret": "{{s}}",
            "basic_encoding": "raw",
            "username": "u",
            "password": "{{p}}",
            "placement": {"in": "query", "name": "t"},
            "token_response": {"access_token": "id_token"},
        },
        {
            "type": "oauth2",
            "grant_type": "authorization_code",
            "token_endpoint": "{{as}}/token",
            "authorization_endpoint": "{{as}}/authorize",
            "redirect_uri": "http://127.0.0.1:8913/callback",
            "client_id": "me",
            "token_endpoint_auth_method": "none",
        },
    ],
)
def test_an_auth_comes_back(table: dict[str, Any]) -> None:
    found = _same(Request("a", "A", "", url="https://h/", auth=auth(**table))).auth
    assert found is not None
    assert dict(found.table) == table


def test_every_key_of_oauth2_is_written() -> None:
    table = {"type": "oauth2", "grant_type": "client_credentials", "token_endpoint": "x"}
    text = export(Request("a", "A", "", url="https://h/", auth=auth(**table))).files["A.bru"]
    assert "  credentials_placement: basic_auth_header\n" in text
    assert "  token_placement: header\n  token_header_prefix: Bearer\n" in text


def test_checks_and_captures_come_back() -> None:
    expectations = (
        Expectation(Subject.STATUS, 200),
        Expectation(Subject.STATUS, "2xx"),
        Expectation(Subject.JQ, ".a.b[0]", (Check(CheckKind.EQUALS, "5"),)),
        Expectation(Subject.JQ, '."odd key"', (Check(CheckKind.NOT_EQUALS, 5),), enabled=False),
        Expectation(Subject.HEADER, "x-a", (Check(CheckKind.CONTAINS, "b"),)),
        Expectation(Subject.JQ, ".a", (Check(CheckKind.MATCHES, "^a/b$"),)),
        Expectation(Subject.JQ, ".a", (Check(CheckKind.TYPE, "array"),)),
        Expectation(Subject.TIME, True, (Check(CheckKind.AT_MOST, 500),)),
    )
    captures = (
        Capture("id", Subject.JQ, ".data.id"),
        Capture("to", Subject.HEADER, "location", regex="/([0-9]+)", enabled=False),
    )
    request = Request("a", "A", "", url="https://h/", captures=captures, expectations=expectations)
    found = _same(request)
    assert found.captures == captures
    assert [(one.subject, one.enabled) for one in found.expectations] == [
        (one.subject, one.enabled) for one in expectations
    ]
    assert found.expectations[2] == expectations[2]
    assert found.expectations[4] == expectations[4]


@pytest.mark.parametrize(
    "one",
    [
        Expectation(Subject.SCHEMA, "schemas/a.json"),
        Expectation(Subject.COOKIE, "sid", (Check(CheckKind.EXISTS, True),)),
        Expectation(Subject.JQ, ".a | map(.b)", (Check(CheckKind.EQUALS, 1),)),
        Expectation(Subject.JQ, ".a", (Check(CheckKind.EQUALS, [1]),)),
    ],
)
def test_what_has_no_assertion_is_told(one: Expectation) -> None:
    written = export(Request("a", "A", "", url="https://h/", expectations=(one,)))
    assert [line for line in written.lost if line.startswith("Expectation")]
    assert "assert" not in written.files["A.bru"]


def test_the_rest_of_a_request_comes_back() -> None:
    request = Request(
        "a",
        'A / "b"',
        "",
        method="PURGE",
        url="https://h/",
        description="# Words\n\n}\n\nmore",
        headers=(NameValueRow("X-A", "1", True, "why\n'''"), NameValueRow("X-B", "2", False)),
        variables={"n": variable(5), "t": variable("x\ny"), "f": variable(True)},
        options=RequestOptions(timeout=2.5, follow_redirects=True),
    )
    written = export(request)
    assert "A - -b.bru" in written.files
    found = _same(request)
    assert (found.name, found.method, found.description) == (
        request.name,
        "PURGE",
        request.description,
    )
    assert found.headers == request.headers
    assert {name: one.value for name, one in found.variables.items()} == {
        "n": 5,
        "t": "x\ny",
        "f": True,
    }
    assert found.options == request.options


def test_an_example_comes_back() -> None:
    example = ExampleResponse(
        "a", "Not there", 404, "Not Found", (FieldLine("X-A", "b"),), '{\n  "a": 1\n}'
    )
    tree = ExportedRequest(Request("a", "A", "", url="https://h/"), (example,))
    [found] = export(tree).again().responses
    assert (found.status, found.reason, found.body) == (404, "Not Found", example.body)
    assert found.fields == example.fields


def test_environments_hold_names_of_secrets_and_no_values() -> None:
    environment = ExportedEnvironment(
        "Dev / 1", {"host": "https://h", "n": 5}, {"key": Secret("s3cret"), "other": ""}
    )
    masked = export(
        environments=[ExportedEnvironment("Dev / 1", environment.variables, {"key": ""})]
    )
    assert masked.files["environments/Dev - 1.bru"] == (
        "vars {\n  host: https://h\n  @number\n  n: 5\n}\n\nvars:secret [\n  key\n]\n"
    )
    shown = export(environments=[environment], reveals=True)
    assert "  key: s3cret\n" in shown.files["environments/Dev - 1.bru"]
    assert "vars:secret [\n  other\n]\n" in shown.files["environments/Dev - 1.bru"]


def test_credentials_that_stand_in_files_stay_out() -> None:
    request = Request(
        "a", "A", "", url="https://h/", auth=auth(type="bearer", token="tok-0123456789abcdef")
    )
    assert "tok-0123456789abcdef" not in export(request).files["A.bru"]
    assert "tok-0123456789abcdef" in export(request, reveals=True).files["A.bru"]


def test_auth_none_of_a_folder_is_that_of_its_requests() -> None:
    inner = ExportedFolder(
        Folder("in", "In", "", auth=auth(type="none")),
        (ExportedRequest(Request("in/a", "A", "", url="https://h/")),),
    )
    root = Folder("", "Shop", "", auth=auth(type="bearer", token="{{t}}"))
    written = export(inner, root=root)
    assert "  auth: none\n" in written.files["In/A.bru"]
    assert "Auth none of the folder was copied to its requests." in written.changed


def test_a_folder_variable_that_would_win_stays_out() -> None:
    folder = Folder("in", "In", "", variables={"a": variable("f"), "b": variable("f")})
    environment = ExportedEnvironment("Dev", {"a": "e"}, {})
    written = export(ExportedFolder(folder), environments=[environment])
    assert "  b: f\n" in written.files["In/folder.bru"]
    assert "a: f" not in written.files["In/folder.bru"]
    assert "Variables of the folder were not exported: a." in written.lost


def test_names_of_files_differ_and_are_none_of_brunos_own() -> None:
    names = ("Same", "same", "folder", "CON", "a/b", "...")
    requests = [Request(str(at), name, "", url="https://h/") for at, name in enumerate(names)]
    files = export(*requests, ExportedFolder(Folder("e", "environments", ""))).files
    assert sorted(files) == [
        "CON-1.bru",
        "Same.bru",
        "a-b.bru",
        "bruno.json",
        "collection.bru",
        "environments-2/folder.bru",
        "folder-1.bru",
        "request.bru",
        "same-2.bru",
    ]
    assert json.loads(files["bruno.json"])["name"] == "Shop"


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (
            Request("a", "A", "", url="x", headers=(NameValueRow("~A", "1"),)),
            '"~A" was not exported',
        ),
        (Request("a", "A", "", url="x", options=RequestOptions(max_body=5)), "max_body was not"),
        (
            Request(
                "a", "A", "", url="x", headers=(NameValueRow("A", "1"), NameValueRow("a", "2"))
            ),
            'Bruno does not send header "A: 1".',
        ),
        (
            Request("a", "A", "", url="x", headers=(NameValueRow("Accept", "", False),)),
            'Bruno may send header "Accept"',
        ),
        (
            Request("a", "A", "", url="x", body=GraphQLBody("{a}", operation_name="Q")),
            'operation_name "Q" was not exported.',
        ),
        (
            Request("a", "A", "", url="x", auth=auth(type="oauth2", grant_type="device_code")),
            'grant_type "device_code" was exported as it is.',
        ),
    ],
)
def test_what_bruno_cannot_hold_is_told(request_: Request, said: str) -> None:
    assert any(one.startswith(said) for one in export(request_).lost)


def test_references_are_in_brunos_spelling() -> None:
    request = Request("a", "A", "", url="{{ h }}/{{$env.HOME}}/{{$guid}}/\\{{x}}")
    text = export(request).files["A.bru"]
    assert "  url: {{h}}/{{process.env.HOME}}/{{$guid}}/{{x}}\n" in text


@pytest.mark.parametrize(
    ("row", "table", "mode"),
    [
        ("authorization", {"type": "bearer", "token": "{{t}}"}, "none"),
        ("X-Api-Key", {"type": "api_key", "value": "{{t}}"}, "none"),
        ("Authorization", {"type": "api_key", "value": "{{t}}"}, "inherit"),
    ],
)
def test_a_header_row_is_not_replaced_by_an_inherited_credential(
    row: str, table: dict[str, str], mode: str
) -> None:
    rows = (NameValueRow(row, "own"),)
    own = export(Request("a", "A", "", headers=rows), root=Folder("", "", "", auth=auth(**table)))
    assert f"auth: {mode}\n" in own.files["A.bru"]
    # The row may be a folder's.
    above = Folder("", "", "", auth=auth(**table), headers=rows)
    assert f"auth: {mode}\n" in export(Request("a", "A", ""), root=above).files["A.bru"]
    off = (NameValueRow(row, "", enabled=False),)
    taken = export(Request("a", "A", "", headers=off), root=above)
    assert "auth: inherit\n" in taken.files["A.bru"]


def test_line_breaks_of_a_part_are_told_and_a_file_has_its_type() -> None:
    parts = (MultipartPart("note", "a\r\nb"), MultipartPart("f", file="x.pdf"))
    made = export(Request("a", "A", "", method="POST", body=MultipartBody(parts)))
    assert 'Line breaks of the value of "note" were exported as \\n.' in made.changed
    assert "f: @file(x.pdf) @contentType(application/octet-stream)" in made.files["A.bru"]


def test_a_capture_that_may_find_nothing_is_told() -> None:
    captures = (
        Capture("id", Subject.JQ, ".data.id"),
        Capture("code", Subject.STATUS),
        Capture("off", Subject.HEADER, "location", enabled=False),
    )
    made = export(Request("a", "A", "", url="https://h/", captures=captures))
    assert made.changed == ['Capture "id" is not a test in Bruno.']


def test_a_body_in_another_charset_is_told() -> None:
    for charset, told in (("latin-1", True), ("utf-8", False)):
        rows = (NameValueRow("Content-Type", f"text/plain; charset={charset}"),)
        body = TextBody("text", "é")
        made = export(Request("a", "A", "", url="https://h/", headers=rows, body=body))
        assert ("The body is encoded in latin-1; Bruno encodes it in UTF-8." in made.lost) is told
