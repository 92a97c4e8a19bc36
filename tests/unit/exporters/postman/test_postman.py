"""Postman out: auth of environments, and all that Postman has no word for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from tests.unit.exporters.postman.postman_round_trip import exported, imported_again
from tests.unit.widgets.widget_app import entry

from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.postman import PostmanExporter
from outrider.exporters.postman.auth_writer import auth_table
from outrider.exporters.postman.export_report import ExportReport
from outrider.importers import read_sources
from outrider.importers.importer import ImportSource
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import EntryKind
from outrider.model.import_result import ExampleResponse, ImportVerdict
from outrider.model.secret import Secret
from outrider.model.workspace import (
    AuthTable,
    Collection,
    Environment,
    Folder,
    MultipartBody,
    MultipartPart,
    NameValueRow,
    Request,
    RequestOptions,
    SecretRef,
    SharedOptions,
    TextBody,
    Variable,
)
from outrider.redaction import Redactor
from outrider.storage.writing.saved_responses import example_files


def environment(name: str, auth: Mapping[str, Any], **more: Any) -> Environment:
    return Environment(
        name,
        name,
        "",
        variables={"base": Variable(f"https://{name}.test", UNKNOWN_LOCATION)},
        secrets={"cs": SecretRef("cs", "prompt", {}, UNKNOWN_LOCATION)},
        auths={key: AuthTable(table, {}, UNKNOWN_LOCATION) for key, table in auth.items()},
        **more,
    )


def oauth2(**more: object) -> dict[str, object]:
    return {
        "type": "oauth2", "token_endpoint": "{{base}}/token", "client_id": "id",
        "client_secret": "{{cs}}", **more,
    }  # fmt: skip


def test_auth_of_the_environments_is_the_collections_with_what_differs_as_variables() -> None:
    environments = [
        environment(
            "dev", {"default": oauth2(scope="a"), "billing": {"extends": "default", "scope": "b"}}
        ),
        environment(
            "live",
            {
                "default": oauth2(scope="a b", token_parameters={"audience": "x"}),
                "billing": {"extends": "default", "scope": "b", "client_secret": "lit3ral-secret"},
            },
            protected=True,
            options=SharedOptions(HttpVersion.HTTP2),
        ),
        environment("odd", {"default": {"type": "basic", "username": "u", "password": "{{cs}}"}}),
    ]
    used = AuthTable({"use": "billing"}, {}, UNKNOWN_LOCATION)
    requests = {"a": Request("a", "A", "", auth=used), "b": Request("b", "B", "")}
    collection = Collection({"": Folder("", "Shop", "")}, requests)
    (shop, dev, live, odd), words = exported("Shop", collection, environments)
    auth = {row["key"]: row["value"] for row in shop["auth"]["oauth2"]}
    assert auth["scope"] == "{{default_scope}}"
    assert auth["accessTokenUrl"] == "{{base}}/token"
    assert auth["clientSecret"] == "{{cs}}"
    assert auth["grant_type"] == "client_credentials"
    assert auth["tokenRequestParams"] == [
        {"key": "audience", "value": "{{default_token_parameters_audience}}", "enabled": True,
         "send_as": "request_body"}
    ]  # fmt: skip
    assert "auth" not in shop["item"][1]["request"]
    billing = {row["key"]: row["value"] for row in shop["item"][0]["request"]["auth"]["oauth2"]}
    assert billing["scope"] == "b"
    assert billing["clientSecret"] == "{{billing_client_secret}}"
    found = {one["name"]: {row["key"]: row for row in one["values"]} for one in (dev, live, odd)}
    assert found["dev"]["default_scope"]["value"] == "a"
    assert found["live"]["default_scope"]["value"] == "a b"
    assert found["live"]["billing_client_secret"] == {
        "key": "billing_client_secret", "value": "", "type": "secret", "enabled": True,
    }  # fmt: skip
    assert found["dev"]["billing_client_secret"]["value"] == "{{cs}}"
    assert found["dev"]["cs"]["type"] == "secret"
    assert "lit3ral" not in json.dumps([shop, dev, live, odd])
    told = {one.what for one in words.remarks if one.verdict is ImportVerdict.NOT_CARRIED}
    assert 'Auth definition "default": type differs between environments.' in told
    assert "The protection was not exported." in told
    assert "The HTTP version was not exported." in told
    in_clear, _ = exported("Shop", collection, environments, opened={})
    assert "lit3ral-secret" in json.dumps(in_clear[2])
    assert "lit3ral" not in json.dumps(in_clear[0])


def test_an_auth_that_extends_another_stands_by_itself_and_a_missing_one_sends_nothing() -> None:
    environments = [
        environment("dev", {"default": oauth2(scope="a"), "spare": {"type": "none"}}),
        environment("live", {"default": oauth2(scope="b"), "more": {"extends": "default"}}),
    ]
    requests = {
        "a-b": Request(
            "a-b",
            "A",
            "",
            auth=AuthTable({"extends": "default", "client_id": "x"}, {}, UNKNOWN_LOCATION),
        ),
        "b": Request("b", "B", "", auth=AuthTable({"use": "nowhere"}, {}, UNKNOWN_LOCATION)),
        "c": Request("c", "C", "", auth=AuthTable({"use": "more"}, {}, UNKNOWN_LOCATION)),
    }
    collection = Collection({"": Folder("", "Shop", "")}, requests)
    (shop, dev, live), words = exported("Shop", collection, environments)
    one, two, three = (item["request"]["auth"] for item in shop["item"])
    rows = {row["key"]: row["value"] for row in one["oauth2"]}
    assert (rows["clientId"], rows["scope"]) == ("x", "{{a_b_scope}}")
    assert two == {"type": "noauth"}
    assert {row["key"]: row["value"] for row in three["oauth2"]}["scope"] == "b"
    values = [{row["key"]: row["value"] for row in one["values"]} for one in (dev, live)]
    assert [one["a_b_scope"] for one in values] == ["a", "b"]
    told = [one.what for one in words.remarks]
    assert 'Auth definition "nowhere" was not exported.' in told
    assert 'Auth definition "spare" was not exported: no request uses it.' in told
    assert not [what for what in told if "auth default is left out" in what]


def test_what_folders_and_requests_say_beyond_postman_is_kept_and_told() -> None:
    folder = Folder(
        "f", "F", "", headers=(NameValueRow("X-A", "1"), NameValueRow("X-B", "2")),
        variables={"page": Variable(3, UNKNOWN_LOCATION)},
    )  # fmt: skip
    bearer = {"type": "bearer", "token": "lit3ral-token", "hosts": ["a.test"]}
    request = Request(
        "f/r", "R", "", method="GET", url="{{ base }}/{{$env.HOME}}?t={{access_token}}",
        headers=(NameValueRow("x-b", "", enabled=False),),
        variables={"size": Variable("{{page}}", UNKNOWN_LOCATION)},
        options=RequestOptions(timeout=5, max_body=9), body=TextBody("text", r"\{{x}}"),
        auth=AuthTable(bearer, {}, UNKNOWN_LOCATION),
    )  # fmt: skip
    collection = Collection({"": Folder("", "Shop", ""), "f": folder}, {"f/r": request})
    (shop,), words = exported("Shop", collection)
    (item,) = shop["item"]
    assert item["variable"] == [{"key": "page", "value": 3, "type": "number"}]
    assert item["event"][0]["script"]["exec"] == [
        'if (!pm.environment.has("page")) pm.variables.set("page", 3);'
    ]
    (one,) = item["item"]
    assert one["event"][0]["script"]["exec"] == ['pm.variables.set("size", "{{page}}");']
    assert [(row["key"], row.get("disabled", False)) for row in one["request"]["header"]] == [
        ("X-A", False), ("x-b", True), ("Content-Type", False),
    ]  # fmt: skip
    assert one["request"]["url"] == "{{base}}/{{$env.HOME}}?t={{access_token}}"
    assert one["request"]["body"]["raw"] == "{{x}}"
    assert one["protocolProfileBehavior"] == {"disableBodyPruning": True}
    assert "lit3ral" not in json.dumps(shop)
    told = "\n".join(one.what for one in words.remarks)
    for words_of_it in (
        "copied to its requests: X-A, X-B.", "folder script: page.", "request script: size.",
        "timeout (5 s)", "max_body", "cannot limit hosts", "$env.HOME", "{{access_token}}",
        "value of token was not exported", "exported unchanged",
    ):  # fmt: skip
        assert words_of_it in told
    assert "lit3ral" not in told


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (NameValueRow("Content-Type", "multipart/related; boundary=b"), "multipart/related"),
        (NameValueRow("content-type", "application/json"), "application/json"),
        (NameValueRow("Content-Type", "", enabled=False), "which this request removes"),
        (NameValueRow("Content-Type", "multipart/form-data; boundary=b"), ""),
        (NameValueRow("Content-Type", "{{kind}}"), ""),
        (NameValueRow("Content-Type", "text/x", enabled=False), ""),
    ],
)
def test_a_content_type_that_postman_replaces_is_told(row: NameValueRow, told: str) -> None:
    body = MultipartBody((MultipartPart("a", "b"),))
    request = Request("r", "R", "", url="https://a.test", method="POST", headers=(row,), body=body)
    _, words = exported("Shop", Collection({"": Folder("", "Shop", "")}, {"r": request}))
    said = [one.what for one in words.remarks if one.verdict is ImportVerdict.NOT_CARRIED]
    assert [told in one for one in said] == ([True] if told else [])


def test_headers_of_one_name_are_spelled_alike_and_joined_cookies_are_told() -> None:
    rows = tuple(NameValueRow(name, "{{v}}") for name in ("X-A", "x-a", "Cookie", "cookie"))
    off = NameValueRow("COOKIE", "{{v}}", enabled=False)
    request = Request("a", "a", "", url="https://a.test", headers=(*rows, off))
    [shop], words = exported("Shop", Collection({"": Folder("", "Shop", "")}, {"a": request}))
    [item] = shop["item"]
    names = [one["key"] for one in item["request"]["header"]]
    assert names == ["X-A", "X-A", "Cookie", "Cookie", "COOKIE"]
    assert "The Cookie headers are sent as one header." in {one.what for one in words.remarks}


def test_a_method_in_small_letters_is_told_and_an_empty_text_has_no_type() -> None:
    request = Request("a", "a", "", method="get", url="https://a.test", body=TextBody("text", ""))
    [shop], words = exported("Shop", Collection({"": Folder("", "Shop", "")}, {"a": request}))
    [item] = shop["item"]
    assert item["request"]["header"] == []
    assert 'Method "get" is sent as "GET".' in {one.what for one in words.remarks}


def test_examples_come_from_their_files(tmp_path: Path) -> None:
    example = ExampleResponse("a", "ok", 200, "OK", (), '{"a": 1}\n\nb')
    for name, data in example_files([example]):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_bytes(data)
    (tmp_path / "examples/a/odd.http").write_bytes(b"\xff\x00 no response")
    collection = Collection({}, {"a": Request("a", "A", "", url="https://a.test")})
    (shop,), _ = exported("Shop", collection, root=tmp_path)
    assert imported_again([shop]).responses == (example,)


def test_what_was_sent_is_a_collection_without_its_secrets() -> None:
    made = entry(2, EntryKind.API, method="POST", url="https://a.test/x?q=ä&n={{x}}")
    assert made.exchange is not None
    fields = (*made.exchange.request.headers,)
    request = structs.replace(made.exchange.request, headers=fields)
    made = structs.replace(made, exchange=structs.replace(made.exchange, request=request))
    redactor = Redactor()
    redactor.register([Secret("s3cret-value")])
    text = PostmanExporter().export_entries([made], MaskingPolicy(redactor))
    read = json.loads(text)
    assert read["item"][0]["request"]["method"] == "POST"
    (again,) = read_sources([ImportSource("x", text)]).requests
    assert again.method == "POST"


def test_colons_in_a_path_come_back_as_they_are_sent() -> None:
    url = r"https://h/:id:stop/\:feed/x\:y/:{{seg}}/:empty?q=\:z"
    one = Request(
        "a", "A", "requests/a.toml", url=url, path_params={"id": "urn:7@x", "unused": "1"}
    )
    folders = {"": Folder("", "requests", "requests/folder.toml")}
    tables, _ = exported("T", Collection(folders, {"a": one}))
    table = tables[0]["item"][0]["request"]["url"]
    assert table["raw"] == r"https://h/:id:stop/:feed/x:y/:{{seg}}/:empty?q=\:z"
    assert table["path"] == [":id:stop", ":feed", "x:y", ":{{seg}}", ":empty"]
    assert {row["key"]: row["value"] for row in table["variable"]} == {
        "id:stop": "urn:7@x:stop", "empty": "", "unused": "1",
    }  # fmt: skip
    (again,) = imported_again(tables).requests
    assert again.url == r"https://h/:id_stop/\:feed/x:y/\:{{seg}}/:empty?q=\:z"
    assert again.path_params["id_stop"] == "urn:7@x:stop"


def test_headers_of_the_token_request_are_parameters_of_postman_s() -> None:
    words = ExportReport(reveals=False)
    table = {
        "type": "oauth2",
        "token_endpoint": "{{base}}/token",
        "token_headers": {"X-Tenant": "{{tenant}}", "X-Api-Key": "3a7f9c0d12ab45ef"},
        "token_response": {"access_token": "data.token"},
        "token_type": "any",
    }
    written = auth_table(AuthTable(table, {}, UNKNOWN_LOCATION), words, "here")
    rows = {row["key"]: row["value"] for row in written["oauth2"]}
    assert rows["tokenRequestParams"] == [
        {"key": "X-Tenant", "value": "{{tenant}}", "enabled": True, "send_as": "request_header"},
        {"key": "X-Api-Key", "value": "", "enabled": True, "send_as": "request_header"},
    ]
    told = [remark.what for remark in words.remarks]
    assert "token_response was not exported." in told
    assert 'The value of header "X-Api-Key" of the token request was not exported.' in told
