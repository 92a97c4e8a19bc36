"""Authorization servers that behave as those of known providers do, strictly.

Each has the path, the client authentication, the parameters, the errors and the token response of
its provider; the API behind it wants the token.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, unquote_plus, urlsplit

from tests.patience import PATIENCE

SECRET = "p@ss:w%rd+1 &2=%41/~"
TOKEN = "token-of-the-known-provider"
NONCE = "nonce-of-the-known-provider"
BEARER: Mapping[str, Any] = {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 3600}


@dataclass(frozen=True)
class TokenCall:
    """A token request as the server reads it.

    Attributes:
        form: its parameters; none of them twice.
        basic: client ID and secret of the header, decoded.
        headers: its headers, with names in lower case.
    """

    form: Mapping[str, str]
    basic: tuple[str, str] | None
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Refused(Exception):
    """The server refuses."""

    status: int
    body: Mapping[str, Any]


Answer = Callable[[TokenCall], Mapping[str, Any]]


@dataclass(frozen=True)
class KnownProvider:
    """What one provider does.

    Attributes:
        path: of its token endpoint.
        first: path and query of the request that its template begins with.
        answer: gives the token response, or raises what it refuses with.
    """

    path: str
    first: str
    answer: Answer


def refuse(status: int, error: str, description: str = "", **more: Any) -> Refused:
    described = {"error_description": description} if description else {}
    return Refused(status, {"error": error, **described, **more})


def by_basic(call: TokenCall, client: str, refusal: Refused) -> None:
    """Only the header, decoded as RFC 6749 §2.3.1 says; nothing of the client in the form."""
    if call.basic != (client, SECRET) or "client_secret" in call.form:
        raise refusal


def by_post(call: TokenCall, client: str, refusal: Refused) -> None:
    given = (call.form.get("client_id"), call.form.get("client_secret"))
    if given != (client, SECRET) or call.basic is not None:
        raise refusal


def by_assertion(call: TokenCall, refusal: Refused) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of the client's assertion."""
    kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    if call.form.get("client_assertion_type") != kind or call.basic is not None:
        raise refusal
    return decoded(call.form["client_assertion"])


def decoded(assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The header and the claims of a JWT."""
    parts = assertion.split(".")[:2]
    header, claims = (json.loads(base64.urlsafe_b64decode(one + "==")) for one in parts)
    return header, claims


def by_client_credentials(call: TokenCall) -> None:
    if call.form.get("grant_type") != "client_credentials":
        raise refuse(400, "unsupported_grant_type")


def duende(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-client", refuse(400, "invalid_client"))
    if call.form.get("scope") not in (None, "api"):
        raise refuse(400, "invalid_scope")
    return {**BEARER, "scope": "api"}


def duende_demo(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    bad = refuse(400, "invalid_client")
    scope = {"scope": call.form.get("scope", "api")}
    if call.basic is None:
        _, claims = by_assertion(call, bad)
        if claims["iss"] != "m2m.jwt" or not claims["aud"].endswith("/connect/token"):
            raise bad
        return {**BEARER, **scope}
    client, secret = call.basic
    if secret != "secret":
        raise bad
    if client in ("m2m.dpop", "m2m.dpop.nonce"):
        _, proof = decoded(call.headers["dpop"])
        if client.endswith("nonce") and proof.get("nonce") != NONCE:
            raise refuse(400, "use_dpop_nonce")
        return {**BEARER, "token_type": "DPoP", **scope}
    if client not in ("m2m", "m2m.short"):
        raise bad
    return {**BEARER, "expires_in": 75 if client == "m2m.short" else 3600, **scope}


def keycloak(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    what = "Invalid client or Invalid client credentials"
    by_basic(call, "my-client", refuse(401, "unauthorized_client", what))
    more = {"refresh_expires_in": 0, "not-before-policy": 0, "scope": "profile email"}
    return {**BEARER, "expires_in": 300, **more}


def _entra_scope(call: TokenCall) -> None:
    by_client_credentials(call)
    scope = call.form.get("scope", "")
    if not scope.endswith("/.default") or " " in scope:
        words = f"AADSTS1002012: The provided value for scope {scope} is not valid.\r\nTrace ID: 1"
        raise refuse(400, "invalid_scope", words, error_codes=[1002012])


def entra(call: TokenCall) -> Mapping[str, Any]:
    _entra_scope(call)
    refusal = refuse(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.")
    by_post(call, NO_ID, refusal)
    return {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, **_TOKEN}


def entra_certificate(call: TokenCall) -> Mapping[str, Any]:
    _entra_scope(call)
    refusal = refuse(401, "invalid_client", "AADSTS700027: The certificate was not found.")
    header, claims = by_assertion(call, refusal)
    named = header["alg"] == "PS256" and len(header.get("x5t#S256", "")) == 43
    if not named or not claims["aud"].endswith(f"/{NO_ID}/oauth2/v2.0/token"):
        raise refusal
    if (claims["iss"], claims["sub"]) != (NO_ID, NO_ID):
        raise refusal
    return {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, **_TOKEN}


def entra_federated(call: TokenCall) -> Mapping[str, Any]:
    _entra_scope(call)
    refusal = refuse(401, "invalid_client", "AADSTS70021: No matching federated identity.")
    _, claims = by_assertion(call, refusal)
    if claims["sub"] != "system:serviceaccount:a:b" or call.form.get("client_id") != NO_ID:
        raise refusal
    return {"token_type": "Bearer", "expires_in": 3599, "ext_expires_in": 3599, **_TOKEN}


def auth0(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_post(call, "my-client", refuse(401, "access_denied", "Unauthorized"))
    if not call.form.get("audience"):
        raise refuse(403, "access_denied", "Service not enabled within domain: undefined")
    return {**BEARER, "expires_in": 86400}


def okta(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-client", refuse(401, "invalid_client", "The client secret supplied is bad."))
    if call.form.get("scope") != "orders.read":
        raise refuse(400, "invalid_scope", "The scope is required.")
    return {**BEARER, "scope": "orders.read"}


def okta_org(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    words = (
        "Client Credentials requests to the Org Authorization Server must use the "
        "private_key_jwt token_endpoint_auth_method"
    )
    header, claims = by_assertion(call, refuse(401, "invalid_client", words))
    if not header.get("kid") or not claims["aud"].endswith("/oauth2/v1/token"):
        raise refuse(401, "invalid_client", "The audience claim for client_assertion is not valid.")
    if claims["exp"] - claims["iat"] > 3600:
        raise refuse(401, "invalid_client", "The client_assertion is valid for too long.")
    if not call.form.get("scope", "").startswith("okta."):
        raise refuse(400, "invalid_scope")
    return {**BEARER, "scope": call.form["scope"]}


def cognito(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-client", refuse(400, "invalid_client"))
    if call.form.get("scope") not in (None, "orders/read"):
        raise refuse(400, "invalid_scope")
    return BEARER


def salesforce(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-consumer-key", refuse(400, "invalid_client", "invalid client credentials"))
    return {
        "access_token": TOKEN,
        "signature": "c2lnbmF0dXJl",
        "scope": "api",
        "instance_url": "https://my-company.my.salesforce.com",
        "id": "https://login.salesforce.com/id/00D/005",
        "token_type": "Bearer",
        "issued_at": "1712345678901",
    }


def spotify(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-client", refuse(400, "invalid_client", "Invalid client"))
    return BEARER


def paypal(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-client", refuse(401, "invalid_client", "Client Authentication failed"))
    scope = "https://uri.paypal.com/services/invoicing https://uri.paypal.com/services/applications"
    more = {"app_id": "APP-80W284485P519543T", "nonce": "2026-11-30T07:00:00Zabc"}
    return {"scope": scope, **BEARER, "expires_in": "32400", **more}


def zitadel(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    by_basic(call, "my-service-user", refuse(400, "invalid_client", "client not found"))
    if "openid" not in call.form.get("scope", "").split():
        raise refuse(400, "invalid_scope")
    return {**BEARER, "expires_in": 43199, "id_token": "a.b.c"}


def google(call: TokenCall) -> Mapping[str, Any]:
    if call.form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer":
        raise refuse(400, "unsupported_grant_type", "Invalid grant_type")
    if call.basic is not None or {"client_id", "scope"} & call.form.keys():
        raise refuse(400, "invalid_request")
    header, claims = decoded(call.form["assertion"])
    named = (header["alg"], header["kid"]) == ("RS256", "key-1")
    if not named or claims["iss"] != "robot@my-project.iam.gserviceaccount.com":
        raise refuse(400, "invalid_grant", "Invalid JWT Signature.")
    if not claims["aud"].endswith("/token") or claims["exp"] - claims["iat"] > 3600:
        raise refuse(400, "invalid_grant", "Invalid JWT: Token must be a short-lived token.")
    if not claims.get("scope", "").startswith("https://www.googleapis.com/auth/"):
        raise refuse(400, "invalid_scope", "Invalid OAuth scope or ID token audience provided.")
    return {**BEARER, "expires_in": 3599}


def hydra(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    words = "Client authentication failed. The OAuth 2.0 Client supports client_secret_basic."
    by_basic(call, "my-client", refuse(401, "invalid_client", words, status_code=401))
    if not call.form.get("audience"):
        raise refuse(400, "invalid_request", "Requested audience has not been whitelisted.")
    return {**BEARER, "token_type": "bearer", "expires_in": 3599, "scope": "orders.read"}


def pingone(call: TokenCall) -> Mapping[str, Any]:
    by_client_credentials(call)
    if call.basic is None:
        words = "Request denied: Unsupported authentication method (Correlation ID: 1)"
        raise refuse(401, "invalid_client", words)
    by_basic(call, NO_ID, refuse(401, "invalid_client"))
    return BEARER


NO_ID = "00000000-0000-0000-0000-000000000000"
_TOKEN = {"access_token": TOKEN}
_GRAPH = "/v1.0/organization"
_ENTRA = f"/{NO_ID}/oauth2/v2.0/token"
_HELLO = "/hello"

KNOWN_PROVIDERS: Mapping[str, KnownProvider] = {
    "auth0": KnownProvider("/oauth/token", _HELLO, auth0),
    "cognito": KnownProvider("/oauth2/token", _HELLO, cognito),
    "duende": KnownProvider("/connect/token", _HELLO, duende),
    "duende-demo": KnownProvider("/connect/token", "/api/test", duende_demo),
    "entra": KnownProvider(_ENTRA, _GRAPH, entra),
    "entra-certificate": KnownProvider(_ENTRA, _GRAPH, entra_certificate),
    "entra-federated": KnownProvider(_ENTRA, _GRAPH, entra_federated),
    "google": KnownProvider("/token", "/v1/projects/my-project", google),
    "hydra": KnownProvider("/oauth2/token", _HELLO, hydra),
    "keycloak": KnownProvider("/realms/my-realm/protocol/openid-connect/token", _HELLO, keycloak),
    "okta": KnownProvider("/oauth2/default/v1/token", _HELLO, okta),
    "okta-org": KnownProvider("/oauth2/v1/token", "/api/v1/users?limit=1", okta_org),
    "paypal": KnownProvider("/v1/oauth2/token", "/v1/notifications/webhooks-event-types", paypal),
    "pingone": KnownProvider(f"/{NO_ID}/as/token", f"/v1/environments/{NO_ID}", pingone),
    "salesforce": KnownProvider("/services/oauth2/token", "/services/data", salesforce),
    "spotify": KnownProvider("/api/token", "/v1/search?q=bach&type=album&limit=1", spotify),
    "zitadel": KnownProvider("/oauth/v2/token", _HELLO, zitadel),
}


@dataclass
class ProviderServer:
    """A provider and its API on loopback.

    Attributes:
        provider: how it behaves.
        calls: the token requests that it read.
        paths: paths and queries of the API requests with its token.
    """

    provider: KnownProvider
    url: str = ""
    calls: list[TokenCall] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)

    def token(self, headers: Mapping[str, str], body: bytes) -> tuple[int, Mapping[str, Any]]:
        """The answer to a token request."""
        if not headers["content-type"].startswith("application/x-www-form-urlencoded"):
            return 400, {"error": "invalid_request"}
        form = parse_qs(body.decode())
        if any(len(values) > 1 for values in form.values()):
            return 400, {"error": "invalid_request"}
        call = TokenCall({k: v[0] for k, v in form.items()}, _basic(headers), headers)
        self.calls.append(call)
        try:
            return 200, self.provider.answer(call)
        except Refused as refused:
            return refused.status, refused.body


def _basic(headers: Mapping[str, str]) -> tuple[str, str] | None:
    scheme, _, coded = headers.get("authorization", "").partition(" ")
    if scheme != "Basic":
        return None
    user, _, password = base64.b64decode(coded).decode().partition(":")
    # Right for those who take "+" for a space, and for those who do not.
    assert "+" not in user + password
    assert unquote(password) == unquote_plus(password)
    return unquote(user), unquote(password)


@contextmanager
def provider_server(provider: KnownProvider) -> Iterator[ProviderServer]:
    """Runs a provider in a thread."""
    record = ProviderServer(provider)

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            if urlsplit(self.path).path == provider.path:
                self._say(*record.token(headers, body))
            else:
                self._say(404, {"error": "not_found"})

        def do_GET(self) -> None:
            if self.headers.get("Authorization") == f"Bearer {TOKEN}":
                record.paths.append(self.path)
                self._say(200, {"ok": True})
            else:
                self._say(401, [{"errorCode": "INVALID_SESSION_ID"}])

        def _say(self, status: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            if status == 400:
                self.send_header("DPoP-Nonce", NONCE)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    record.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield record
    finally:
        server.shutdown()
        thread.join(PATIENCE)
        server.server_close()
