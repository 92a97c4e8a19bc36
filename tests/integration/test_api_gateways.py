"""What is said of an API behind a gateway: a key, a policy, a page, a size, another prefix."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
from tests.engine_lab import Lab
from tests.integration.test_api_refusals import BAD, INVALID, NONE, Pair
from tests.servers.toxic import ok, toxic_server

from outrider.next_steps import EditKey

JSON = b"Content-Type: application/json"
HTML = b"Content-Type: text/html"
FORBIDDEN = b"403 Forbidden"
WHERE = "(requests/list.toml)"


@pytest.fixture
async def pair(lab: Lab) -> AsyncIterator[Pair]:
    """An authorization server and an API, and what both say."""
    async with toxic_server(ok()) as login, toxic_server(ok()) as api:
        made = Pair(lab, login, api)
        made.configure()
        yield made


def message(text: str) -> bytes:
    return json.dumps({"message": text}).encode()


KEYS = {
    "azure": (
        b'WWW-Authenticate: AzureApiManagementKey realm="x",name="X-Contoso-Key",type="header"',
        BAD,
        message("Access denied due to missing subscription key."),
        "requires header X-Contoso-Key",
        "X-Contoso-Key",
    ),
    "azure-words": (
        JSON,
        BAD,
        message("Access denied due to missing subscription key."),
        "probably requires header Ocp-Apim-Subscription-Key",
        "Ocp-Apim-Subscription-Key",
    ),
    "kong": (
        b'WWW-Authenticate: Key realm="kong"',
        BAD,
        message("No API key found in request"),
        "probably requires header apikey",
        "apikey",
    ),
    "apigee": (
        JSON,
        BAD,
        b'{"fault": {"faultstring": "Failed to resolve API Key request.header.x-app-key"}}',
        "requires header x-app-key",
        "x-app-key",
    ),
    "rapid": (
        JSON,
        BAD,
        message("Missing RapidAPI application key."),
        "probably requires header X-RapidAPI-Key",
        "X-RapidAPI-Key",
    ),
    "google": (
        JSON,
        FORBIDDEN,
        b'{"error": {"code": 403, "message": "Method does not allow unregistered callers."}}',
        "probably requires header X-Goog-Api-Key",
        "X-Goog-Api-Key",
    ),
    "aws": (
        b"x-amzn-ErrorType: ForbiddenException",
        FORBIDDEN,
        message("Forbidden"),
        "probably requires header x-api-key",
        "x-api-key",
    ),
    "words": (
        JSON,
        FORBIDDEN,
        message("The X-Gateway-Key API key is missing"),
        "requires header x-gateway-key",
        "x-gateway-key",
    ),
}


@pytest.mark.parametrize("name", KEYS)
async def test_a_gateway_that_wants_a_key_beside_the_token(name: str, pair: Pair) -> None:
    field, status, body, requires, header = KEYS[name]
    pair.give({"aud": "https://other.example"})
    pair.refuse(field, *(() if field == JSON else (JSON,)), status=status, body=body)
    what, *more = await pair.said()
    assert what == f"warning: The API requires a key: {status.decode()}"
    assert more[-2:] == [
        f"  The gateway of the API {requires} beside the token.",
        f"  Add header {header} with your key to the request {WHERE}, or to its folder.",
    ]
    (note,) = (await pair.result()).notes
    assert note.step == EditKey("requests/list.toml", None, "headers")


async def test_a_key_in_the_query(pair: Pair) -> None:
    words = "Failed to resolve API Key variable request.queryparam.apikey"
    pair.refuse(JSON, body=message(words))
    assert (await pair.said())[2:] == [
        "  The gateway of the API requires query parameter apikey beside the token.",
        f"  Add query parameter apikey with your key to the request {WHERE}.",
    ]


async def test_a_key_that_nobody_names(pair: Pair) -> None:
    pair.refuse(JSON, body=message("API key required"))
    assert (await pair.said())[2:] == [
        "  A gateway in front of the API requires a key beside the token.",
        "  Ask the provider of the API for a key and its header, and add it to the request "
        f"{WHERE}.",
    ]


async def test_a_key_that_was_sent_is_rejected(pair: Pair) -> None:
    pair.lab.request("keyed", more='[[headers]]\nname = "apikey"\nvalue = "k"\n')
    pair.refuse(b'WWW-Authenticate: Key realm="kong"', JSON, body=message("Unauthorized"))
    said = await pair.said("keyed")
    assert said[0] == "warning: The API rejected the key: 401 Unauthorized"
    assert said[-2:] == [
        "  Header apikey was sent, and its key was not accepted.",
        "  Check header apikey (requests/keyed.toml:2).",
    ]


async def test_a_request_without_a_token_needs_the_key_and_no_auth(pair: Pair) -> None:
    pair.lab.request("open", more=NONE)
    pair.refuse(JSON, body=message("No API key found in request"))
    assert (await pair.said("open"))[0] == "warning: The API requires a key: 401 Unauthorized"


async def test_an_api_that_asks_for_another_prefix(pair: Pair) -> None:
    for challenge, prefix in (
        ('JWT realm="api"', "JWT"),
        ("Token", "Token"),
        ("GenieKey", "GenieKey"),
    ):
        pair.refuse(f"WWW-Authenticate: {challenge}".encode())
        assert (await pair.said())[1:] == [
            f'  The API asks for "{prefix}" before the token; it was sent with "Bearer".',
            '  Set placement = { in = "header", name = "Authorization", prefix = '
            f'"{prefix}" }} in [auth.default] (environments/dev.toml:6).',
        ]


async def test_a_prefix_that_the_api_asks_for_is_not_advised_again(pair: Pair) -> None:
    pair.configure('placement = { prefix = "Token" }\n')
    pair.refuse(b"WWW-Authenticate: Token")
    assert not any("before the token" in line for line in await pair.said())
    pair.refuse(b"WWW-Authenticate: Bearer")
    assert (await pair.said())[1:] == [
        '  The API asks for "Bearer" before the token; it was sent with "Token".',
        '  Set placement = { in = "header", name = "Authorization", prefix = "Bearer" } in '
        "[auth.default] (environments/dev.toml:12).",
    ]


async def test_an_api_that_asks_for_basic_or_finds_no_token(pair: Pair) -> None:
    pair.refuse(b'WWW-Authenticate: Basic realm="x"')
    assert (await pair.said())[1:] == [
        "  It was sent a token, which its challenge (WWW-Authenticate) does not name.",
        '  Set type = "basic" in [auth.default] (environments/dev.toml:7), or check the URL.',
    ]
    pair.refuse(JSON, body=message("Authentication credentials were not provided."))
    assert (await pair.said())[2:] == [
        "  The API found no token where it looks; it was sent as Authorization: Bearer.",
        "  Ask the provider of the API where it expects the token, and set placement in "
        "[auth.default] (environments/dev.toml:6).",
    ]


SERVERS = {
    "realms/shop/protocol/openid-connect/token": "audience mapper",
    "tenant/oauth2/v2.0/token": "application ID URI",
    "oauth2/aus1/v1/token": "authorization server of Okta",
    "oauth/v2/token": "urn:zitadel:iam:org:project:id:PROJECT:aud",
    "connect/token": "Add the scope that belongs to the API",
}


@pytest.mark.parametrize("path", SERVERS)
async def test_a_server_that_takes_no_audience_parameter_is_not_sent_one(
    path: str, pair: Pair
) -> None:
    pair.configure()
    file = pair.lab.root / "environments/dev.toml"
    file.write_text(file.read_text().replace("/token", f"/{path}"))
    pair.give({"aud": "account"})
    pair.refuse(INVALID + b', error_description="The audience is invalid, expected: orders"')
    why, advice = (await pair.said())[2:]
    assert why == '  The token\'s aud is "account", expected "orders".'
    assert SERVERS[path] in advice
    assert "audience =" not in advice


PAGES = {
    "firewall": (
        FORBIDDEN,
        b"<title>Access Denied</title><p>Reference #18.7f",
        "The request was blocked in front of the API: 403 Forbidden",
        "A firewall or CDN (Akamai) blocks this machine or network.",
    ),
    "bot": (
        FORBIDDEN,
        b"<title>Just a moment...</title>",
        "The request was blocked in front of the API: 403 Forbidden",
        "A bot check in front of the API wants a browser.",
    ),
    "mesh": (
        FORBIDDEN,
        b"RBAC: access denied",
        "The request was blocked in front of the API: 403 Forbidden",
        'A policy of the service mesh (Istio or Envoy) does not let client "m2m" through.',
    ),
    "network": (
        b"511 Network Authentication Required",
        b"<title>Portal</title>",
        "The network requires a sign-in: 511 Network Authentication Required",
        "The network of this machine has a captive portal: the API got no request.",
    ),
    "stopped": (
        FORBIDDEN,
        b"<title>Web App - Unavailable</title><h1>Error 403 - This web app is stopped.</h1>",
        "The API is not running: 403 Forbidden",
        "Its host says that the application is stopped.",
    ),
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_in_front_of_the_api(name: str, pair: Pair) -> None:
    status, body, what, why = PAGES[name]
    pair.refuse(HTML, status=status, body=body)
    said = await pair.said()
    assert (said[0], said[2]) == (f"warning: {what}", f"  {why}")
    assert said[1].startswith('  API message: "')
    assert len(said) == 4
    assert (await pair.result()).error is None


async def test_a_path_that_an_aws_gateway_does_not_have(pair: Pair) -> None:
    error = b"x-amzn-ErrorType: MissingAuthenticationTokenException"
    pair.refuse(error, JSON, status=FORBIDDEN, body=message("Missing Authentication Token"))
    what, *_, advice = await pair.said()
    assert what == "warning: The API has nothing at this path: 403 Forbidden"
    assert advice == "  Check the stage and path of the URL (requests/list.toml:1)."


@pytest.mark.parametrize("status", [b"400 Bad Request", b"431 Request Header Fields Too Large"])
async def test_a_token_that_is_too_large_for_the_api(status: bytes, pair: Pair) -> None:
    pair.give({"aud": "x", "groups": ["group"] * 1000})
    pair.refuse(HTML, status=status, body=b"<h1>Request Header Or Cookie Too Large</h1>")
    said = await pair.said()
    assert said[0].startswith("warning: The API does not accept headers of this size: 4")
    assert said[2] == "  The access token has 12 kB."


@pytest.mark.parametrize("status", [b"400 Bad Request", b"403 Forbidden"])
async def test_a_refusal_of_the_api_itself_has_no_note(status: bytes, pair: Pair) -> None:
    pair.refuse(JSON, status=status, body=message("You may not delete invoices."))
    assert await pair.said() == []


async def test_a_redirect_to_a_sign_in_page_is_noted(pair: Pair) -> None:
    pair.refuse(b"Location: https://login.example/login?next=1", status=b"302 Found")
    said = await pair.said()
    assert said[0] == (
        "warning: This is not the API's response, but a redirect to a sign-in page (302): "
        "https://login.example/login?next=1"
    )
    assert WHERE in said[2] or "(requests/list.toml:" in said[2]


async def test_a_redirect_to_another_page_is_not(pair: Pair) -> None:
    pair.refuse(b"Location: /orders/", status=b"302 Found")
    assert await pair.said() == []


@pytest.mark.parametrize(
    ("headers", "advice"),
    [
        ((b"X-RateLimit-Remaining: 0", b"X-RateLimit-Reset: 90"), "in 1 min 30 s (X-RateLimit"),
        ((b"RateLimit-Remaining: 0", b"RateLimit: limit=5, reset=20"), "in 20 s (RateLimit)."),
        ((b"X-RateLimit-Remaining: 0",), "later."),
    ],
)
async def test_a_limit_under_a_403_is_told_with_its_end(
    headers: tuple[bytes, ...], advice: str, pair: Pair
) -> None:
    pair.refuse(JSON, *headers, status=FORBIDDEN, body=message("Slow down."))
    said = await pair.said()
    assert said[0].startswith("warning: The API limits the rate of requests")
    assert f"Try again {advice}" in "\n".join(said)


async def test_a_limit_that_is_not_used_up_is_no_cause(pair: Pair) -> None:
    headers = (b"X-RateLimit-Remaining: 7", b"X-RateLimit-Reset: 90")
    pair.refuse(JSON, *headers, status=FORBIDDEN, body=message("Not yours."))
    assert "X-RateLimit" not in "\n".join(await pair.said())
