"""No credential gets into a draft, and nothing else is lost."""

from __future__ import annotations

import json
from base64 import b64encode
from types import MappingProxyType
from typing import Any

import pytest
from msgspec import structs

from outrider.engine.editing.draft_secrets import (
    page_without_credentials,
    request_without_credentials,
    with_filed_credentials,
)
from outrider.engine.editing.page_autosave import restored_table
from outrider.errors import SourceLocation
from outrider.model.secret import MASK, Secret
from outrider.model.workspace import AuthTable, FormBody, NameValueRow, Request, TextBody
from outrider.redaction import Redactor
from outrider.storage.draft_folder import PageDraft, RequestDraft
from outrider.storage.writing.table_encoding import encode_request
from outrider.variables.reference_grammar import reference_spans

TYPED, KNOWN = "k3Jq9ZvT1m-typed", "known-secret-value"
FILE = "requests/list.toml"


def known() -> Redactor:
    redactor = Redactor()
    redactor.register([Secret(KNOWN)])
    return redactor


def auth(**table: str) -> AuthTable:
    return AuthTable(MappingProxyType(table), {}, SourceLocation(FILE, ("auth",)))


def request(**more: Any) -> Request:
    return Request(id="list", name="List", file=FILE, method="POST", **more)


WAYS = {
    "the URL": request(url=f"https://u:{TYPED}@a.example/?api_key={TYPED}"),
    "a header": request(url="https://a.example", headers=(NameValueRow("X-Api-Key", TYPED),)),
    "authorization": request(headers=(NameValueRow("Authorization", f"Bearer {TYPED}"),)),
    "a switched off row": request(headers=(NameValueRow("X-Api-Key", TYPED, enabled=False),)),
    "a query": request(query_params=(NameValueRow("token", TYPED),)),
    "an auth": request(auth=auth(type="basic", username="u", password=TYPED)),
    "a bearer": request(auth=auth(type="bearer", token=TYPED)),
    "a form": request(body=FormBody((NameValueRow("client_secret", TYPED),))),
    "JSON": request(body=TextBody("json", json.dumps({"a": 1, "password": TYPED}))),
    "a known value in a text": request(body=TextBody("text", f"say {KNOWN} twice {KNOWN}")),
    "a known value, respelled": request(body=TextBody("text", "say known%2Dsecret%2Dvalue")),
    "a known value in a description": request(description=f"uses {KNOWN}"),
}


@pytest.mark.parametrize("typed", WAYS.values(), ids=list(WAYS))
def test_no_credential_is_in_a_draft_and_a_send_would_stop_there(typed: Request) -> None:
    draft = request_without_credentials(RequestDraft(typed, "0"), None, known())
    kept = json.dumps(encode_request(draft.request))
    for secret in (TYPED, KNOWN, "known%2Dsecret"):
        assert secret not in kept
    assert MASK not in kept
    assert draft.withheld
    assert all("{{" + name + "}}" in kept for name in draft.withheld)
    assert all(name.endswith("_not_kept") for name in draft.withheld)


def test_all_else_is_kept_as_it_was_typed() -> None:
    typed = request(
        url="{{base}}/x?page=2",
        headers=(NameValueRow("X-Api-Key", TYPED), NameValueRow("Accept", "a/b")),
        body=TextBody("json", '{ "note": "hello",\n "n": 1 }'),
        auth=auth(type="bearer", token="{{token}}"),
    )
    draft = request_without_credentials(RequestDraft(typed, "0"), None, known())
    headers = (NameValueRow("X-Api-Key", "{{x_api_key_not_kept}}"), typed.headers[1])
    assert draft.request == structs.replace(typed, headers=headers)


def test_a_backslash_before_a_known_value_leaves_a_reference_that_stops_a_send() -> None:
    typed = request(body=TextBody("text", rf"CORP\{KNOWN} \{{{{x}} \\{{{{y}}}}"))
    kept = request_without_credentials(RequestDraft(typed, "0"), None, known()).request
    assert isinstance(kept.body, TextBody)
    [name, other] = [one.name for one in reference_spans(kept.body.content or "")]
    assert (name, other) == ("secret_not_kept", "y")


def test_what_the_file_has_comes_back_from_the_file() -> None:
    saved = request(
        headers=(NameValueRow("X-Api-Key", "k3Jq9ZvT1m-filed"),),
        auth=auth(type="basic", username="u", password="filed"),
    )
    typed = structs.replace(
        saved,
        url="https://a.example/new",
        headers=(*saved.headers, NameValueRow("X-Auth-Token", TYPED)),
    )
    draft = request_without_credentials(RequestDraft(typed, "0"), saved, known())
    assert "filed" not in json.dumps(encode_request(draft.request)).replace("filed_", "")
    assert draft.withheld == ("x_auth_token_not_kept",)
    back = with_filed_credentials(draft, saved)
    own = (*saved.headers, NameValueRow("X-Auth-Token", "{{x_auth_token_not_kept}}"))
    assert encode_request(back) == encode_request(structs.replace(typed, headers=own))


def test_what_the_file_has_no_more_stays_a_reference() -> None:
    saved = request(headers=(NameValueRow("X-Api-Key", TYPED),))
    draft = request_without_credentials(
        RequestDraft(structs.replace(saved, url="https://b"), "0"), saved, known()
    )
    back = with_filed_credentials(draft, request())
    assert back.headers[0].value == "{{x_api_key_not_kept}}"


class _Page:
    def __init__(self, before: dict[str, Any]) -> None:
        self.before = before


BEFORE: dict[str, Any] = {
    "variables": {"base_url": "https://a.example", "api_key": "k3Jq9ZvT1m-filed"},
    "secrets": {"old": "hush-hush", "from": {"env": "KEY"}},
    "auth": {"default": {"type": "basic", "username": "u", "password": "filed-password"}},
    "proxy": {"url": "http://u:filed-proxy@p.example"},
}


def edited() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(json.dumps(BEFORE))
    table["variables"]["base_url"] = "https://b.example"
    table["variables"]["note"] = f"like {KNOWN}"
    table["secrets"] |= {"typed": "short", "old": TYPED, "from": TYPED}
    table["auth"]["default"]["scope"] = "x"
    table["auth"]["other"] = {"type": "bearer", "token": TYPED}
    return table


def test_no_credential_of_a_page_is_in_its_draft() -> None:
    draft = page_without_credentials(PageDraft("dev", BEFORE, edited()), known())
    kept = json.dumps([draft.before, draft.table])
    secrets = (TYPED, KNOWN, "hush-hush", '"short"', "filed-password", "filed-proxy", "-filed")
    assert [one for one in secrets if one in kept] == []
    assert set(draft.withheld) == {
        "variables.note",
        "secrets.typed",
        "secrets.old",
        "secrets.from",
        "auth.other.token",
    }


def test_a_page_comes_back_with_what_its_files_have() -> None:
    draft = page_without_credentials(PageDraft("dev", BEFORE, edited()), known())
    back = restored_table(draft, _Page(BEFORE))  # type: ignore[arg-type]
    wanted = edited()
    wanted["variables"]["note"] = "{{note_not_kept}}"
    wanted["secrets"] |= {"typed": "", "old": "hush-hush", "from": {"env": "KEY"}}
    wanted["auth"]["other"]["token"] = "{{token_not_kept}}"
    assert back == wanted


def test_a_credential_is_in_a_draft_at_none_of_its_places() -> None:
    basic = b64encode(f"me:{TYPED}".encode()).decode()
    rows = [("X-Api-Key", TYPED), ("X-Legacy", TYPED), ("X-Both", basic), ("X-Kept", "as it is")]
    typed = request(
        url=f"https://a.example/?k={TYPED}",
        headers=tuple(NameValueRow(*row) for row in rows),
        body=TextBody("text", f"also {TYPED}, and {TYPED}"),
        description=f"uses {TYPED}",
    )
    draft = request_without_credentials(RequestDraft(typed, ""), None, known())
    assert TYPED not in repr(draft)
    assert basic not in repr(draft)
    assert draft.request.headers[3].value == "as it is"


def test_what_came_in_a_variable_is_in_no_draft_however_short_it_is() -> None:
    request = Request("a", "a", "requests/a.toml", "GET", "https://a.test/x/pw1?q=pw1&r=pw12")
    typed = RequestDraft(request, "")
    draft = request_without_credentials(typed, None, Redactor(), {"PASS": Secret("pw12")})
    assert draft.request.url == "https://a.test/x/pw1?q=pw1&r={{pass_not_kept}}"
    assert draft.withheld == ("pass_not_kept",)
