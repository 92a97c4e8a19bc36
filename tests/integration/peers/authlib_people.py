"""People at Authlib's server: the authorization code grant, device codes, refresh tokens.

Whoever opens a page agrees at once. Refresh tokens are used once. A device code is told to slow
down at its first poll, and its page approves it. Redirects name the issuer (RFC 9207).
"""

from __future__ import annotations

from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, TokenMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc8628 import (
    DeviceAuthorizationEndpoint,
    DeviceCodeGrant,
    DeviceCredentialDict,
)
from authlib.oauth2.rfc9207 import IssuerParameter
from flask import Flask
from flask import request as flask_request

ANN = "ann"
METHODS = ("client_secret_basic", "client_secret_post", "none")


def issuer() -> str:
    """The issuer, whose port is known when a request is here."""
    return str(flask_request.host_url).rstrip("/")


class Code(AuthorizationCodeMixin):  # type: ignore[misc] # Authlib has no types
    """A code that was given to a browser."""

    def __init__(self, request: Any) -> None:
        data = request.payload.data
        self.redirect_uri = request.payload.redirect_uri
        self.scope = request.payload.scope
        self.code_challenge = data.get("code_challenge")
        self.code_challenge_method = data.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return str(self.redirect_uri)

    def get_scope(self) -> str:
        return self.scope or ""


class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc] # no types
    """The grant; a code is good once."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    codes: ClassVar[dict[str, Code]] = {}

    def save_authorization_code(self, code: str, request: Any) -> None:
        self.codes[code] = Code(request)

    def query_authorization_code(self, code: str, client: object) -> Code | None:
        del client
        return self.codes.pop(code, None)

    def delete_authorization_code(self, authorization_code: Code) -> None:
        """It is gone since it was found."""

    def authenticate_user(self, authorization_code: Code) -> str:
        del authorization_code
        return ANN


class Refreshable(TokenMixin):  # type: ignore[misc] # no types
    """A token that was issued with a refresh token."""

    def __init__(self, client_id: str, scope: str) -> None:
        self.client_id = client_id
        self.scope = scope

    def check_client(self, client: Any) -> bool:
        return bool(client.get_client_id() == self.client_id)

    def get_scope(self) -> str:
        return self.scope


class RefreshGrant(grants.RefreshTokenGrant):  # type: ignore[misc] # no types
    """The grant; a refresh token is good once."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True
    tokens: ClassVar[dict[str, Refreshable]] = {}

    def authenticate_refresh_token(self, refresh_token: str) -> Refreshable | None:
        return self.tokens.pop(refresh_token, None)

    def authenticate_user(self, refresh_token: Refreshable) -> str:
        del refresh_token
        return ANN

    def revoke_old_credential(self, refresh_token: Refreshable) -> None:
        """It is gone since it was found."""


class Devices(DeviceAuthorizationEndpoint):  # type: ignore[misc] # no types
    """Gives device codes."""

    INTERVAL = 1
    given: ClassVar[dict[str, DeviceCredentialDict]] = {}
    approved: ClassVar[set[str]] = set()

    def get_verification_uri(self) -> str:
        return f"{issuer()}/device"

    def save_device_credential(self, client_id: str, scope: str, data: Any) -> None:
        self.given[data["device_code"]] = DeviceCredentialDict(
            client_id=client_id, scope=scope, **data
        )


class DeviceGrant(DeviceCodeGrant):  # type: ignore[misc] # no types
    """Polled by devices."""

    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def query_device_credential(self, device_code: str) -> DeviceCredentialDict | None:
        return Devices.given.get(device_code)

    def query_user_grant(self, user_code: str) -> tuple[str, bool] | None:
        polled = any(
            one["user_code"] == user_code and one.get("polls") for one in Devices.given.values()
        )
        return (ANN, True) if polled and user_code in Devices.approved else None

    def should_slow_down(self, credential: DeviceCredentialDict) -> bool:
        polls = int(credential.get("polls", 0))
        credential["polls"] = polls + 1
        return polls == 0


class Issuer(IssuerParameter):  # type: ignore[misc] # no types
    """Names the issuer in each redirect."""

    def get_issuer(self) -> str:
        return issuer()


def keep(token: dict[str, Any], request: Any) -> None:
    """Keeps the refresh token of a token that was issued."""
    if token.get("refresh_token"):
        found = Refreshable(request.client.get_client_id(), token.get("scope", ""))
        RefreshGrant.tokens[token["refresh_token"]] = found


def register(server: AuthorizationServer, app: Flask) -> None:
    """Adds the grants, and the pages that people open."""
    server.register_grant(CodeGrant, [CodeChallenge(required=True)])
    server.register_grant(RefreshGrant)
    server.register_grant(DeviceGrant)
    server.register_endpoint(Devices)
    server.register_extension(Issuer())

    @app.get("/authorize")  # type: ignore[untyped-decorator, unused-ignore]
    def authorize() -> Any:
        return server.create_authorization_response(grant_user=ANN)

    @app.post("/device_authorization")  # type: ignore[untyped-decorator, unused-ignore]
    def device_authorization() -> Any:
        return server.create_endpoint_response(Devices.ENDPOINT_NAME)

    @app.get("/device")  # type: ignore[untyped-decorator, unused-ignore]
    def device() -> str:
        Devices.approved.add(flask_request.args["user_code"])
        return "Approved."


def members() -> dict[str, Any]:
    """What the metadata says of them (RFC 8414 §2)."""
    return {
        "authorization_endpoint": f"{issuer()}/authorize",
        "device_authorization_endpoint": f"{issuer()}/device_authorization",
        "authorization_response_iss_parameter_supported": True,
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
    }
