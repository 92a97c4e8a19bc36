"""Bodies of ``.http`` files, where httpyac is not asked."""

from __future__ import annotations

from pathlib import Path

from tests.unit.importers.http_files.http_import import imported, imported_folder, only, told

from outrider.model.workspace import (
    FileBody,
    FormBody,
    GraphQLBody,
    MultipartBody,
    TextBody,
)


def test_json_that_is_none_is_a_text_with_its_header() -> None:
    for content, kind in (('{"a": {{b}}, "c": "{{d}}"}', "json"), ('{"a": b}', "text")):
        body = only(
            imported(f"POST http://a.test\nContent-Type: application/json\n\n{content}\n")
        ).body
        assert body == TextBody(kind, content)


def test_without_a_content_type_none_is_sent() -> None:
    request = only(imported('POST http://a.test\n\n{"a": 1}\n'))
    assert [(one.name, one.enabled) for one in request.headers] == [("Content-Type", False)]


def test_a_form_is_decoded_once_and_references_stay() -> None:
    request = only(
        imported(
            "POST http://a.test\nContent-Type: application/x-www-form-urlencoded\n\n"
            "a=1%202+3&b={{x}}%26&c\n&d=e=f\n"
        )
    )
    assert isinstance(request.body, FormBody)
    assert [(one.name, one.value) for one in request.body.fields] == [
        ("a", "1 2 3"), ("b", "{{x}}&"), ("c", ""), ("d", "e=f"),
    ]  # fmt: skip


def test_a_form_that_is_laid_out() -> None:
    head = "POST http://a.test\nContent-Type: application/x-www-form-urlencoded\n\n"
    for text in ("a = 1 &\nb = two words &\nc = {{x}}\n", "a=1&\nb=two words&\nc={{x}}&\n"):
        body = only(imported(head + text)).body
        assert isinstance(body, FormBody)
        assert [(one.name, one.value) for one in body.fields] == [
            ("a", "1"), ("b", "two words"), ("c", "{{x}}"),
        ]  # fmt: skip


def test_files_are_named_from_the_imported_folder(tmp_path: Path) -> None:
    result = imported_folder(
        tmp_path,
        {
            "sub/x.http": "POST http://a.test\nContent-Type: image/png\n\n< ./a b.png\n\n###\n"
            "POST http://a.test\n\n<@ ../text.txt\n\n###\n"
            "POST http://a.test\n\nbefore\n< ../text.txt\nafter\n\n###\n"
            "POST http://a.test\n\nbefore\n< ./nowhere\n\n###\n"
            "POST http://a.test\n\n<@ ../../outside.txt\n\n###\n"
            "POST http://a.test\n\n< /etc/passwd\n",
            "y.http": "GET /\n",
            "text.txt": "of {{me}}",
        },
    )
    bodies = [one.body for one in result.requests if one.method == "POST"]
    assert bodies == [
        FileBody("sub/a b.png"),
        TextBody("text", "of {{me}}"),
        TextBody("text", "before\nof \\{{me}}\nafter"),
        TextBody("text", "before"),
        FileBody("../outside.txt"),
        FileBody("/etc/passwd"),
    ]
    assert (22, '"< ./nowhere" of the body was not imported.') in told(result)


def test_parts_that_say_more_than_parts_here_can_stay_a_text() -> None:
    head = "POST http://a.test\nContent-Type: multipart/form-data; boundary=b\n\n"
    known = '--b\nContent-Disposition: form-data; name="a"\n\n1\n--b--\n'
    odd = '--b\nContent-Disposition: form-data; name="a"\nX-Odd: 1\n\n1\n--b--\n'
    assert isinstance(only(imported(head + known)).body, MultipartBody)
    request = only(imported(head + odd))
    assert isinstance(request.body, TextBody)
    assert request.body.content == odd.strip().replace("\n", "\r\n")
    assert [one.value for one in request.headers] == ["multipart/form-data; boundary=b"]


def test_graphql_by_method_by_header_and_by_its_looks() -> None:
    query, variables = "query q($a: Int) {\n  b(a: $a) { c }\n}", '{"a": 1}'
    for head in (
        "GRAPHQL http://a.test\n",
        "POST http://a.test\nX-REQUEST-TYPE: GraphQL\n",
        "POST http://a.test\nContent-Type: application/json\n",
        "# @graphql\nPOST http://a.test\n",
    ):
        request = only(imported(f"{head}\n{query}\n\n{variables}\n"))
        assert request.method == "POST"
        assert request.body == GraphQLBody(query, variables, "q")
        assert "x-request-type" not in {one.name.lower() for one in request.headers}


def test_a_value_that_a_json_body_would_escape_makes_it_a_text() -> None:
    start = '@plain = a\n@quoted = a\\"b\n@object = {"x": 1}\n\n'
    cases = {
        '{"a": "{{plain}}"}': "json",
        '{"a": "{{quoted}}"}': "text",
        '{"a": {{object}}}': "json",
        '{"\\"": {{object}}, "b": "x{{object}}"}': "text",
        '{"a": "{{unknown}}"}': "json",
    }
    for content, kind in cases.items():
        result = imported(
            f"{start}POST http://a.test\nContent-Type: application/json\n\n{content}\n"
        )
        assert only(result).body == TextBody(kind, content)
        became = [what for _, what in told(result) if "became one of type text" in what]
        assert bool(became) is (kind == "text")


def test_a_charset_that_other_programs_do_not_write_is_told() -> None:
    cases = {
        ("text/plain; charset=iso-8859-1", "grüße"): True,
        ("text/plain; charset=iso-8859-1", "plain"): False,
        ("text/plain; charset=utf-8", "grüße"): False,
        ("application/x-www-form-urlencoded; charset=windows-1252", "a=ü"): True,
        ("text/plain; charset=nothing-known", "ü"): False,
    }
    for (content_type, content), is_told in cases.items():
        result = imported(f"POST http://a.test\nContent-Type: {content_type}\n\n{content}\n")
        said = [what for _, what in told(result)]
        assert any("as its Content-Type says" in one for one in said) is is_told, content_type
