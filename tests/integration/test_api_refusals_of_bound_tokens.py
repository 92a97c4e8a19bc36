"""What is said beside an API's 401 to a token that is bound to a client certificate (RFC 8705)."""

from __future__ import annotations

import hashlib
import ssl
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator

import pytest
import trustme
from tests.engine_lab import Lab
from tests.integration.test_api_refusals import BAD, INVALID, Pair
from tests.servers.toxic import Call, ok, toxic_server


@pytest.fixture
async def pair(lab: Lab) -> AsyncIterator[Pair]:
    async with toxic_server(ok()) as login, toxic_server(ok()) as api:
        yield Pair(lab, login, api)


AUTHORITY = trustme.CA()
MINE, OTHER = (AUTHORITY.issue_cert(f"{name}.test") for name in ("mine", "other"))
THUMBPRINT = hashlib.sha256(
    ssl.PEM_cert_to_DER_cert(MINE.cert_chain_pems[0].bytes().decode())
).digest()
BOUND = {
    "cnf": {"x5t#S256": urlsafe_b64encode(THUMBPRINT).decode().rstrip("=")},
    "aud": "https://api",
}


def certificate_and_key(issued: trustme.LeafCert) -> str:
    return issued.private_key_and_cert_chain_pem.bytes().decode()


@pytest.mark.parametrize(
    ("certificate", "why"),
    [
        ("", "  The token is bound to a client certificate (cnf), and none was sent."),
        (
            certificate_and_key(OTHER),
            "  The token is bound to another client certificate (cnf) than the one that was sent.",
        ),
    ],
    ids=["none", "another"],
)
async def test_a_token_that_is_bound_to_a_certificate_the_api_does_not_see(
    certificate: str, why: str, pair: Pair
) -> None:
    pair.give(BOUND)
    pair.refuse(INVALID)
    pair.lab.write({"me.pem": certificate})
    pair.configure('[tls]\nclient_certificate = "me.pem"\n' if certificate else "")
    said = await pair.said()
    assert said[0] == "warning: The API rejected a fresh token: 401 invalid_token"
    assert said[1:] == [why, "  Check client_certificate in [tls]."]


async def test_a_proxy_may_hide_the_certificate_that_a_token_is_bound_to(pair: Pair) -> None:
    pair.give(BOUND)
    pair.refuse(INVALID)
    pair.lab.write({"me.pem": certificate_and_key(MINE)})
    pair.configure('[tls]\nclient_certificate = "me.pem"\n')
    assert "bound" not in "".join(await pair.said())
    async with toxic_server(ok(b"no", INVALID, status=BAD)) as proxy:
        pair.configure(f'[tls]\nclient_certificate = "me.pem"\n[proxy]\nurl = "{proxy.url}"\n')

        async def forward(call: Call) -> None:
            server = pair.login if b"/token" in call.head else pair.api
            await server.behaviour(call)

        proxy.behaviour = forward
        said = await pair.said()
    assert said[1].startswith("  The token is bound to the client certificate, which proxy http://")
    assert said[2].startswith("  Add 127.0.0.1:")
    assert said[2].endswith(" to no_proxy.")
