from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outrider.errors import SourceLocation
from outrider.model.message import FileContent, MultipartContent, TextContent, content_text
from outrider.model.secret import MASK, Secret, masked, reveal
from outrider.model.workspace import (
    Body,
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    SecretRef,
    TextBody,
    Variable,
)
from outrider.variables.body.body_resolution import BodyResolver, ResolvedBody
from outrider.variables.body.json_template import json_error
from outrider.variables.reference_grammar import escape
from outrider.variables.resolver import Resolver
from outrider.variables.runtime_values import RuntimeValues
from outrider.variables.variable_scope import VariableScope

CANARY = "CANARY-7f3a"
ROOT = "/work/space"


def resolver(
    variables: Mapping[str, str | int | bool] | None = None,
    secrets: Mapping[str, str] | None = None,
) -> Resolver:
    layer = {
        name: Variable(value, SourceLocation("e")) for name, value in (variables or {}).items()
    }
    refs = {name: SecretRef(name, "prompt", {}, SourceLocation("e")) for name in secrets or {}}
    opened = {name: Secret(value) for name, value in (secrets or {}).items()}
    return Resolver(VariableScope({}, (layer,), refs), RuntimeValues(opened, {"HOME": "/home/me"}))


def resolve(body: Body, of: Resolver) -> ResolvedBody:
    return BodyResolver("requests/a.toml", of, ROOT, lambda: "BOUNDARY").resolve(body)


def text(body: Body, of: Resolver) -> str:
    found = content_text(resolve(body, of).content)
    assert found is not None
    return reveal(found)


def codes(of: Resolver) -> list[str]:
    return [fault.code for fault in of.faults]


def test_values_are_escaped_inside_of_json_strings_and_raw_outside() -> None:
    of = resolver({"s": 'a"b\\c\n\té', "n": 20, "yes": True, "o": '{"x": [1]}'})
    written = '{"{{s}}": "<{{s}}>", "n": {{n}}, "b": {{yes}}, "o": {{o}}, "q\\"{{n}}": "\\\\"}'
    sent = text(TextBody("json", written), of)
    assert of.faults == []
    assert json.loads(sent) == {
        'a"b\\c\n\té': '<a"b\\c\n\té>',
        "n": 20,
        "b": True,
        "o": {"x": [1]},
        'q"20': "\\",
    }


def test_an_escaped_quotation_mark_does_not_end_the_string() -> None:
    sent = text(TextBody("json", r'["\"{{s}}", "\\", {{n}}]'), resolver({"s": '"', "n": '"a"'}))
    assert json.loads(sent) == ['""', "\\", "a"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_value_arrives_in_a_json_string(value: str) -> None:
    of = resolver({"v": escape(value)})
    assert json.loads(text(TextBody("json", '{"a": "x{{v}}y"}'), of)) == {"a": f"x{value}y"}
    assert of.faults == []


def test_a_value_behind_one_backslash_of_json_is_no_part_of_an_escape() -> None:
    # "\\n" and "ina" would be the end of a line and "ina".
    of = resolver({"user": "nina"})
    resolve(TextBody("json", r'{"a": "CORP\\{{user}}"}'), of)
    assert codes(of) == ["json_invalid"]
    assert "only one backslash is sent before {{user}}" in of.faults[0].what
    assert r"Write four backslashes, \\\\{{user}}" in of.faults[0].advice
    of = resolver({"user": "nina"})
    assert text(TextBody("json", r'"CORP\\\\{{user}}"'), of) == r'"CORP\\nina"'
    assert of.faults == []


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ('{"a": {{word}}}', "line 1, column 7"),
        ('{\n "a": 1,\n}', "line 2, column 8"),
        ("{'a': 1}", "line 1, column 2"),
        ('{"a": "NaN",\n "b": NaN}', "line 2, column 7"),
        ("[-Infinity]", "line 1, column 2"),
        ('{"a": "{{word}}', "line 1, column 7"),
        ("nothing", "line 1, column 1"),
        ('{"a": 1} x', "line 1, column 10"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_what_is_no_json_is_a_fault_with_line_and_column(written: str, where: str) -> None:
    of = resolver({"word": CANARY})
    resolve(TextBody("json", written), of)
    assert codes(of) == ["json_invalid"]
    assert where in of.faults[0].what
    assert str(of.faults[0].place) == "requests/a.toml: body.content"
    assert CANARY not in repr(of.faults)


@pytest.mark.parametrize(
    "written", ['{"a": 1, "a": 2}', "1" * 5000, "1e400", '"\\ud800"', " null ", "[]", "-0.0"]
)
def test_strange_but_valid_json_is_sent_as_it_is_written(written: str) -> None:
    assert json_error(written) is None
    assert text(TextBody("json", written), resolver()) == written


def test_an_unknown_name_in_json_is_not_told_a_second_time_as_invalid_json() -> None:
    of = resolver()
    resolve(TextBody("json", '{"a": {{nope}}}'), of)
    assert codes(of) == ["unknown_variable"]


@pytest.mark.parametrize("kind", ["text", "xml"])
def test_text_and_xml_take_values_as_they_are(kind: str) -> None:
    of = resolver({"v": '<"&\n${X}[/x]'})
    assert text(TextBody(kind, "<a>{{v}}</a>"), of) == '<a><"&\n${X}[/x]</a>'
    assert of.faults == []


def test_half_a_character_cannot_be_sent() -> None:
    of = resolver({"v": "\ud800"})
    resolve(TextBody("text", "{{v}}"), of)
    assert codes(of) == ["lone_surrogate"]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (TextBody("json", "1"), "application/json"),
        (TextBody("text", "1"), "text/plain; charset=utf-8"),
        (TextBody("xml", "1"), "application/xml"),
        (TextBody("json", file="a.json"), "application/json"),
        (FormBody((NameValueRow("a", "1"),)), "application/x-www-form-urlencoded"),
        (MultipartBody((MultipartPart("a", "1"),)), "multipart/form-data; boundary=BOUNDARY"),
        (FileBody("a.bin"), "application/octet-stream"),
        (FileBody("a.png", "image/{{kind}}"), "image/png"),
        (TextBody("json", " \n"), None),
    ],
)
def test_each_body_has_its_media_type(body: Body, media_type: str | None) -> None:
    assert resolve(body, resolver({"kind": "png"})).media_type == media_type


def test_a_form_is_encoded_as_browsers_do_and_disabled_rows_are_not_resolved() -> None:
    of = resolver({"v": "a&b=c d+é~*", "n": "x y"})
    rows = (
        NameValueRow("{{n}}", "{{v}}"),
        NameValueRow("{{nope}}", "{{nope}}", enabled=False),
        NameValueRow("plain +&", ""),
        NameValueRow("", ""),
    )
    sent = text(FormBody(rows), of)
    assert sent == "x+y=a%26b%3Dc+d%2B%C3%A9%7E*&plain+%2B%26="
    assert of.faults == []


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_a_form_arrives_as_it_is(pairs: list[tuple[str, str]]) -> None:
    rows = tuple(NameValueRow(escape(name), escape(value)) for name, value in pairs)
    sent = text(FormBody(rows), resolver())
    assert parse_qsl(sent, keep_blank_values=True, strict_parsing=bool(pairs)) == pairs


@pytest.mark.parametrize(
    "body",
    [
        FormBody((NameValueRow("a", "1", enabled=False),)),
        FormBody((NameValueRow("", ""),)),
        MultipartBody((MultipartPart("a", "1", enabled=False),)),
        MultipartBody(()),
    ],
)
def test_a_body_whose_rows_are_all_off_is_none(body: Body) -> None:
    resolved = resolve(body, resolver())
    assert (resolved.content, resolved.media_type) == (None, None)


def test_a_form_without_a_row_is_an_empty_body() -> None:
    resolved = resolve(FormBody(()), resolver())
    assert resolved.media_type == "application/x-www-form-urlencoded"


def test_a_multipart_body_streams_its_files() -> None:
    of = resolver({"dir": "up", "v": "1"}, {"k": CANARY})
    body = MultipartBody(
        (
            MultipartPart("doc", file="{{dir}}/a.pdf", content_type="application/pdf"),
            MultipartPart("pic", file="/abs/b.png", filename="c {{v}}.png"),
            MultipartPart("x", value="{{k}}"),
            MultipartPart("off", file="{{nope}}", enabled=False),
        )
    )
    resolved = resolve(body, of)
    assert of.faults == []
    assert isinstance(resolved.content, MultipartContent)
    doc, pic, x = resolved.content.parts
    assert (doc.content, doc.filename) == (FileContent(f"{ROOT}/up/a.pdf"), "a.pdf")
    assert (pic.content, pic.filename) == (FileContent("/abs/b.png"), "c 1.png")
    assert (doc.content_type, pic.content_type) == ("application/pdf", "application/octet-stream")
    assert isinstance(x.content, TextContent)
    assert (reveal(x.content.text), masked(x.content.text)) == (CANARY, MASK)
    assert (x.filename, x.content_type) == (None, None)
    assert [(path, place.dotted_key) for path, place in resolved.files] == [
        (f"{ROOT}/up/a.pdf", "body.parts[1].file"),
        ("/abs/b.png", "body.parts[2].file"),
    ]


@pytest.mark.parametrize("key", ["name", "filename", "content_type"])
def test_a_line_break_in_what_describes_a_part_is_refused(key: str) -> None:
    of = resolver({"v": "a\r\nb"})
    described = {"name": "n", "filename": None, "content_type": None} | {key: "x{{v}}y"}
    part = MultipartPart(
        described["name"] or "",
        "",
        filename=described["filename"],
        content_type=described["content_type"],
    )
    resolve(MultipartBody((part,)), of)
    assert codes(of) == ["forbidden_character"]


def test_a_file_is_sent_as_it_is_and_its_path_starts_at_the_workspace() -> None:
    of = resolver()
    for written, path in (("a/b.json", f"{ROOT}/a/b.json"), ("~/b", "/home/me/b"), ("/x", "/x")):
        for body in (TextBody("json", file=written), FileBody(written)):
            resolved = resolve(body, of)
            assert resolved.content == FileContent(path)
            assert resolved.files == ((path, SourceLocation("requests/a.toml", ("body", "file"))),)
    assert of.faults == []


@pytest.mark.parametrize("path", ["", "  ", "{{empty}}", "a\x00b", "{{k}}/x", "~nosuchuser/x"])
def test_a_path_must_be_one_and_hold_no_secret(path: str) -> None:
    of = resolver({"empty": ""}, {"k": CANARY})
    assert resolve(FileBody(path), of).content is None
    assert codes(of) == ["file_path"]
    assert CANARY not in repr(of.faults)


def test_graphql_is_posted_as_json() -> None:
    of = resolver({"name": 'a "b"', "count": 3}, {"k": 'sec"ret'})
    body = GraphQLBody(
        'query Q($n: String) {\n  find(by: "{{name}}") { id }\n}',
        '{"n": "{{name}}", "first": {{count}}, "key": "{{k}}"}',
        "Q",
    )
    resolved = resolve(body, of)
    assert of.faults == []
    assert resolved.media_type == "application/json"
    found = content_text(resolved.content)
    assert found is not None
    assert json.loads(reveal(found)) == {
        "query": 'query Q($n: String) {\n  find(by: "a "b"") { id }\n}',
        "variables": {"n": 'a "b"', "first": 3, "key": 'sec"ret'},
        "operationName": "Q",
    }
    assert MASK in masked(found)
    assert "ret" not in masked(found)


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(str.strip), st.booleans())
def test_any_query_and_name_arrive_as_they_are(query: str, is_named: bool) -> None:
    body = GraphQLBody(escape(query), " ", escape(query) if is_named else "")
    sent = json.loads(text(body, resolver()))
    assert sent == ({"query": query, "operationName": query} if is_named else {"query": query})


@pytest.mark.parametrize(
    ("body", "code", "key"),
    [
        (GraphQLBody(" \n"), "graphql_query", "query"),
        (GraphQLBody("{a}", "{"), "graphql_variables", "variables"),
        (GraphQLBody("{a}", "[1]"), "graphql_variables", "variables"),
        (GraphQLBody("{a}", "{{list}}"), "graphql_variables", "variables"),
        (GraphQLBody("{ {{nope}} }", "{}"), "unknown_variable", "query"),
        (GraphQLBody("{a}", '{"a": {{nope}} }'), "unknown_variable", "variables"),
        (GraphQLBody("{a}", None, "{{nope}}"), "unknown_variable", "operation_name"),
    ],
)
def test_a_graphql_fault_has_its_place(body: GraphQLBody, code: str, key: str) -> None:
    of = resolver({"list": "[]"})
    resolve(body, of)
    assert [(one.code, one.place) for one in of.faults] == [
        (code, SourceLocation("requests/a.toml", ("body", key)))
    ]


def test_a_secret_in_a_body_is_masked_where_it_is_shown() -> None:
    of = resolver({}, {"k": 'sec"ret'})
    for body, sent, seen in (
        (TextBody("json", '["{{k}}"]'), '["sec\\"ret"]', f'["{MASK}"]'),
        (FormBody((NameValueRow("a", "{{k}}"),)), "a=sec%22ret", f"a={MASK}"),
    ):
        found = content_text(resolve(body, of).content)
        assert found is not None
        assert (reveal(found), masked(found)) == (sent, seen)
