"""Hoppscotch's collections and environments: rows, bodies, variables, scripts, versions."""

from __future__ import annotations

from typing import Any

import pytest
from tests.each_case import each_case
from tests.unit.importers.hoppscotch.hoppscotch_exports import (
    collection,
    environment,
    one,
    read,
    request,
    told,
    variable,
)

from outrider.errors import ImportRejected
from outrider.importers import find_importer
from outrider.importers.hoppscotch.hoppscotch_scripts import in_words_of_postman
from outrider.model.expectation import Subject
from outrider.model.secret import reveal
from outrider.model.workspace import (
    Body,
    FormBody,
    GraphQLBody,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    TextBody,
)

URLS = {
    "https://h/x?a=<<b>>": "https://h/x?a={{b}}",
    "<<base>>/x": "{{base}}/x",
    "api.example/x": "https://api.example/x",
    "localhost:3000/x": "http://localhost:3000/x",
    "127.0.0.1/x": "http://127.0.0.1/x",
    "https://h/:id/a:b": "https://h/\\:id/a:b",
    "https://h/{{x}}": "https://h/\\{{x}}",
    "https://h/<<$guid>>/<<$noSuch>>": "https://h/{{$guid}}/<<$noSuch>>",
    "https://h/<< a b >>": "https://h/{{a_b}}",
}


@each_case(URLS.items())
def test_a_url_is_sent_as_hoppscotch_sends_it(case: tuple[str, str]) -> None:
    written, url = case
    _, only = one(endpoint=written)
    assert only.url == url


def test_rows_keep_their_order_switches_and_descriptions() -> None:
    rows = [
        {"key": "a", "value": "<<x>>", "active": True, "description": "d"},
        {"key": "a", "value": "2", "active": False},
        {"key": "", "value": "", "active": True},
    ]
    _, only = one(endpoint="https://h?q=1", params=rows, headers=rows)
    expected = (NameValueRow("a", "{{x}}", True, "d"), NameValueRow("a", "2", enabled=False))
    assert only.url == "https://h?q=1"
    assert only.query_params == expected
    assert only.headers == expected


FORM = "application/x-www-form-urlencoded"
BODIES: list[tuple[dict[str, Any], Body | None, list[str]]] = [
    ({"contentType": None, "body": None}, None, []),
    ({"contentType": "application/json", "body": '{"a": "<<x>>"}'},
     TextBody("json", '{"a": "{{x}}"}'), []),
    ({"contentType": "application/json", "body": '{"a": 1, // no\n "u": "http://h", }'},
     TextBody("json", '{"a": 1, \n "u": "http://h" }'), []),
    ({"contentType": "application/vnd.api+json", "body": "{}"},
     TextBody("json", "{}"), ["application/vnd.api+json"]),
    ({"contentType": "application/json", "body": "no json"},
     TextBody("text", "no json"), ["application/json"]),
    ({"contentType": "text/xml", "body": "<a/>"}, TextBody("xml", "<a/>"), ["text/xml"]),
    ({"contentType": "text/html", "body": "<p>"}, TextBody("text", "<p>"), ["text/html"]),
    ({"contentType": FORM, "body": "a: b:c\n# off: 1\n\nurl: <<u>>\nalone"},
     FormBody((NameValueRow("a", "b:c"), NameValueRow("off", "1", enabled=False),
               NameValueRow("url", "{{u}}"), NameValueRow("alone", ""))), []),
    ({"contentType": "multipart/form-data", "body": [
        {"key": "a", "value": "<<x>>", "isFile": False, "active": True, "contentType": "text/x"},
        {"key": "b", "value": "2", "isFile": False, "active": False},
        {"key": "f", "value": [{}], "isFile": True, "active": True}]},
     MultipartBody((MultipartPart("a", "{{x}}", content_type="text/x"),
                    MultipartPart("b", "2", enabled=False))), []),
]  # fmt: skip


@each_case(BODIES)
def test_each_body_and_its_type(case: tuple[dict[str, Any], Body | None, list[str]]) -> None:
    written, body, typed = case
    _, only = one(method="POST", body=written)
    assert only.body == body
    assert [row.value for row in only.headers] == typed


def test_what_a_body_does_not_have_is_told() -> None:
    parts = [{"key": "f", "value": [{}], "isFile": True, "active": True}]
    found, _ = one(body={"contentType": "multipart/form-data", "body": parts})
    assert told(found) == ['The file of form field "f" was not imported.']
    found, _ = one(body={"contentType": "application/octet-stream", "body": {}})
    assert told(found) == ["The body was not imported: the export does not contain its file."]


def test_the_last_content_type_counts() -> None:
    rows = [
        {"key": "Content-Type", "value": "text/a", "active": True},
        {"key": "content-type", "value": "text/b", "active": True},
    ]
    _, only = one(headers=rows, body={"contentType": "application/json", "body": "{}"})
    assert [(row.value, row.enabled) for row in only.headers] == [
        ("text/a", False),
        ("text/b", True),
    ]


def test_variables_of_a_request() -> None:
    rows = [
        {"key": "a", "value": "<<b>>", "active": True},
        {"key": "a", "value": "2", "active": True},
        {"key": "empty", "value": "", "active": True},
        {"key": "off", "value": "1", "active": False},
    ]
    found, only = one(requestVariables=rows)
    assert {name: each.value for name, each in only.variables.items()} == {"a": "{{b}}"}
    assert found.comments[f"requests/{only.id}"] == ('switched off: off = "1"',)
    assert told(found) == [
        'Variable "a" is defined twice; the first value is used.',
        'Variable "off" is switched off; it was kept as a comment.',
    ]


def test_variables_of_a_collection_win_over_an_environment() -> None:
    found = read(
        collection(request(endpoint="<<url>>/x"), variables=[variable("url", "https://mine")]),
        environment("dev", variable("url", "https://dev"), variable("other", "1")),
    )
    assert found.requests[0].variables["url"].value == "https://mine"


def test_environments_of_each_version() -> None:
    old = {"v": 0, "name": "old", "variables": [{"key": "a", "value": "1"}]}
    secret = {"key": "token", "secret": True}
    both = variable("b", "first", currentValue="now")
    found = read([old, environment("new", both, secret)], environment("Global", variable("g", "1")))
    assert [each.environment.name for each in found.environments] == ["old", "new"]
    first, second = (each.environment for each in found.environments)
    assert first.variables["a"].value == "1"
    # What is set now is nobody else's: Hoppscotch shares the initial value only.
    assert reveal(found.environments[1].values["b"]) == "now"
    assert second.secrets["token"].provider == "prompt"
    assert found.variables["g"].value == "1"


def test_secrets_are_kept_apart() -> None:
    found = read(environment("dev", variable("api_key", "5up3r-s3cr3t-k3y-0", secret=True)))
    (made,) = found.environments
    assert "api_key" not in made.environment.variables
    assert reveal(made.values["api_key"]) == "5up3r-s3cr3t-k3y-0"


def test_the_first_version_of_requests() -> None:
    old = {
        "url": "https://h",
        "path": "/get",
        "headers": [],
        "params": [],
        "name": "old",
        "method": "POST",
        "contentType": "application/json",
        "rawParams": '{"a": 1}',
        "body": "",
        "auth": "Basic Auth",
        "httpUser": "u",
        "httpPassword": "<<p>>",
    }
    found = read(collection({**old}, v=1))
    (only,) = found.requests
    assert only.url == "https://h/get"
    assert only.body == TextBody("json", '{"a": 1}')
    assert only.auth is not None
    assert dict(only.auth.table) == {"type": "basic", "username": "u", "password": "{{p}}"}


def test_requests_of_graphql() -> None:
    asked = {"v": 2, "name": "Q", "url": "https://h/graphql", "query": "{ a }",
             "variables": '{"n": <<n>>}', "headers": []}  # fmt: skip
    (only,) = read(collection(asked)).requests
    assert (only.method, only.url) == ("POST", "https://h/graphql")
    assert only.body == GraphQLBody("{ a }", '{"n": {{n}}}')


def test_saved_responses_are_examples() -> None:
    response = {"name": "ok", "status": "OK", "code": 200, "body": "{}",
                "headers": [{"key": "X", "value": "1"}], "originalRequest": {}}  # fmt: skip
    found, only = one(responses={"ok": response})
    (example,) = found.responses
    assert (example.request_id, example.name, example.status) == (only.id, "ok", 200)
    assert [(each.name, str(each.value)) for each in example.fields] == [("X", "1")]


WORDS = {
    'pw.test("a", () => { pw.expect(pw.response.status).toBe(200); });': (
        'pm.test("a", () => { pm.expect(pm.response.code).to.equal(200); });'
    ),
    "hopp.expect(hopp.response.body.asJSON().id).toBeType('string')": (
        "pm.expect(pm.response.json().id).to.be.a('string')"
    ),
    "pw.expect(pw.response.status).toBeLevel2xx()": (
        "pm.expect(pm.response.code).to.be.within(200, 299)"
    ),
    "hopp.env.active.set('a', 1); hopp.env.global.set('b', 2)": (
        "pm.environment.set('a', 1); pm.globals.set('b', 2)"
    ),
    "pw.expect([1]).toHaveLength(1)": "pm.expect([1]).to.have.lengthOf(1)",
    "pm.test('x')": "pm.test('x')",
}


@each_case(WORDS.items())
def test_scripts_are_read_in_the_words_of_postman(case: tuple[str, str]) -> None:
    assert in_words_of_postman(case[0]) == case[1]


def test_tests_are_expectations_and_captures() -> None:
    script = (
        'pw.test("ok", () => {\n'
        "  pw.expect(pw.response.status).toBe(200);\n"
        '  pw.expect(pw.response.body.name).toBe("x");\n'
        "});\n"
        'pw.env.set("order_id", pw.response.body.id);'
    )
    _, only = one(testScript=script, preRequestScript="export {};")
    assert [each.subject for each in only.expectations] == [Subject.STATUS, Subject.JQ]
    assert [(each.name, each.argument) for each in only.captures] == [("order_id", ".id")]


def test_a_script_that_is_not_run_is_kept_as_it_was_and_pw_is_no_password() -> None:
    script = 'pw.expect(["first-value-1", "other-value-2"]).toInclude(unknown());'
    found, only = one(testScript=script)
    assert "  " + script in found.comments[f"requests/{only.id}"]
    assert not found.environments


def test_what_has_no_place_is_told() -> None:
    found = read(collection(request(newMember=1), newSetting="x"))
    assert told(found) == [
        'Member "newSetting" of the folder was not imported.',
        'Member "newMember" of the request was not imported.',
    ]


def test_several_collections_get_a_folder_each() -> None:
    found = read(
        [collection(request(), name="A", _ref_id="coll_1"), collection(request(), name="B")]
    )
    assert [(each.folder, each.origin) for each in found.collections] == [
        ("a", "coll_1"),
        ("b", "Hoppscotch: B"),
    ]


REJECTED = ['{"v": 1, "folders": [], "requests": [,]}', '[{"v": 1, "folders": [], "requests": []},']


@each_case(REJECTED)
def test_broken_json_is_refused(text: str) -> None:
    with pytest.raises(ImportRejected, match="is not JSON"):
        read(text)


OTHERS = [
    '{"info": {}, "item": []}',
    '{"colName": "x", "v": 1, "folders": [], "requests": []}',
    '{"_type": "export", "__export_format": 4, "resources": [{"v": 1, "folders": "requests"}]}',
    '[{"key": "a", "value": "b"}]',
    '{"openapi": "3.0.0"}',
]


@each_case(OTHERS)
def test_other_texts_are_not_taken(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "hoppscotch"


def test_no_text_reads_the_machine() -> None:
    _, only = one(endpoint="https://h/<<$env.HOME>>/{{$env.HOME}}")
    assert only.url == "https://h/<<$env.HOME>>/\\{{$env.HOME}}"
