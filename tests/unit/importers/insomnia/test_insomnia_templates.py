"""Templates of Insomnia become references; what would have to be computed is never evaluated."""

from __future__ import annotations

import base64

from tests.each_case import each_case
from tests.unit.importers.insomnia.insomnia_exports import base, export, one, read, request, told

from outrider.importers.insomnia.insomnia_templates import path_name
from outrider.model.expectation import Subject
from outrider.model.workspace import TextBody
from outrider.variables.reference_grammar import parse_template

PATHS = {
    " _.a ": "a",
    "_.a.b": "a.b",
    "a.b": "a.b",
    "_['a-b']": "a-b",
    '_["a b"].c': "a b.c",
    "_.list[0].id": "list.0.id",
    "base_url": "base_url",
    "_.a | lower": None,
    "_.a + 1": None,
    "f()": None,
    "_.a if x": None,
    "": "",
}


@each_case(PATHS.items())
def test_a_path_is_a_name_and_anything_else_is_none(case: tuple[str, str | None]) -> None:
    written, name = case
    assert path_name(written) == name


def body_of(text: str, **environment: object) -> tuple[list[str], str]:
    found, only = one(base(environment), request(body={"mimeType": "text/plain", "text": text}))
    assert isinstance(only.body, TextBody)
    return told(found), only.body.content or ""


REWRITTEN = {
    "a {{ _.x }} b": "a {{x}} b",
    "{{_.x}}{{ x }}": "{{x}}{{x}}",
    "{{ 'text' }}-{{ 5 }}": "text-5",
    "{% uuid 'v4' %}": "{{$guid}}",
    "{% now 'iso-8601', '' %}": "{{$isoTimestamp}}",
    "{% timestamp 'unix' %}": "{{$timestamp}}",
    "{% faker 'randomFirstName' %}": "{{$randomFirstName}}",
    "{% raw %}{{ x }}{% endraw %}": "\\{{ x }}",
    "a {% raw %}{% if %}{% endraw %} b": "a {% if %} b",
    "{{ }}": "\\{{ }}",
    "no }} braces {{": "no }} braces \\{{",
    "{{- _.x -}}": "{{x}}",
}


@each_case(REWRITTEN.items())
def test_what_has_the_shape_of_a_variable_or_a_known_tag_is_rewritten(
    case: tuple[str, str],
) -> None:
    written, expected = case
    assert body_of(written, x="1")[1] == expected


def test_a_backslash_before_a_reference_stays_one() -> None:
    _, content = body_of("C:\\{{ _.x }}", x="1")
    first, second = parse_template(content)
    assert first == "C:\\"
    assert getattr(second, "name", "") == "x"


UNKNOWN = (
    "{% hash 'md5', 'hex', 'x' %}",
    "{% base64 'encode', 'normal', 'x' %}",
    "{% os 'userInfo', 'username' %}",
    "{% file '/etc/passwd' %}",
    "{% if _.x %}",
    "{% for a in b %}",
    "{% now 'custom', 'YYYY' %}",
    "{% response 'body', 'req_gone', 'b64::JC5pZA==::46b', 'never', 60 %}",
    "{{ _.x | lower }}",
    "{{ cycler('a') }}",
)


@each_case(UNKNOWN)
def test_what_has_to_be_computed_is_told_and_stops_the_send(written: str) -> None:
    said, content = body_of(f"a {written} b", x="1")
    (_, reference, _) = parse_template(content)
    name = getattr(reference, "name", "")
    assert name
    assert name != "x"
    assert any("replaces it" in line for line in said)


def test_the_tag_that_was_is_a_comment_of_the_request() -> None:
    tag = "{% hash 'md5', 'hex', 'x' %}"
    found, only = one(request(url=f"https://h/{tag}/{tag}"))
    assert only.url == "https://h/{{insomnia_hash}}/{{insomnia_hash}}"
    assert found.comments[f"requests/{only.id}"] == (f"{{{{insomnia_hash}}}} was {tag}",)


def test_a_prompt_is_a_secret_that_is_asked_for() -> None:
    found, only = one(request(headers=[{"name": "X-Otp", "value": "{% prompt 'One time', '' %}"}]))
    assert only.headers[0].value == "{{one_time}}"
    (environment,) = found.environments
    assert environment.environment.secrets["one_time"].provider == "prompt"
    assert not environment.values


def test_a_secret_of_the_vault_is_asked_for() -> None:
    found, only = one(request(headers=[{"name": "X-Key", "value": "{{ vault.api }}"}]))
    assert only.headers[0].value == "{{vault.api}}"
    assert found.environments[0].environment.secrets["vault.api"].provider == "prompt"


def encoded(text: str) -> str:
    return f"b64::{base64.b64encode(text.encode()).decode()}::46b"


TAKEN = {
    ("body", "$.id"): (Subject.JQ, ".id", "login_id"),
    ("body", "$['a b'][0].access_token"): (Subject.JQ, '."a b"[0].access_token', ""),
    ("header", "Location"): (Subject.HEADER, "Location", "login_location"),
    ("raw", ""): (Subject.BODY, "", "login_body"),
}


@each_case(TAKEN.items())
def test_a_response_tag_is_a_capture_of_the_request_that_it_names(
    case: tuple[tuple[str, str], tuple[Subject, str, str]],
) -> None:
    (part, asked), (subject, argument, name) = case
    tag = f"{{% response '{part}', 'req_Login', '{encoded(asked)}', 'when-expired', 60 %}}"
    found = read(export(request("Login"), request("Use", headers=[{"name": "X", "value": tag}])))
    login, use = found.requests
    (capture,) = login.captures
    assert (capture.subject, capture.argument) == (subject, argument)
    assert use.headers[0].value == "{{" + capture.name + "}}"
    assert name in {"", capture.name}
    assert capture.secret == capture.name.endswith("token")
    assert any('request "Login" captures' in line for line in told(found))


def test_tags_of_one_value_are_one_capture_and_a_bearer_token_is_secret() -> None:
    tag = f"{{% response 'body', 'req_Login', '{encoded('$.data')}', 'never', 60 %}}"
    auth = {"type": "bearer", "token": tag}
    found = read(
        export(request("Login"), request("A", authentication=auth, url=f"https://h/{tag}"))
    )
    (capture,) = found.requests[0].captures
    assert capture.secret


def test_a_path_of_several_values_is_no_capture() -> None:
    tag = f"{{% response 'body', 'req_Login', '{encoded('$..id')}', 'never', 60 %}}"
    found = read(export(request("Login"), request("Use", url=f"https://h/{tag}")))
    assert not found.requests[0].captures
    assert any("was not imported" in line for line in told(found))
