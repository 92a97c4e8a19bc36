"""Texts of Postman's as templates: Postman knows no escape, so a backslash is one everywhere."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.importers.postman.collection_builders import (
    auth,
    changed,
    collection,
    only,
    read,
    request,
    root,
    script,
    table,
)

from outrider.importers.postman.postman_report import PostmanImportReport, postman_text
from outrider.model.workspace import (
    Folder,
    FormBody,
    GraphQLBody,
    MultipartBody,
    Request,
    TextBody,
)
from outrider.variables.reference_grammar import Reference, parse_template

PIECES = st.lists(st.sampled_from(["\\", "{{user}}", "a", "{", "CORP", " "]), max_size=8)


def filled(written: str | None) -> str:
    """What is sent when the user is ann."""
    pieces = parse_template(written or "")
    return "".join("ann" if isinstance(one, Reference) else str(one) for one in pieces)


@given(PIECES.map("".join))
def test_what_postman_sends_is_sent(written: str) -> None:
    made = PostmanImportReport().template(written)
    assert filled(made) == written.replace("{{user}}", "ann")
    assert postman_text(made) == written


def fields(text: str) -> dict[str, str]:
    """What each field of a request sends that has a text."""
    row = {"key": "k", "value": text}
    sent: dict[str, str] = {}
    for mode, body in {
        "raw": text,
        "urlencoded": [row],
        "formdata": [row],
        "graphql": {"query": text, "variables": json.dumps({"u": text})},
    }.items():
        made: Any = only(
            read(collection(request(method="POST", body={"mode": mode, mode: body})))
        ).body
        match made:
            case TextBody(_, content):
                sent[mode] = filled(content)
            case FormBody((only_row,)):
                sent[mode] = filled(only_row.value)
            case MultipartBody((part,)):
                sent[mode] = filled(part.value)
            case GraphQLBody(query, variables):
                sent[mode] = filled(query)
                sent["variables"] = json.loads(filled(variables))["u"]
    header = request(header=[{"key": "X-User", "value": text}])
    sent["header"] = filled(only(read(collection(header))).headers[0].value)
    basic = request(auth=auth("basic", username=text, password="{{p}}"))
    sent["basic"] = filled(table(only(read(collection(basic))))["username"])
    sent["query"] = filled(only(read(collection(request(url=f"https://h/?u={text}")))).url)
    sent["query"] = sent["query"].removeprefix("https://h/?u=")
    own = read(collection(request(), variable=[{"key": "v", "value": text}]))
    sent["variable"] = filled(str(root(own).variables["v"].value))
    return sent


@pytest.mark.parametrize(
    "text", [r"CORP\{{user}}", r"C:\\{{user}}", r"\{{user}}\{{user}}", r"\\\{{user}}\x"]
)
def test_a_backslash_before_a_reference_stays_in_every_field(text: str) -> None:
    sent = fields(text)
    assert len(sent) == 9
    assert set(sent.values()) == {text.replace("{{user}}", "ann")}


def test_the_client_of_a_login_request_keeps_its_backslash() -> None:
    pairs = {"grant_type": "client_credentials", "client_id": r"CORP\{{user}}",
             "client_secret": "{{s}}"}  # fmt: skip
    rows = [{"key": key, "value": value} for key, value in pairs.items()]
    stores = script("pm.environment.set('t', pm.response.json().access_token)", "test")
    login = request("login", "https://as.example/token", method="POST", event=[stores],
                    body={"mode": "urlencoded", "urlencoded": rows})  # fmt: skip
    imported = read(collection(login, request(auth=auth("bearer", token="{{t}}"))))
    holders: list[Folder | Request] = [root(imported), *imported.requests]
    [made] = [one["client_id"] for one in map(table, holders) if "client_id" in one]
    assert filled(made) == r"CORP\ann"


def test_a_variable_in_a_method_keeps_its_name() -> None:
    for written, wanted in {"{{meth}}": "{{meth}}", "x{{Aa}}y": "X{{Aa}}Y", "put": "PUT"}.items():
        imported = read(collection(request(method=written), variable=[]))
        texts = [one.method for one in imported.requests]
        texts += [one.what for one in imported.remarks]
        assert any(wanted in text for text in texts), (texts, wanted)


def test_a_script_of_an_event_that_is_none_is_called_by_its_event() -> None:
    event = [script("pm.test('a', () => pm.response.to.have.status(200));", "xlisten")]
    imported = read(collection({**request(), "event": event}))
    assert changed(imported) == ['The script of event "xlisten" was kept as a comment.']


def test_a_secret_of_the_vault_is_told_once_with_what_to_define() -> None:
    rows = [{"key": name, "value": "Bearer {{vault:my-sec}}"} for name in ("X-A", "X-B")]
    imported = read(collection(request(header=rows)))
    assert [row.value for row in only(imported).headers] == ["Bearer {{my-sec}}"] * 2
    [told] = [one for one in imported.remarks if "vault" in one.what]
    assert told.what == 'Secret "my-sec" of the Postman vault was not imported.'
    assert told.advice == 'Define secret "my-sec" in the environments whose requests use it.'
