"""posting's requests: rows, bodies, auth, options, folders and dotenv files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from tests.each_case import each_case

from outrider.errors import ImportRejected
from outrider.importers import find_importer, find_source_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.import_result import ImportResult
from outrider.model.secret import reveal
from outrider.model.workspace import Body, FormBody, NameValueRow, Request, TextBody
from outrider.variables.reference_grammar import Reference, parse_template


class Files:
    """A folder that is a table."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._files = files

    def names(self) -> Sequence[str]:
        return sorted(self._files)

    def read(self, name: str) -> str | None:
        return self._files.get(name)


def read_folder(**files: str) -> ImportResult:
    """A folder; ``__`` in a name is a slash, and its first dot the rest of the suffix."""
    named = {
        name.replace("__", "/") + ("" if "." in name else ".posting.yaml"): text
        for name, text in files.items()
    }
    source = ImportSource("shop", "", folder=Files(named), is_folder=True)
    importer = find_source_importer(source)
    assert importer is not None
    assert importer.name == "posting"
    return read_sources([source])


def read_one(text: str) -> tuple[ImportResult, Request]:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "posting"
    found = read_sources([ImportSource("get.posting.yaml", text)])
    (only,) = found.requests
    return found, only


def told(result: ImportResult) -> list[str]:
    return [one.what for one in result.remarks]


ALL = """\
name: Get it
description: What it does.
method: PUT
url: https://h/:id/$STAGE
params:
- {name: a, value: '1'}
- {name: a, value: 2024-01-01}
- {name: b, value: "${TWO}x", enabled: false}
headers:
- {name: X-A, value: $ONE}
- {name: X-A, value: a$$b}
- {name: X-B, value: '3', enabled: false}
path_params:
- {name: id, value: 7}
options: {follow_redirects: false, timeout: 12.5}
posting_version: 2.0.0
"""


def test_a_request_with_all_its_rows() -> None:
    found, only = read_one(ALL)
    assert (only.name, only.method, only.description) == ("Get it", "PUT", "What it does.")
    assert only.url == "https://h/:id/{{STAGE}}"
    assert only.path_params["id"] == "7"
    assert only.query_params == (
        NameValueRow("a", "1"),
        NameValueRow("a", "2024-01-01"),
        NameValueRow("b", "{{TWO}}x", enabled=False),
    )
    assert only.headers == (
        NameValueRow("X-A", "{{ONE}}"),
        NameValueRow("X-A", "a$b"),
        NameValueRow("X-B", "3", enabled=False),
    )
    assert (only.options.follow_redirects, only.options.timeout) == (False, 12.5)
    assert only.auth is not None
    assert dict(only.auth.table) == {"type": "none"}
    assert not told(found)
    assert not found.collections


BODIES: list[tuple[str, Body | None]] = [
    ('body: {content: "{\\"a\\": $X}", content_type: application/json}',
     TextBody("json", '{"a": {{X}}}')),
    ('body: {content: "{\\"h\\": \\"$argon2id$v\\"}"}', TextBody("json", '{"h": "$argon2id$v"}')),
    ("body: {content: 'a {{x}} $$'}", TextBody("text", "a \\{{x}} $")),
    ("body: {form_data: [{name: a, value: $X}, {name: b, value: '2', enabled: false}]}",
     FormBody((NameValueRow("a", "{{X}}"), NameValueRow("b", "2", enabled=False)))),
    ("body: {content: $X}\noptions: {substitute_body_variables: false}", TextBody("text", "$X")),
    ("body: null", None),
]  # fmt: skip


@each_case(BODIES)
def test_each_body(case: tuple[str, Body | None]) -> None:
    written, body = case
    _, only = read_one(f"name: x\nurl: https://h\nmethod: POST\n{written}\n")
    assert only.body == body


def test_a_text_without_a_type_is_sent_without_one() -> None:
    _, only = read_one("name: x\nurl: https://h\nbody: {content: a}\n")
    assert only.headers == (NameValueRow("Content-Type", "", enabled=False),)
    _, only = read_one("name: x\nurl: https://h\nbody: {content: a, content_type: text/x}\n")
    assert only.headers == (NameValueRow("Content-Type", "text/x"),)


def test_a_dollar_sign_of_a_body_that_is_no_variable_is_told() -> None:
    found, _ = read_one('name: x\nurl: https://h\nbody: {content: "$argon2id"}\n')
    assert told(found) == ['"$argon2id" is sent as text.']


AUTHS: list[tuple[str, dict[str, Any]]] = [
    ("{type: basic, basic: {username: $U, password: $P}}",
     {"type": "basic", "username": "{{U}}", "password": "{{P}}"}),
    ("{type: digest, digest: {username: u, password: $P}}",
     {"type": "digest", "username": "u", "password": "{{P}}"}),
    ("{type: bearer_token, bearer_token: {token: $T}}", {"type": "bearer", "token": "{{T}}"}),
    ("{type: null, basic: {username: u}}", {"type": "none"}),
    ("{type: wsse, wsse: {username: u}}", {"type": "wsse", "username": "u"}),
]  # fmt: skip


@each_case(AUTHS)
def test_only_the_block_of_its_type_counts(case: tuple[str, dict[str, Any]]) -> None:
    written, table = case
    _, only = read_one(f"name: x\nurl: https://h\nauth: {written}\n")
    assert only.auth is not None
    assert dict(only.auth.table) == table


def test_a_literal_password_is_a_secret() -> None:
    auth = "{type: basic, basic: {username: u, password: pass-1-word}}"
    text = f"name: x\nurl: https://h\nauth: {auth}\n"
    found, only = read_one(text)
    assert only.auth is not None
    assert only.auth.table["password"] == "{{basic_password}}"
    assert {name: reveal(one) for name, one in found.environments[0].values.items()} == {
        "basic_password": "pass-1-word"
    }


def test_what_has_no_place_is_told() -> None:
    found, _ = read_one(
        "name: x\nurl: https://h\nposting_version: 9\n"
        "options: {verify_ssl: false, proxy_url: 'http://p', attach_cookies: false, new: 1}\n"
        "scripts: {setup: a.py, on_request: b.py}\n"
        "auth: {type: basic, basic: {username: u}, digest: {username: v}}\n"
        "body: {content: a, form_data: [{name: a, value: b}], extra: 1}\n"
    )
    said = "\n".join(told(found))
    for word in ("verify_ssl", "The proxy", "attach_cookies", '"new"', '"a.py" (setup)',
                 '"b.py" (on_request)', '"digest"', "The form", '"extra"'):  # fmt: skip
        assert word in said, word


def test_a_folder_is_a_collection_and_each_dotenv_file_an_environment() -> None:
    found = read_folder(
        api__b="name: b\nurl: https://h/$USER_id\n",
        api__a="name: a\nmethod: POST\nurl: $BASE/x\n",
        api__inner__c="url: h/$lower\n",
        **{
            "api/README.md": "All of it",
            "api/inner/README.md": "Inner",
            "other/README.md": "not ours",
            "live.env": "BASE=https://live\nexport API_TOKEN='5up3r-s3cr3t-t0k3n'\n"
            "lower=1\nbroken\n",
            ".env": "NOT=read\n",
        },
    )
    root, api, inner = found.folders
    assert (root.name, api.name, inner.name) == ("shop", "api", "inner")
    assert (root.description, api.description, inner.description) == ("", "All of it", "Inner")
    assert api.order == ("b", "a", "inner")
    assert [one.url for one in found.requests] == [
        "https://h/{{USER_id}}",
        "{{BASE}}/x",
        "http://h/{{lower}}",
    ]
    assert [one.name for one in found.requests] == ["b", "a", "c"]
    (live,) = found.environments
    assert live.environment.name == "live"
    assert {name: one.value for name, one in live.environment.variables.items()} == {
        "BASE": "https://live",
        "lower": "1",
    }
    assert {name: reveal(one) for name, one in live.values.items()} == {
        "API_TOKEN": "5up3r-s3cr3t-t0k3n"
    }
    assert "A line of the dotenv file was not imported: broken has no value." in told(found)
    assert "5up3r" not in str(told(found))
    assert [(one.name, one.origin) for one in found.collections] == [("shop", "posting: shop")]


def test_one_broken_file_does_not_stop_the_rest() -> None:
    found = read_folder(good="name: good\nurl: https://h\n", bad="name: [\nurl: x\n", list="- a\n")
    assert [one.name for one in found.requests] == ["good"]
    places = {one.place: one.what for one in found.remarks}
    assert "bad.posting.yaml is not YAML" in places["bad.posting.yaml"]
    assert "line" in places["bad.posting.yaml"]
    assert "list.posting.yaml is not a request of posting." in places["list.posting.yaml"]


def test_the_default_dotenv_file_beside_a_request_is_read() -> None:
    folder = Files({"posting.env": "BASE=https://h\n"})
    found = read_sources([ImportSource("a.posting.yaml", "name: a\nurl: $BASE\n", folder=folder)])
    assert [one.environment.name for one in found.environments] == ["posting"]


@each_case(["name: x\n", "url: x\n", "url: x\nname: y\nservices: z\n", '{"url": "", "name": ""}',
            "$kind: http-request\nurl: x\nname: y\n", "info:\n  name: x\nurl: y\n"])  # fmt: skip
def test_other_texts_are_not_taken(text: str) -> None:
    importer = find_importer(text)
    assert importer is None or importer.name != "posting"


def test_hostile_files_are_refused() -> None:
    with pytest.raises(ImportRejected):
        read_sources([ImportSource("a", "name: x\nurl: " + "[" * 3000)])
    _, only = read_one("name: x\nurl: 'https://h/{{$env.HOME}}/{{$$env.HOME}}'\n")
    names = [one.name for one in parse_template(only.url) if isinstance(one, Reference)]
    assert names == ["env"]
    form = "{form_data: [{name: f, value: '@/etc/passwd'}]}"
    _, only = read_one(f"name: x\nurl: https://h\nbody: {form}\n")
    assert only.body == FormBody((NameValueRow("f", "@/etc/passwd"),))
