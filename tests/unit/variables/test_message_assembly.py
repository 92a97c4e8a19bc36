from __future__ import annotations

from collections.abc import Mapping

import pytest
from msgspec.structs import replace

from outrider.errors import Severity, SourceLocation
from outrider.model.message import FieldLine, MultipartContent
from outrider.model.secret import MASK, Secret, masked, reveal
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
    RequestWithFolders,
    SecretRef,
    TextBody,
    Variable,
)
from outrider.variables.message_assembly import (
    AssembledMessage,
    assemble_message,
    request_templates,
)
from outrider.variables.requirements import find_requirements
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

FILE = "requests/a.toml"
CANARY = "CANARY-7f3a"
ON = NameValueRow("accept", "a/b")
OFF = NameValueRow("Accept", "", enabled=False)


def request(
    url: str = "https://h/",
    method: str = "GET",
    headers: tuple[NameValueRow, ...] = (),
    body: Body | None = None,
    query: tuple[NameValueRow, ...] = (),
    path: Mapping[str, str] | None = None,
) -> RequestWithFolders:
    folder = Folder(
        "", "F", "requests/folder.toml", headers=(NameValueRow("X-Client", "{{client}}"),)
    )
    return RequestWithFolders(
        Request("a", "A", FILE, method, url, "", query, headers, path or {}, body=body), (folder,)
    )


def resolver(variables: Mapping[str, str] | None = None) -> Resolver:
    values = {"client": "outrider"} | dict(variables or {})
    layer = {name: Variable(value, SourceLocation("e")) for name, value in values.items()}
    refs = {"k": SecretRef("k", "prompt", {}, SourceLocation("e"))}
    return Resolver(VariableScope({}, (layer,), refs), RuntimeValues({"k": Secret(CANARY)}))


def assembled(one: RequestWithFolders, of: Resolver) -> AssembledMessage:
    return assemble_message(one, of, root="/root", boundary=lambda: "BOUNDARY")


def test_a_whole_request_is_assembled() -> None:
    of = resolver({"base": "https://h/v1", "id": "4/2"})
    one = request(
        "{{base}}/orders/:id",
        "POST",
        (NameValueRow("Accept", "application/json"),),
        TextBody("json", '{"key": "{{k}}"}'),
        (NameValueRow("q", "a b"),),
        {"id": "{{id}}"},
    )
    result = assembled(one, of)
    assert of.faults == []
    message = result.message
    assert (message.method, message.url) == ("POST", "https://h/v1/orders/4%2F2?q=a%20b")
    assert message.headers == (
        FieldLine("X-Client", "outrider"),
        FieldLine("Accept", "application/json"),
        FieldLine("Content-Type", "application/json"),
    )
    assert (result.body_files, result.userinfo) == ((), None)


def test_every_fault_is_told_at_once_each_with_its_place() -> None:
    of = resolver()
    one = request(
        "{{nope}}/:id",
        "GET /",
        (NameValueRow("X", "{{nope}}"),),
        FormBody((NameValueRow("a", "{{nope}}"),)),
        (NameValueRow("q", "{{nope}}"),),
    )
    assembled(one, of)
    assert [(fault.code, str(fault.place)) for fault in of.faults] == [
        ("method", f"{FILE}: method"),
        ("unknown_variable", f"{FILE}: url"),
        ("path_parameter_missing", f"{FILE}: url"),
        ("unknown_variable", f"{FILE}: query[1].value"),
        ("unknown_variable", f"{FILE}: headers[1].value"),
        ("unknown_variable", f"{FILE}: body.fields[1].value"),
    ]


@pytest.mark.parametrize("method", ["", "GET POST", "GET\r\nX: y", "{{method}}", "é"])
def test_a_method_is_one_word_and_no_reference(method: str) -> None:
    of = resolver({"method": "GET"})
    assembled(request(method=method), of)
    assert [fault.code for fault in of.faults] == ["method"]


@pytest.mark.parametrize(("method", "told"), [("get", 1), ("Post", 1), ("GET", 0), ("purge", 0)])
def test_a_method_is_sent_as_it_is_written_and_an_unusual_case_is_told(
    method: str, told: int
) -> None:
    of = resolver()
    assert assembled(request(method=method), of).message.method == method
    assert [(one.code, one.severity) for one in of.faults] == [
        ("method_case", Severity.WARNING)
    ] * told


def test_a_content_type_that_the_user_wrote_stays() -> None:
    rows = (NameValueRow("content-type", "application/vnd.x+json"),)
    result = assembled(request(headers=rows, body=TextBody("json", "1")), resolver())
    assert [line.name for line in result.message.headers] == ["X-Client", "content-type"]
    rows = (NameValueRow("Content-Type", "x/y", enabled=False),)
    result = assembled(request(headers=rows, body=TextBody("json", "1")), resolver())
    assert result.message.headers[-1] == FieldLine("Content-Type", "application/json")


@pytest.mark.parametrize(
    ("written", "sent", "boundary"),
    [
        ("multipart/form-data", "multipart/form-data; boundary=BOUNDARY", "BOUNDARY"),
        ("multipart/mixed; boundary=own", "multipart/mixed; boundary=own", "own"),
        ('multipart/mixed; boundary="o w"', 'multipart/mixed; boundary="o w"', "o w"),
    ],
)
def test_header_and_body_agree_on_the_boundary(written: str, sent: str, boundary: str) -> None:
    one = request(
        headers=(NameValueRow("Content-Type", written),),
        body=MultipartBody((MultipartPart("a", "1"),)),
    )
    message = assembled(one, resolver()).message
    assert message.headers[-1].value == sent
    assert isinstance(message.content, MultipartContent)
    assert message.content.boundary == boundary


def test_no_body_has_no_content_type() -> None:
    result = assembled(request(), resolver())
    assert result.message.content is None
    assert [line.name for line in result.message.headers] == ["X-Client"]


def test_credentials_of_the_url_are_handed_on() -> None:
    result = assembled(request("https://me:{{k}}@h/"), resolver())
    assert result.userinfo is not None
    assert (reveal(result.userinfo), masked(result.userinfo)) == (f"me:{CANARY}", MASK)
    assert CANARY not in repr(result)


def test_templates_are_what_counts_and_nothing_else() -> None:
    one = request(
        "{{base}}/:id?{{q}}",
        "GET",
        (NameValueRow("A", "{{a}}"), NameValueRow("B", "{{off}}", enabled=False)),
        MultipartBody(
            (
                MultipartPart("n", "{{v}}"),
                MultipartPart("f", file="{{f}}"),
                MultipartPart("x", "", enabled=False),
            )
        ),
        (NameValueRow("r", "{{r}}"), NameValueRow("s", "{{off}}", enabled=False)),
        {"id": "{{id}}", "unused": "{{off}}"},
    )
    found = {(written, place.dotted_key) for written, place in request_templates(one)}
    assert {pair for pair in found if "{{" in pair[0]} == {
        ("{{base}}/:id?{{q}}", "url"),
        ("{{id}}", "path.id"),
        ("{{r}}", "query[1].value"),
        ("{{client}}", "headers[1].value"),
        ("{{a}}", "headers[1].value"),
        ("{{v}}", "body.parts[1].value"),
        ("{{f}}", "body.parts[2].file"),
    }


@pytest.mark.parametrize(
    "body",
    [TextBody("json", '"{{k}}"'), TextBody("text", file="{{k}}"), FileBody("f", "{{k}}"),
     FormBody((NameValueRow("{{k}}", ""),)), MultipartBody((MultipartPart("{{k}}"),)),
     MultipartBody((MultipartPart("n", filename="{{k}}"),)),
     MultipartBody((MultipartPart("n", "v", content_type="{{k}}"),)),
     GraphQLBody("{ a(b: \"{{k}}\") }"), GraphQLBody("{ a }", '{"b": "{{k}}"}'),
     GraphQLBody("{ a }", operation_name="{{k}}")],
)  # fmt: skip
def test_the_survey_of_the_templates_finds_every_secret_of_a_body(body: Body) -> None:
    found = find_requirements(request_templates(request(body=body)), resolver().scope)
    assert found.secrets == {"k"}


@pytest.mark.parametrize(
    ("rows", "owed"),
    [
        ((NameValueRow(" Accept ", "", enabled=False),), {"accept"}),
        ((NameValueRow("Accept", "", enabled=False), NameValueRow("accept", "a/b")), set()),
        ((NameValueRow("Accept", "a/b", enabled=False), NameValueRow("User-Agent", "")), set()),
    ],
)
def test_a_row_without_a_value_that_is_switched_off_takes_its_field_away(
    rows: tuple[NameValueRow, ...], owed: set[str]
) -> None:
    assert assembled(request(headers=rows), resolver()).message.without == owed


@pytest.mark.parametrize(
    ("files", "owed"),
    [
        (((), (OFF,)), {"accept"}),
        (((ON,), (OFF,)), set()),
        (((NameValueRow("Accept", "x", enabled=False),), (OFF,)), set()),
        (((), (ON,), (OFF,)), set()),
        (((OFF,), (ON,)), {"accept"}),
    ],
)
def test_a_folder_takes_a_field_away_from_all_below_unless_a_nearer_file_has_it(
    files: tuple[tuple[NameValueRow, ...], ...], owed: set[str]
) -> None:
    own, *above = files
    folders = tuple(Folder("f", "f", "f", headers=rows) for rows in above)
    saved = replace(request(headers=own), folders=folders)
    assert assembled(saved, resolver()).message.without == owed
