"""References of every dialect, and what looks like one."""

from __future__ import annotations

import pytest
from tests.unit.importers.http_files.http_import import imported, only, told

TEXTS = {
    "{{a}} {{ b.c }} {{a-b}}": "{{a}} {{b.c}} {{a-b}}",
    "{{a[0]}}": "{{a_0}}",
    "{{%a}}": "{{a}}",
    "{{$guid}} {{$uuid}} {{$random.uuid}}": "{{$guid}} {{$guid}} {{$guid}}",
    "{{$timestamp}} {{$isoTimestamp}} {{$datetime iso8601}}": "{{$timestamp}} {{$isoTimestamp}} "
    "{{$isoTimestamp}}",
    "{{$processEnv A_B}} {{$env.C}}": "{{$env.A_B}} {{$env.C}}",
    "{{$dotenv A}} {{$shared b}}": "{{A}} {{b}}",
    "{{$randomInt 1 9}}": r"\{{$randomInt 1 9}}",
    "{{a + 1}} {{f()}}": r"\{{a + 1}} \{{f()}}",
    r"\{{a}}": r"\\{{a}}",
    r"\{\{a\}\} {{b}} \{\{": r"\{{a}} {{b}} \{{",
    "{{access_token}}": "{{saved_access_token}}",
    "{{}} {{1x}} {{": r"\{{}} \{{1x}} \{{",
    "{ {a} } }}": "{ {a} } }}",
}


@pytest.mark.parametrize("written", TEXTS)
def test_a_text(written: str) -> None:
    result = imported(f"GET http://a.test\nX-A: x{written}x\n")
    assert only(result).headers[0].value == f"x{TEXTS[written]}x"


def test_what_is_sent_as_text_is_told_with_its_line() -> None:
    result = imported("GET http://a.test\nX-A: 1\nX-B: {{Math.random()}}\nX-C: {{$nope}}\n")
    assert told(result) == [
        (3, "{{Math.random()}} is sent as text."),
        (4, "{{$nope}} is sent as text."),
    ]


def test_parts_of_responses_become_captures_of_their_requests() -> None:
    result = imported(
        """# @name one
GET http://a.test
###
GET http://a.test/{{one.response.body.$.items[0]['a b']}}
X-B: {{one.response.headers.X-Id}}
X-C: {{one.response.body.*}}
X-D: {{one.deep.value}}
X-E: {{one.response.body.//xml}}
X-F: {{one.response.body.$..all}}
X-G: {{one.response.cookies.sid.value}}
"""
    )
    captures = {one.name: (one.subject.value, one.argument) for one in result.requests[0].captures}
    assert captures == {
        "one_items_0_a_b": ("jq", '.items[0]."a b"'),
        "one_header_X_Id": ("header", "X-Id"),
        "one_body": ("body", ""),
        "one_deep_value": ("jq", ".deep.value"),
        "one_cookie_sid": ("cookie", "sid"),
    }
    assert result.requests[1].url == "http://a.test/{{one_items_0_a_b}}"
    assert [line for line, _ in told(result) if line] == [8, 9]


def test_a_title_names_a_response_as_well() -> None:
    result = imported("### login\nPOST http://a.test\n\n### two words\nGET /{{login.id}}\n")
    assert [one.argument for one in result.requests[0].captures] == [".id"]


def test_prompts_are_secrets_that_are_asked_for() -> None:
    result = imported(
        "# @prompt title What is it?\nGET http://a.test/{{title}}/{{$input your name}}\n"
    )
    assert only(result).url == "http://a.test/{{title}}/{{your_name}}"
    assert set(result.environments[0].environment.secrets) == {"title", "your_name"}
    assert not result.environments[0].values


def test_a_default_and_the_texts_of_an_expression_are_not_told() -> None:
    result = imported(
        "GET http://a.test/{{tenant || 'acme'}}\n"
        'X-Api-Key: {{key ?? "hush-1"}}\nX-Token: {{token:-hush-2}}\nX-A: {{f("hush-3", a)}}\n'
    )
    request = only(result)
    assert request.url == "http://a.test/{{tenant}}"
    assert [row.value for row in request.headers[:2]] == ["{{key}}", "{{token}}"]
    said = str(told(result))
    assert said.count("was not imported") == 3
    assert '{{f("••••••", a)}} is sent as text' in said
    assert "hush" not in said
