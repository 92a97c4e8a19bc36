"""The demo's authorization server is as strict as real ones."""

from __future__ import annotations

import base64
import time
from dataclasses import replace
from urllib.parse import quote

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey
from tests.servers.plain_client import FORM, Answer, ask, ask_token, basic, raw_basic
from tests.servers.strict import (
    AWKWARD_ID,
    AWKWARD_SECRET,
    EASY,
    STRICT,
    StrictServers,
)

from outrider.demo.client_assertion import assertion_problem
from outrider.demo.clients import ASSERTING_CLIENT, TEST_SECRET, AuthorizationServerOptions
from outrider.demo.servers import DemoServers

AWKWARD_PAIR = (AWKWARD_ID, AWKWARD_SECRET)
GRANT = ("grant_type", "client_credentials")
EASY_BASIC = basic("easy", "easy-secret")


def easy(servers: StrictServers, *fields: tuple[str, str]) -> Answer:
    return ask_token(servers.token_url, (GRANT, *fields), authorization=EASY_BASIC)


def test_a_token_is_a_signed_jwt_that_its_published_key_verifies(
    demo_servers: StrictServers,
) -> None:
    answer = easy(demo_servers, ("scope", "orders.read"))
    metadata = ask("GET", demo_servers.issuer + "/.well-known/openid-configuration").json
    keys = KeySet.import_key_set(ask("GET", metadata["jwks_uri"]).json)
    token = jwt.decode(answer.json["access_token"], keys, algorithms=["ES256"])
    assert answer.status == 200
    assert answer.header("cache-control") == "no-store"
    assert answer.json["expires_in"] == 3600
    assert answer.json["scope"] == "orders.read"
    assert token.header["typ"] == "at+jwt"
    assert token.claims["iss"] == demo_servers.issuer == metadata["issuer"]
    assert token.claims["client_id"] == "easy"
    assert token.claims["aud"] == EASY.audiences[0]


def test_both_metadata_documents_name_the_token_endpoint(demo_servers: StrictServers) -> None:
    for name in ("openid-configuration", "oauth-authorization-server"):
        metadata = ask("GET", f"{demo_servers.issuer}/.well-known/{name}").json
        assert metadata["token_endpoint"] == demo_servers.token_url


@pytest.mark.parametrize("space", ["%20", "+"])
def test_basic_credentials_are_form_decoded(demo_servers: StrictServers, space: str) -> None:
    pair = ":".join(quote(one, safe=" ").replace(" ", space) for one in AWKWARD_PAIR)
    credential = "Basic " + base64.b64encode(pair.encode()).decode()
    assert ask_token(demo_servers.token_url, authorization=credential).status == 200


@pytest.mark.parametrize("pair", ["easy", "easy:100%", "easy:%zz", "easy:%ff", "é:x"])
def test_basic_credentials_that_cannot_be_form_decoded_are_told_apart_from_wrong_ones(
    demo_servers: StrictServers, pair: str
) -> None:
    credential = "Basic " + base64.b64encode(pair.encode()).decode()
    answer = ask_token(demo_servers.token_url, authorization=credential)
    assert answer.status == 401
    assert "form-encoded" in answer.json["error_description"]


def test_basic_credentials_that_are_not_form_encoded_are_refused_where_that_matters(
    demo_servers: StrictServers,
) -> None:
    refused = ask_token(demo_servers.token_url, authorization=raw_basic(AWKWARD_ID, AWKWARD_SECRET))
    plain = ask_token(demo_servers.token_url, authorization=raw_basic("easy", "easy-secret"))
    assert (refused.status, refused.json["error"]) == (401, "invalid_client")
    assert (refused.header("www-authenticate") or "").startswith("Basic ")
    assert plain.status == 200


def test_credentials_may_come_in_the_body(demo_servers: StrictServers) -> None:
    fields = (GRANT, ("client_id", AWKWARD_ID), ("client_secret", AWKWARD_SECRET))
    assert ask_token(demo_servers.token_url, fields).status == 200


def test_a_public_client_sends_its_id_alone(demo_servers: StrictServers) -> None:
    fields = (GRANT, ("client_id", "public"))
    assert ask_token(demo_servers.token_url, fields).status == 200


@pytest.mark.parametrize(
    ("fields", "authorization"),
    [
        ((("client_id", "basic-only"), ("client_secret", "basic-secret")), None),
        ((), basic("post-only", "post-secret")),
        ((("client_id", "easy"),), None),
        ((("client_id", "public"), ("client_secret", "guess")), None),
        ((("client_id", "easy"), ("client_secret", "wrong")), None),
        ((), basic("easy", "wrong")),
        ((), basic("nobody", "easy-secret")),
        ((), "Bearer abc"),
        ((), "Basic ???"),
        ((), None),
    ],
)
def test_a_client_that_does_not_authenticate_as_it_should_is_refused(
    demo_servers: StrictServers,
    fields: tuple[tuple[str, str], ...],
    authorization: str | None,
) -> None:
    answer = ask_token(demo_servers.token_url, (GRANT, *fields), authorization=authorization)
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert answer.json["error_description"]
    assert (answer.header("www-authenticate") is not None) == (authorization is not None)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ((GRANT, ("client_id", "easy"), ("client_secret", "easy-secret")), "invalid_request"),
        ((GRANT, ("client_id", "public")), "invalid_request"),
        ((GRANT, GRANT), "invalid_request"),
        ((GRANT, ("audience", "a"), ("audience", "b")), "invalid_request"),
        ((("scope", "orders.read"),), "invalid_request"),
        ((("grant_type", "password"),), "unsupported_grant_type"),
        ((GRANT, ("scope", "")), "invalid_scope"),
        ((GRANT, ("scope", "orders.read  orders.write")), "invalid_scope"),
        ((GRANT, ("scope", "orders.read everything")), "invalid_scope"),
        ((GRANT, ("audience", "https://elsewhere.example")), "invalid_target"),
        ((GRANT, ("resource", "relative")), "invalid_target"),
    ],
)
def test_a_wrong_request_is_refused_with_the_code_of_the_rfc(
    demo_servers: StrictServers, fields: tuple[tuple[str, str], ...], error: str
) -> None:
    answer = ask_token(demo_servers.token_url, fields, authorization=EASY_BASIC)
    assert (answer.status, answer.json["error"]) == (400, error)
    assert answer.header("cache-control") == "no-store"


@pytest.mark.parametrize("content_type", ["multipart/form-data; boundary=x", "text/plain", None])
def test_only_a_form_urlencoded_body_is_read(
    demo_servers: StrictServers, content_type: str | None
) -> None:
    answer = ask_token(demo_servers.token_url, authorization=EASY_BASIC, content_type=content_type)
    assert (answer.status, answer.json["error"]) == (400, "invalid_request")


def test_a_charset_beside_the_content_type_is_fine(demo_servers: StrictServers) -> None:
    answer = ask_token(
        demo_servers.token_url, authorization=EASY_BASIC, content_type=f"{FORM};charset=UTF-8"
    )
    assert answer.status == 200


def test_tokens_are_asked_for_with_post(demo_servers: StrictServers) -> None:
    url = f"{demo_servers.token_url}?grant_type=client_credentials"
    answer = ask("GET", url, headers={"Accept": "application/json"})
    assert (answer.status, answer.header("allow")) == (405, "POST")


def test_a_resource_may_repeat_and_becomes_the_audience(demo_servers: StrictServers) -> None:
    answer = easy(demo_servers, *(("resource", one) for one in EASY.audiences[:2]))
    keys = KeySet.import_key_set(dict(demo_servers.authorization.key.jwks()))  # type: ignore[arg-type]
    token = jwt.decode(answer.json["access_token"], keys, algorithms=["ES256"])
    assert token.claims["aud"] == list(EASY.audiences[:2])


def test_errors_are_html_for_who_does_not_ask_for_json(demo_servers: StrictServers) -> None:
    answer = ask("POST", demo_servers.token_url, body=b"", headers={"Content-Type": FORM})
    assert (answer.header("content-type") or "").startswith("text/html")


def test_a_refusal_answers_whatever_was_asked(demo_servers: StrictServers) -> None:
    refusal = {"error": "invalid_scope", "error_description": "Nope."}
    demo_servers.authorization.options = replace(STRICT, refusal=refusal)
    answer = easy(demo_servers)
    assert (answer.status, answer.json) == (400, refusal)


def test_a_slow_server_answers_rightly_in_the_end(demo_servers: StrictServers) -> None:
    demo_servers.authorization.options = replace(STRICT, delay=0.3)
    began = time.monotonic()
    assert easy(demo_servers).status == 200
    assert time.monotonic() - began >= 0.3


def test_members_of_an_answer_can_be_changed_and_left_out(demo_servers: StrictServers) -> None:
    demo_servers.authorization.options = replace(
        STRICT,
        override={"token_type": "bearer"},
        omit=("expires_in",),
        withheld_scopes=("billing",),
    )
    answer = easy(demo_servers).json
    assert answer["token_type"] == "bearer"
    assert "expires_in" not in answer
    assert answer["scope"] == "orders.read orders.write"


def test_every_request_is_on_record(demo_servers: StrictServers) -> None:
    easy(demo_servers, ("scope", "orders.read"))
    (recorded,) = demo_servers.authorization.recorder.requests
    assert (recorded.method, recorded.path) == ("POST", "/connect/token")
    assert recorded.header("Authorization") == EASY_BASIC
    assert recorded.form == (GRANT, ("scope", "orders.read"))
    assert demo_servers.authorization.token_requests() == 1
    assert demo_servers.api.recorder.count == 0


def test_a_stopped_server_refuses_connections_and_comes_back_at_its_port(
    demo_servers: StrictServers,
) -> None:
    before = demo_servers.token_url
    demo_servers.stop_authorization_server()
    with pytest.raises(ConnectionRefusedError):
        easy(demo_servers)
    demo_servers.start_authorization_server()
    assert demo_servers.token_url == before
    assert easy(demo_servers).status == 200


def test_a_secret_signs_with_the_algorithms_of_secrets_only() -> None:
    claims = {"iss": "orders-jwt", "sub": "orders-jwt", "aud": "t", "exp": 60, "jti": "1"}
    key = ASSERTING_CLIENT.assertion_key
    assert key is not None
    for algorithm, taken in (("HS256", True), ("HS512", True), ("ES256", False)):
        signing = OctKey.import_key(TEST_SECRET) if taken else ECKey.generate_key("P-256")
        sent = jwt.encode({"alg": algorithm}, claims, signing, algorithms=[algorithm])
        why, identifier = assertion_problem(sent, "orders-jwt", key, ("t",), 0.0)
        assert (not why, identifier) == (taken, "1" if taken else "")


def test_a_secret_that_signs_does_not_travel() -> None:
    secret = ("client_secret", TEST_SECRET)
    with DemoServers(AuthorizationServerOptions(clients=(ASSERTING_CLIENT,))) as servers:
        answer = ask_token(servers.token_url, (GRANT, ("client_id", "orders-jwt"), secret))
    assert answer.status == 401
    assert "authenticates by client_secret_jwt" in answer.json["error_description"]
