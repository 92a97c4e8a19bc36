"""The JWT bearer grant where servers refuse, want it twice, or nothing may be sent."""

from __future__ import annotations

import json
import sys
from base64 import urlsafe_b64decode
from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from joserfc.jwk import ECKey
from tests.engine_lab import Lab
from tests.rfc_keys import EC_JWK, EC_TEXT
from tests.servers.toxic import Behaviour, Call, ok, response, toxic_server

from outrider.engine.send.send_job import SendResult

GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PEM = ECKey.import_key(EC_JWK).as_pem(private=True).decode()  # type: ignore[arg-type]
ACCOUNT = json.dumps(
    {
        "type": "service_account",
        "private_key_id": "k-1",
        "private_key": PEM,
        "client_email": "robot@orders.example.com",
    }
)
ENVIRONMENT = """
[variables]
base_url = "{url}/api"
[secrets]
account = '''{account}'''
key = '''{key}'''
[auth.default]
type = "oauth2"
grant_type = "{grant}"
{server}
{more}
"""
BY_ACCOUNT = 'service_account = "{{account}}"'
FOR_ANN = f'{BY_ACCOUNT}\nassertion_subject = "ann@example.com"\nscope = "orders"'
SALESFORCE = 'private_key = "{{key}}"\nclient_id = "app"\nassertion_subject = "ann@example.com"'


async def sends(
    lab: Lab,
    behaviour: Behaviour,
    more: str,
    server: str = 'token_endpoint = "{url}/token"',
    account: str = ACCOUNT,
) -> tuple[SendResult, list[bytes], list[bytes]]:
    async with toxic_server(behaviour) as running:
        text = ENVIRONMENT.format(
            url=running.url,
            account=account,
            key=EC_TEXT,
            grant=GRANT,
            server=server.format(url=running.url),
            more=more,
        )
        lab.write({"environments/dev.toml": text}).request("list")
        async with lab.workbench() as bench:
            result = await lab.send(bench)
        return result, running.heads, running.bodies


def refusal(error: str, words: str, status: bytes = b"400 Bad Request") -> Behaviour:
    return ok(json.dumps({"error": error, "error_description": words}).encode(), status=status)


WORDS: list[tuple[str, str, str, str]] = [
    (
        BY_ACCOUNT,
        "invalid_grant",
        "Invalid JWT Signature.",
        "it has another key for the service account. | Check that the provider has the public key "
        'of secret "account" (environments/dev.toml:5)',
    ),
    (
        BY_ACCOUNT,
        "invalid_grant",
        "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
        " Check your iat and exp values in the JWT claim.",
        "has expired or is not valid yet. | Check the clock of this machine.",
    ),
    (
        BY_ACCOUNT,
        "invalid_grant",
        "Invalid grant: account not found",
        "does not accept the assertion of the service account. | Check that the provider has the",
    ),
    (
        FOR_ANN,
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not "
        "authorized for any of the scopes requested.",
        'The service account may not act for "ann@example.com", or not with this scope. | Approve',
    ),
    (
        BY_ACCOUNT,
        "unauthorized_client",
        "",
        f"The service account is known, but may not use {GRANT}. | Allow",
    ),
    (
        SALESFORCE,
        "invalid_grant",
        "user hasn't approved this consumer",
        'Client "app" may not act for "ann@example.com", or not with this scope. | Approve',
    ),
    (
        SALESFORCE,
        "invalid_grant",
        "audience is invalid",
        "another audience in the assertion. | Add assertion_audience",
    ),
    (
        SALESFORCE,
        "invalid_grant",
        "invalid assertion",
        'not accept an assertion for "ann@example.com". | Check assertion_subject (environments/d',
    ),
    (SALESFORCE, "unsupported_grant_type", "grant type not supported", f"not offer {GRANT} at"),
]


@pytest.mark.parametrize(("more", "error", "words", "said"), WORDS)
async def test_a_refusal_is_told_in_the_words_of_the_assertion(
    more: str, error: str, words: str, said: str, lab: Lab
) -> None:
    result, heads, _ = await sends(lab, refusal(error, words), more)
    assert result.error is not None
    assert result.error.exit_code == 4
    assert said in f"{result.error.why} | {result.error.advice}"
    assert len(heads) == 1


@pytest.mark.parametrize(
    ("account", "more", "what"),
    [
        ("{}", BY_ACCOUNT, "service_account is JSON, and not the key file of a service account."),
        (
            ACCOUNT.replace("BEGIN", "BEGUN"),
            BY_ACCOUNT,
            "private_key of service_account is neither",
        ),
        (ACCOUNT, 'private_key = "{{key}}"', "has no assertion_issuer and no client_id."),
        (
            ACCOUNT,
            'private_key = "{{account}}"',
            "private_key is the key file of a service account, not a JWK.",
        ),
        (ACCOUNT, f'{BY_ACCOUNT}\ntoken_endpoint_auth_signing_alg = "RS256"', "does not suit"),
        (ACCOUNT, f'{BY_ACCOUNT}\nx5t = "x5t"', "x5t needs the certificate of private_key of"),
        (ACCOUNT, f'{BY_ACCOUNT}\nprivate_key = "{{{{key}}}}"', "has both private_key and service"),
        (ACCOUNT, "", "has no private_key."),
    ],
)
@pytest.mark.parametrize("server", ['token_endpoint = "{url}/token"', 'issuer = "{url}"'])
async def test_a_key_that_cannot_be_used_stops_all_and_is_never_shown(
    account: str, more: str, what: str, server: str, lab: Lab
) -> None:
    result, heads, _ = await sends(lab, ok(), more, server, account)
    assert result.error is not None
    assert result.error.exit_code == 3
    assert what in result.error.what
    assert PEM.splitlines()[1] not in f"{result.error}{result.error.advice}"
    assert heads == []


async def test_a_server_that_wants_a_nonce_gets_another_assertion(lab: Lab) -> None:
    async def answer(call: Call) -> None:
        form = parse_qs(call.body.decode())
        if call.target != "/token":
            await call.say(response(b"{}"))
        elif b"nonce" not in decoded(call.head):
            error = b'{"error": "use_dpop_nonce"}'
            await call.say(response(error, b"DPoP-Nonce: n", status=b"400 Bad Request"))
        else:
            assert form["grant_type"] == [GRANT]
            token = b'{"access_token": "abc", "token_type": "DPoP", "expires_in": 60}'
            await call.say(response(token))

    result, heads, bodies = await sends(lab, answer, f"{BY_ACCOUNT}\ndpop = true")
    assert result.error is None
    assert len(heads) == 3
    first, second = (parse_qs(one.decode())["assertion"] for one in bodies[:2])
    assert first != second
    assert b"authorization: dpop abc" in heads[2].lower()


def decoded(head: bytes) -> bytes:
    """The claims of the proof in a request."""
    line = next(one for one in head.split(b"\r\n") if one.lower().startswith(b"dpop:"))
    part = line.split(b".")[1]
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))


async def test_without_the_package_that_signs_nothing_is_sent(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "joserfc", None)
    monkeypatch.setitem(sys.modules, "joserfc.jwk", None)
    result, heads, _ = await sends(lab, ok(), BY_ACCOUNT)
    assert result.error is not None
    assert result.error.what == "The JWT bearer grant needs the optional package joserfc."
    assert heads == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda text: text.replace('"orders"', '"other"'), "auth changed: scope"),
        (lambda text: text.replace("ann@", "bob@"), "auth changed: assertion_subject"),
        (lambda text: text.replace("k-1", "k-2"), "auth changed: service_account"),
    ],
)
async def test_another_account_or_subject_is_another_token(
    change: Callable[[str], str], reason: str, lab: Lab
) -> None:
    token = b'{"access_token": "abc", "token_type": "Bearer", "expires_in": 60}'
    async with toxic_server(ok(token)) as running, lab.workbench() as bench:
        text = ENVIRONMENT.format(
            url=running.url,
            account=ACCOUNT,
            key=EC_TEXT,
            grant=GRANT,
            server=f'token_endpoint = "{running.url}/token"',
            more=FOR_ANN,
        )
        lab.write({"environments/dev.toml": text})
        first = await lab.token(bench)
        assert first.reason_code == "first_use"
        assert (await lab.token(bench)).reason_code == "fresh"
        lab.write({"environments/dev.toml": change(text)})
        assert (await lab.token(bench)).reason == reason
    assert PEM.splitlines()[1] not in "".join(part.value for part in first.key.parts)
