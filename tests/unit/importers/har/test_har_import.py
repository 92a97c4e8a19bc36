"""HAR files of browsers and proxies, and what only looks like one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.each_case import each_case
from tests.unit.importers.har.archives import (
    CODE,
    CREDENTIALS,
    FORM,
    JSON,
    JWT,
    ORDERS,
    REFRESH,
    archive,
    entry,
    read,
    said,
    token_call,
)

from outrider.errors import ImportRejected
from outrider.importers import find_importer, read_sources
from outrider.importers.importer import ImportSource
from outrider.model.connection import HttpVersion
from outrider.model.workspace import FileBody, FormBody, MultipartBody, TextBody


def test_what_a_send_adds_is_removed_and_counted() -> None:
    imported = read(
        archive(
            entry(
                ORDERS + "?a=%20b#part",
                "GET",
                (":authority", "api.example.com"),
                ("host", "API.example.com:443"),
                ("sec-fetch-mode", "cors"),
                ("accept-encoding", "gzip"),
                ("if-none-match", '"x"'),
                ("x-two", "1\n2"),
                ("cookie", "a=1"),
                ("cookie", "b=2"),
            )
        )
    )
    [request] = imported.requests
    assert request.url == ORDERS + "?a=%20b"
    rows = [(row.name, row.value, row.enabled) for row in request.headers]
    assert rows == [
        ("if-none-match", '"x"', False),
        ("x-two", "1", True),
        ("x-two", "2", True),
        ("Cookie", "{{cookie}}", True),
    ]
    [environment] = imported.environments
    assert environment.values["cookie"].reveal() == "a=1; b=2"
    assert "4 headers were removed, since sending adds them" in said(imported)
    assert "1 conditional header was switched off." in said(imported)


def test_answers_are_saved_each_once() -> None:
    same = entry(ORDERS, answer='{"a": 1}')
    other = entry(ORDERS, answer='{"a": 2}', status=404)
    binary = entry(ORDERS)
    binary["response"]["content"] = {"text": "/9j/AA==", "encoding": "base64"}
    cut = entry(ORDERS, status=201)
    cut["response"]["content"] = {"size": 70, "mimeType": "text/html"}
    failed = entry(ORDERS + "/x", status=0)
    failed["response"]["_error"] = "net::ERR_FAILED"
    imported = read(archive(same, same, other, binary, cut, failed))
    assert [one.id for one in imported.requests] == ["v1-orders", "v1-orders-x"]
    saved = [(one.name, one.status, one.body) for one in imported.responses]
    assert saved == [
        ("200", 200, '{"a": 1}'),
        ("404", 404, '{"a": 2}'),
        ("200-2", 200, ""),
        ("201", 201, ""),
    ]
    text = said(imported)
    assert "5 entries with the same method, URL and body became one request." in text
    assert "1 response was saved without the body. It is not text." in text
    assert "1 response was saved without the body. It is not in the file." in text
    assert "without a response: none was recorded. The file says: net::ERR_FAILED." in text


def test_what_a_browser_loads_by_itself_is_counted() -> None:
    picture = entry("https://api.example.com/a.png")
    picture["response"]["content"]["mimeType"] = "image/png"
    script = entry("https://api.example.com/app", _resourceType="script")
    preflight = entry(
        ORDERS, "OPTIONS", ("Origin", "https://a"), ("Access-Control-Request-Method", "PUT")
    )
    socket = entry("wss://api.example.com/live", _webSocketMessages=[])
    imported = read(archive(picture, script, preflight, socket, entry()))
    assert [one.id for one in imported.requests] == ["v1-orders"]
    text = said(imported)
    assert "2 static file requests were not imported." in text
    assert "1 CORS preflight request was not imported." in text
    assert "entry 4: WebSocket connection wss://api.example.com/live was not imported." in text
    alone = read(archive(picture))
    assert [one.url for one in alone.requests] == ["https://api.example.com/a.png"]


def test_folders_are_hosts_or_pages() -> None:
    hosts = read(archive(entry(), entry("https://b.example.com/x")))
    assert [one.name for one in hosts.folders] == ["shop", "api.example.com", "b.example.com"]
    pages = [{"id": "p1", "title": "Orders"}, {"id": "p2", "title": ""}]
    two = [entry(pageref="p1"), entry(ORDERS + "/2", pageref="p2")]
    assert [one.name for one in read(archive(*two, pages=pages)).folders] == [
        "shop",
        "Orders",
        "p2",
    ]
    one = read(archive(entry(pageref="p1"), entry(ORDERS + "/2", pageref="p1"), pages=pages))
    assert [folder.name for folder in one.folders] == ["shop"]
    assert one.folders[0].auth is not None
    assert dict(one.folders[0].auth.table) == {"type": "none"}


def test_requests_stand_in_the_order_in_which_they_began() -> None:
    late = entry(ORDERS + "/late", startedDateTime="2026-01-01T01:00:00.5+01:00")
    early = entry(ORDERS + "/early", startedDateTime="2026-01-01T00:00:00Z")
    assert [one.name for one in read(archive(late, early)).requests] == [
        "v1/orders/early",
        "v1/orders/late",
    ]
    unknown = entry(ORDERS + "/unknown", startedDateTime=None)
    assert next(one.name for one in read(archive(late, unknown, early)).requests).endswith("late")


def test_the_same_path_by_several_methods_has_names_of_its_own() -> None:
    imported = read(archive(entry(), entry(ORDERS + "?a=1"), entry(ORDERS, "DELETE")))
    names = ["GET v1/orders", "GET v1/orders 2", "DELETE v1/orders"]
    assert [one.name for one in imported.requests] == names


BODIES: tuple[tuple[dict[str, Any], object], ...] = (
    ({"mimeType": JSON, "text": '{"a": "{{x}}"}'}, TextBody("json", '{"a": "\\{{x}}"}')),
    ({"mimeType": JSON, "text": "{a"}, TextBody("text", "{a")),
    ({"mimeType": FORM, "text": "a=1&b=x+y", "params": [{"name": "z"}]}, "a=1&b=x y"),
    ({"mimeType": FORM, "text": "", "params": [{"name": "a", "value": "x%20y"}]},
     TextBody("text", "a=x%20y")),
    ({"mimeType": FORM, "params": [{"name": "a", "value": "x y"}]}, "a=x y"),
)  # fmt: skip


@each_case(BODIES)
def test_a_body_is_sent_as_it_was(case: tuple[dict[str, Any], object]) -> None:
    data, expected = case
    [request] = read(archive(entry(ORDERS, "POST", body=data))).requests
    body: object = request.body
    if isinstance(body, FormBody):
        body = "&".join(f"{row.name}={row.value}" for row in body.fields)
    assert body == expected
    assert [row.value for row in request.headers] == [data["mimeType"]]


def test_parts_of_a_form_and_files_without_their_bytes() -> None:
    rows = [
        {"name": "t", "value": "v"},
        {"name": "f", "fileName": "a.txt", "contentType": "text/plain"},
    ]
    data = {"mimeType": "multipart/form-data; boundary=x", "params": rows}
    headers = ("Content-Type", "multipart/form-data; boundary=x")
    imported = read(archive(entry(ORDERS, "POST", headers, body=data)))
    [request] = imported.requests
    assert isinstance(request.body, MultipartBody)
    assert [(one.name, one.value, one.file) for one in request.body.parts] == [
        ("t", "v", None),
        ("f", None, "a.txt"),
    ]
    assert request.headers == ()
    assert 'Part "f" sends file "a.txt". The archive has no bytes of it.' in said(imported)
    text = (
        '--x\r\nContent-Disposition: form-data; name="f"; filename="b.png"\r\n'
        "Content-Type: image/png\r\n\r\n\r\n--x--\r\n"
    )
    whole = read(archive(entry(ORDERS, "POST", headers, body={"mimeType": "m/x", "text": text})))
    assert whole.requests[0].body == TextBody("text", text)
    assert 'File "b.png" is sent empty.' in said(whole)


def test_bytes_that_are_no_text_become_a_file() -> None:
    data = {"mimeType": "application/octet-stream", "encoding": "base64", "text": "AP8="}
    imported = read(archive(entry(ORDERS, "PUT", body=data)))
    assert imported.requests[0].body == FileBody("bodies/v1-orders.bin", "application/octet-stream")
    assert imported.files == {"bodies/v1-orders.bin": b"\0\xff"}


def test_a_name_between_null_characters_is_no_reference() -> None:
    data = {"mimeType": "text/plain", "text": "\0HOME\0 \0(client_secret\0"}
    imported = read(archive(entry(ORDERS + "?\0(x\0", "POST", ("X", "\0HOME\0"), body=data)))
    [request] = imported.requests
    assert "{{" not in repr(request)
    assert isinstance(request.body, FileBody)


def test_http_2_is_asked_for_where_it_was_spoken() -> None:
    later = entry()
    later["request"]["httpVersion"] = "h2"
    [request] = read(archive(later)).requests
    assert request.options.http is HttpVersion.AUTO
    assert read(archive(entry())).requests[0].options.http is None


def test_a_query_is_the_url_s_and_never_twice() -> None:
    both = entry(ORDERS + "?a=1%2F2")
    both["request"]["queryString"] = [{"name": "a", "value": "1/2"}]
    [request] = read(archive(both)).requests
    assert (request.url, request.query_params) == (ORDERS + "?a=1%2F2", ())
    only = entry()
    only["request"]["queryString"] = [{"name": "a", "value": "b c"}]
    imported = read(archive(only))
    [row] = imported.requests[0].query_params
    assert (row.name, row.value) == ("a", "b c")
    assert "The query was taken from queryString" in said(imported)


def test_a_token_request_becomes_the_auth_of_those_that_carry_its_token() -> None:
    got = {"access_token": "tok-1", "expires_in": 60}
    imported = read(
        archive(
            token_call(CREDENTIALS, answer=got, basic="Y2xpZW50OnMlM0FlYw=="),
            entry(ORDERS, "GET", ("authorization", "Bearer tok-1")),
            entry(ORDERS + "/other"),
        )
    )  # fmt: skip
    assert imported.folders[0].auth is not None
    assert dict(imported.folders[0].auth.table) == {
        "type": "oauth2",
        "grant_type": "client_credentials",
        "token_endpoint": "https://login.example.com/token",
        "token_endpoint_auth_method": "client_secret_basic",
        "client_id": "client",
        "client_secret": "{{client_secret}}",
        "scope": "a b",
        "token_parameters": {"audience": "x"},
    }
    [environment] = imported.environments
    assert environment.values["client_secret"].reveal() == "s:ec"
    used, other = imported.requests
    assert (used.auth, used.headers) == (None, ())
    assert other.auth is not None
    assert other.auth.table["type"] == "none"
    assert "Token request (client_credentials) became [auth] of 1 request." in said(imported)
    assert "tok-1" not in repr(imported)


def test_a_refreshed_token_belongs_to_the_auth_of_the_first_one() -> None:
    asked = (
        "https://login.example.com/authorize?response_type=code&client_id=c&scope=openid&state=s"
    )
    imported = read(
        archive(
            entry(asked),
            token_call(CODE, answer={"access_token": "one", "refresh_token": "r1"}),
            entry(ORDERS, "GET", ("Authorization", "Bearer one")),
            token_call(REFRESH, answer={"access_token": "two"}),
            entry(ORDERS + "/2", "GET", ("X-Token", "two")),
            entry(ORDERS + "/3", "GET", ("Authorization", "Bearer two")),
        )
    )  # fmt: skip
    assert imported.folders[0].auth is not None
    table = dict(imported.folders[0].auth.table)
    assert table["authorization_endpoint"] == "https://login.example.com/authorize"
    assert (table["grant_type"], table["scope"]) == ("authorization_code", "openid")
    assert table["redirect_uri"] == "http://127.0.0.1/cb"
    assert "token_parameters" not in table
    assert "2 token requests (authorization_code) became [auth] of 2 requests." in said(imported)


def test_a_token_call_whose_token_nobody_carries_stays_a_request() -> None:
    imported = read(
        archive(token_call("grant_type=client_credentials", answer={"access_token": "t"}), entry())
    )
    assert [one.name for one in imported.requests] == ["token", "v1/orders"]


def test_a_grant_that_is_not_there_is_written_down_whole() -> None:
    imported = read(
        archive(
            token_call(f"{REFRESH}&client_secret=hush-hush", answer={"access_token": "t"}),
            entry(ORDERS, "GET", ("Authorization", "token t")),
        )
    )  # fmt: skip
    assert imported.folders[0].auth is not None
    table = imported.folders[0].auth.table
    assert table["grant_type"] == "refresh_token"
    assert table["placement"] == {"in": "header", "name": "Authorization", "prefix": "token"}
    assert "Grant type refresh_token is not supported." in said(imported)
    assert "hush-hush" not in repr(imported.requests)


def test_chrome_leaves_credentials_out_and_that_is_said() -> None:
    told = "The file has no Authorization and no Cookie headers"
    assert told in said(read(archive(entry(), creator="WebInspector")))
    assert told not in said(
        read(archive(entry(ORDERS, "GET", ("cookie", "a=b")), creator="WebInspector"))
    )
    assert told not in said(read(archive(entry())))


def test_a_bearer_token_goes_into_the_local_file() -> None:
    imported = read(archive(entry(ORDERS, "GET", ("authorization", f"Bearer {JWT}"))))
    [row] = imported.requests[0].headers
    assert row.value == "Bearer {{bearer_credentials}}"
    assert imported.environments[0].values["bearer_credentials"].reveal() == JWT


LONE = (
    '{"method": "GET", "httpVersion": "HTTP/1.1", "url": "https://a.example.com/x"}',
    json.dumps(entry("https://a.example.com/x", startedDateTime="2026-01-01")),
    '{"log": {"entries": [7, {"request": {}}, {"request": {"method": "GET", "url": "https://a.example.com/x"}}]}}',
    '{"creator": {}, "log": {"pages": [], "entries": [{"request": {"method": "GET", "url": "https://a.example.com/x"}}]}}',
)  # fmt: skip


@each_case(LONE)
def test_what_is_less_than_an_archive_is_read(text: str) -> None:
    importer = find_importer(text)
    assert importer is not None
    assert importer.name == "har"
    assert [one.url for one in read(text).requests] == ["https://a.example.com/x"]


def test_no_entries_are_no_requests_and_that_is_said() -> None:
    for text in ('{"log": {"entries": null}}', '{"log": {"entries": []}}'):
        imported = read(text)
        assert imported.requests == ()
        assert "The file has no entries." in said(imported)


REFUSED = (
    ('{"log": {}}', "has no log.entries"),
    ('{"log": {"entries": [', "is not JSON"),
    ('{"log": ' + "[" * 100_000, "nested too deeply"),
)


@each_case(REFUSED, lambda case: case[1])
def test_what_is_no_archive_is_refused_in_a_sentence(case: tuple[str, str]) -> None:
    text, why = case
    with pytest.raises(ImportRejected, match=why):
        read(text)


def test_several_files_have_folders_of_their_own() -> None:
    imported = read_sources(
        [ImportSource("a.har", archive(entry())), ImportSource("b.har", archive(entry()))]
    )
    assert [one.folder for one in imported.collections] == ["a", "b"]
    assert [one.id for one in imported.requests] == ["a/v1-orders", "b/v1-orders"]
