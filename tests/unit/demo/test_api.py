"""The demo's API takes nothing but good tokens, and answers in every way."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from tests.servers.plain_client import Answer, ask, ask_token, basic
from tests.servers.strict import STRICT, StrictServers

from outrider.body_views.event_stream import EventStreamParser
from outrider.demo.api import ApiOptions
from outrider.demo.clients import AUDIENCE, DEV_AUDIENCE
from outrider.demo.signing_key import SigningKey

GRANT = ("grant_type", "client_credentials")


def token(servers: StrictServers, scope: str = "orders.read", audience: str = AUDIENCE) -> str:
    answer = ask_token(
        servers.token_url,
        (GRANT, ("scope", scope), ("audience", audience)),
        authorization=basic("easy", "easy-secret"),
    )
    return str(answer.json["access_token"])


def call(
    servers: StrictServers,
    path: str,
    bearer: str | None = None,
    method: str = "GET",
    value: object = None,
) -> Answer:
    headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
    body = None
    if value is not None:
        headers["Content-Type"] = "application/json"
        body = json.dumps(value).encode()
    return ask(method, servers.api_url + path, headers=headers, body=body)


def test_orders_are_listed_for_a_good_token(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    everything = call(demo_servers, "/v2/orders", bearer).json
    open_ones = call(demo_servers, "/v2/orders?status=open&limit=1", bearer).json
    of_one = call(demo_servers, "/v2/customers/42/orders", bearer).json
    assert everything["count"] > open_ones["count"] > len(open_ones["orders"]) == 1
    assert {order["customer"]["name"] for order in of_one["orders"]} == {"Harbour Deli"}


def test_no_token_is_answered_with_a_challenge_that_names_no_error(
    demo_servers: StrictServers,
) -> None:
    answer = call(demo_servers, "/v2/orders")
    assert answer.status == 401
    assert answer.header("www-authenticate") == 'Bearer realm="orders"'


def refused(answer: Answer, why: str) -> bool:
    challenge = answer.header("www-authenticate") or ""
    return answer.status == 401 and 'error="invalid_token"' in challenge and why in challenge


def test_a_token_signed_with_another_key_is_refused(demo_servers: StrictServers) -> None:
    forged = SigningKey().sign(
        {"iss": demo_servers.issuer, "aud": AUDIENCE, "exp": 4e9, "scope": "orders.read"}
    )
    assert refused(call(demo_servers, "/v2/orders", forged), "not one of ours")
    assert refused(call(demo_servers, "/v2/orders", "abc"), "not one of ours")


def test_an_unsigned_token_is_refused(demo_servers: StrictServers) -> None:
    _, claims, _ = token(demo_servers).split(".")
    unsigned = f"eyJhbGciOiJub25lIn0.{claims}."
    assert refused(call(demo_servers, "/v2/orders", unsigned), "not one of ours")


def test_a_token_from_another_issuer_is_refused(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    issuer = demo_servers.authorization.issuer
    demo_servers.authorization.issuer = "https://elsewhere.example"
    answer = call(demo_servers, "/v2/orders", bearer)
    demo_servers.authorization.issuer = issuer
    assert refused(answer, "another issuer")


def test_a_token_of_one_environment_is_refused_by_another(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers, audience=DEV_AUDIENCE)
    assert call(demo_servers, "/dev/v2/orders", bearer).status == 200
    assert call(demo_servers, "/v2/orders", bearer).status == 200
    assert refused(call(demo_servers, "/production/v2/orders", bearer), "another audience")


def test_an_expired_token_is_refused_from_that_very_second(demo_servers: StrictServers) -> None:
    demo_servers.authorization.options = replace(STRICT, lifetime=60)
    bearer = token(demo_servers)
    demo_servers.clock.offset = 58
    assert call(demo_servers, "/v2/orders", bearer).status == 200
    demo_servers.clock.offset = 60
    assert refused(call(demo_servers, "/v2/orders", bearer), "expired")


def test_a_revoked_token_is_refused_and_a_new_one_is_not(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    demo_servers.authorization.revoke_all()
    assert refused(call(demo_servers, "/v2/orders", bearer), "revoked")
    assert call(demo_servers, "/v2/orders", token(demo_servers)).status == 200


def test_a_missing_scope_is_answered_with_403_and_its_name(demo_servers: StrictServers) -> None:
    answer = call(demo_servers, "/v2/invoices", token(demo_servers), "POST", {"order": 1001})
    challenge = answer.header("www-authenticate") or ""
    assert answer.status == 403
    assert 'error="insufficient_scope"' in challenge
    assert 'scope="billing"' in challenge


def test_orders_are_created_read_and_deleted(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers, "orders.read orders.write billing")
    wanted = {"customer": 7, "product": "Bagel", "quantity": 3, "note": "now"}
    created = call(demo_servers, "/v2/orders", bearer, "POST", wanted)
    where = created.header("location") or ""
    assert created.status == 201
    assert call(demo_servers, where, bearer).json["note"] == "now"
    invoice = call(demo_servers, "/v2/invoices", bearer, "POST", {"order": created.json["id"]})
    assert invoice.json["customer"]["name"] == "Café Lindgren"
    assert call(demo_servers, where, bearer, "DELETE").status == 204
    assert call(demo_servers, where, bearer).status == 404


@pytest.mark.parametrize(
    "value", [[], {"customer": "x"}, {"customer": 7, "product": "B", "quantity": 0}]
)
def test_an_order_that_is_none_is_refused(demo_servers: StrictServers, value: object) -> None:
    answer = call(demo_servers, "/v2/orders", token(demo_servers, "orders.write"), "POST", value)
    assert answer.status in (400, 422)
    assert answer.header("content-type") == "application/problem+json"


def test_the_token_may_stand_in_the_query_but_not_twice(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    assert call(demo_servers, f"/v2/orders?access_token={bearer}").status == 200
    assert call(demo_servers, f"/v2/orders?access_token={bearer}", bearer).status == 400


def test_the_echo_shows_everything_and_needs_no_token(demo_servers: StrictServers) -> None:
    answer = ask(
        "PATCH",
        demo_servers.api_url + "/echo?q=%2F&q=2",
        headers={"Authorization": "Bearer shown", "X-Two": "a b"},
        body=b"\xff\x00",
    ).json
    assert answer["method"] == "PATCH"
    assert answer["target"] == "/echo?q=%2F&q=2"
    assert ["authorization", "Bearer shown"] in answer["headers"]
    assert answer["body_base64"] == "/wA="


@pytest.mark.parametrize("status", [404, 418, 500, 503, 599])
def test_any_error_can_be_had(demo_servers: StrictServers, status: int) -> None:
    answer = call(demo_servers, f"/error/{status}", token(demo_servers))
    assert (answer.status, answer.json["status"]) == (status, status)


@pytest.mark.parametrize("size", [0, 1, 25_000, 1_000_000])
def test_a_large_answer_is_json_of_at_least_that_size(
    demo_servers: StrictServers, size: int
) -> None:
    answer = call(demo_servers, f"/large?bytes={size}", token(demo_servers))
    numbers = [row["id"] for row in answer.json]
    assert size <= len(answer.body) < size + 200
    assert numbers == list(range(1, len(numbers) + 1))


def test_slow_redirect_and_whoami_answer(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    assert call(demo_servers, "/slow?seconds=0.01", bearer).json == {"waited": 0.01}
    assert call(demo_servers, "/slow?seconds=nan", bearer).status == 400
    target = quote("http://127.0.0.1:9/x?y=z", safe="")
    moved = call(demo_servers, f"/redirect?status=308&to={target}", bearer)
    assert (moved.status, moved.header("location")) == (308, "http://127.0.0.1:9/x?y=z")
    assert call(demo_servers, "/redirect?to=a%0D%0Ab", bearer).status == 400
    assert call(demo_servers, "/whoami", bearer).json["scopes"] == ["orders.read"]


def test_the_health_endpoint_is_open(demo_servers: StrictServers) -> None:
    assert call(demo_servers, "/v2/health").json == {"status": "ok"}


def test_every_token_can_be_refused_with_and_without_a_word(demo_servers: StrictServers) -> None:
    bearer = token(demo_servers)
    demo_servers.api.options = ApiOptions(refuse_all=True, silent_challenge=True)
    assert call(demo_servers, "/v2/orders", bearer).header("www-authenticate") == "Bearer"
    demo_servers.api.options = ApiOptions(refuse_all=True)
    assert refused(call(demo_servers, "/v2/orders", bearer), "at the moment")


def test_headers_can_be_added_to_every_answer(demo_servers: StrictServers) -> None:
    cookies = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"))
    demo_servers.api.options = ApiOptions(headers=cookies)
    answer = call(demo_servers, "/health")
    assert [value for name, value in answer.headers if name.lower() == "set-cookie"] == [
        "a=1",
        "b=2",
    ]


def test_events_go_on_after_the_last_one(demo_servers: StrictServers) -> None:
    wanted = "/orders/events?seconds=0.001&count=3"
    answer = call(demo_servers, wanted, token(demo_servers))
    assert answer.status == 200
    first = EventStreamParser().feed(answer.body)
    assert [(one.id, one.event) for one in first] == [
        ("1", "order.placed"),
        ("2", "order.packed"),
        ("3", "order.shipped"),
    ]
    assert json.loads(first[0].data)["order"] == 2001
    headers = {"Authorization": f"Bearer {token(demo_servers)}", "Last-Event-ID": "3"}
    again = ask("GET", demo_servers.api_url + wanted, headers=headers)
    assert [one.id for one in EventStreamParser().feed(again.body)] == ["4", "5", "6"]
    for wrong in ("seconds=nan", "seconds=0", "count=-1", "count=x"):
        refused = call(demo_servers, f"/orders/events?{wrong}", token(demo_servers))
        assert refused.status == 400
    assert call(demo_servers, "/orders/events").status == 401
