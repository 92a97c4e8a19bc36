"""An authorization server made of Authlib 1.6.12 under Flask; run by the peers' own Python.

What it does with Basic credentials: ``unquote`` on both sides of the first colon, after base64
(``authlib/oauth2/rfc6749/util.py``, ``extract_basic_authorization``). So they are
percent-decoded, but a ``+`` stays a ``+``: a client that encodes a space as ``+`` is refused,
one that writes ``%20`` is let in. A client that does not encode at all is let in as long as no
``%`` in its credentials happens to start an escape.

The method is enforced for each client. An unknown scope is refused; one that the client
may not have is dropped without a word.
"""

from __future__ import annotations

import os
import secrets
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, InvalidGrantError, grants
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion, JWTBearerGrant
from flask import Flask
from flask import request as flask_request
from tests.integration.peers import authlib_people
from tests.integration.peers.peer_clients import (
    BY_KEY,
    BY_SECRET,
    CLIENTS,
    PERSON,
    SCOPES,
    SERVICE_ACCOUNTS,
    UNGRANTED_SCOPE,
    PeerClient,
)
from tests.integration.peers.peer_serving import serve
from tests.rfc_keys import EC_JWK, RSA_JWK

PEOPLE = (
    "authorization_code",
    "refresh_token",
    "urn:ietf:params:oauth:grant-type:device_code",
)


class RegisteredClient(ClientMixin):  # type: ignore[misc] # Authlib has no types
    """What Authlib asks of a client."""

    def __init__(self, client: PeerClient, grant_type: str = "client_credentials") -> None:
        self.client = client
        self.grant_type = grant_type
        self.client_id = client.client_id

    def get_client_id(self) -> str:
        return self.client.client_id

    def get_allowed_scope(self, scope: str) -> str:
        return " ".join(one for one in (scope or "").split() if one in SCOPES)

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(self.client.client_secret.encode(), client_secret.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return endpoint != "token" or method == self.client.token_endpoint_auth_method

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type in (self.grant_type, *PEOPLE)

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.startswith("http://127.0.0.1:")

    def get_default_redirect_uri(self) -> None:
        """There is none: a request has to name its own."""


class Assertions(JWTBearerClientAssertion):  # type: ignore[misc] # no types
    """Assertions for the token endpoint's own address, each once (RFC 7523)."""

    seen: ClassVar[set[str]] = set()

    @property
    def token_url(self) -> str:
        return str(flask_request.base_url)

    @token_url.setter
    def token_url(self, _: str) -> None:
        """The port is known when a request is here."""

    def validate_jti(self, claims: Any, jti: str) -> bool:
        known = jti in self.seen
        self.seen.add(jti)
        return not known

    def resolve_client_public_key(self, client: RegisteredClient, headers: Any) -> Any:
        del headers
        return client.client.client_secret or {
            name: value for name, value in EC_JWK.items() if name != "d"
        }


class ClientCredentials(grants.ClientCredentialsGrant):  # type: ignore[misc] # no types
    """The grant, open to public clients too."""

    TOKEN_ENDPOINT_AUTH_METHODS = (
        "client_secret_basic",
        "client_secret_post",
        "client_assertion_jwt",
        "none",
    )


class Bearer(JWTBearerGrant):  # type: ignore[misc] # no types
    """Assertions as grants: strict about audience, life and repetition (RFC 7523 §3)."""

    seen: ClassVar[set[str]] = set()

    def process_assertion_claims(self, assertion: str) -> Any:
        claims = super().process_assertion_claims(assertion)
        url = str(flask_request.base_url)
        audience = flask_request.host_url.rstrip("/") if claims["iss"] == "318214" else url
        if claims["aud"] != audience:
            raise InvalidGrantError(description="audience is invalid")
        if claims["exp"] - claims["iat"] > 300:
            raise InvalidGrantError(description="The assertion's lifetime exceeds 5 minutes")
        if claims["jti"] in self.seen:
            raise InvalidGrantError(description="jti was already used")
        self.seen.add(claims["jti"])
        return claims

    def resolve_issuer_client(self, issuer: str) -> RegisteredClient:
        if issuer not in SERVICE_ACCOUNTS:
            raise InvalidGrantError(description="account not found")
        return RegisteredClient(PeerClient(issuer, "", ""), self.GRANT_TYPE)

    def resolve_client_key(self, client: RegisteredClient, headers: Any, payload: Any) -> Any:
        del client, payload
        if headers.get("kid", "k-1") != "k-1":
            raise InvalidGrantError(description="No key with this kid")
        return {name: RSA_JWK[name] for name in ("kty", "n", "e")}

    def authenticate_user(self, subject: str) -> str | None:
        return subject if subject in (PERSON, *SERVICE_ACCOUNTS) else None

    def has_granted_permission(self, client: RegisteredClient, user: str) -> bool:
        return user in (PERSON, client.client_id)


def build() -> Flask:
    """The Flask application."""
    everybody = (*CLIENTS, BY_KEY, BY_SECRET)
    registered = {client.client_id: RegisteredClient(client) for client in everybody}
    app = Flask(__name__)
    app.config["OAUTH2_SCOPES_SUPPORTED"] = [*SCOPES, UNGRANTED_SCOPE]
    app.config["OAUTH2_TOKEN_EXPIRES_IN"] = dict.fromkeys(
        ("client_credentials", Bearer.GRANT_TYPE, *PEOPLE), 120
    )
    app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True

    def query_client(client_id: str) -> RegisteredClient | None:
        return registered.get(client_id)

    server = AuthorizationServer(app, query_client=query_client, save_token=authlib_people.keep)
    server.register_grant(ClientCredentials)
    server.register_grant(Bearer)
    authlib_people.register(server, app)
    server.register_client_auth_method(Assertions.CLIENT_AUTH_METHOD, Assertions(""))

    @app.post("/oauth/token")  # type: ignore[untyped-decorator, unused-ignore]
    def issue_token() -> Any:
        return server.create_token_response()

    @app.get("/.well-known/oauth-authorization-server")  # type: ignore[untyped-decorator, unused-ignore]
    def metadata() -> Any:
        issuer = flask_request.host_url.rstrip("/")
        return {
            "issuer": issuer,
            "token_endpoint": f"{issuer}/oauth/token",
            **authlib_people.members(),
            "scopes_supported": [*SCOPES, UNGRANTED_SCOPE],
            "token_endpoint_auth_methods_supported": [
                "client_secret_basic",
                "client_secret_post",
                "client_secret_jwt",
                "private_key_jwt",
                "none",
            ],
        }

    return app


if __name__ == "__main__":
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
    serve(build())
