"""The demo's authorization server: a token endpoint, its metadata and its keys."""

from __future__ import annotations

import asyncio
import html
import secrets
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from outrider.demo.client_assertion import ALGORITHMS
from outrider.demo.clients import SCOPES, AuthorizationServerOptions
from outrider.demo.loopback import peer_certificate
from outrider.demo.request_log import RequestLog
from outrider.demo.signing_key import SigningKey
from outrider.demo.token_request import (
    AuthorizedGrant,
    ClientProof,
    TokenRefusal,
    read_token_request,
)
from outrider.oauth.certificate_thumbprint import X5T_S256, certificate_thumbprint

TOKEN_PATH = "/connect/token"
JWKS_PATH = "/.well-known/jwks.json"
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
NOT_STORED = {"Cache-Control": "no-store", "Pragma": "no-cache"}


class AuthorizationServer:
    """Issues signed access tokens for client credentials.

    Attributes:
        issuer: its own address; known once its socket is.
        options: how it behaves; assign another to change that while it runs.
        recorder: every request that it got.
        key: signs its tokens.
        mtls_url: its address that asks for client certificates; empty without one.
    """

    def __init__(self, options: AuthorizationServerOptions, now: Callable[[], float]) -> None:
        self.issuer = ""
        self.options = options
        self.recorder = RequestLog()
        self._now = now
        self.key = SigningKey()
        self._live: dict[str, int] = {}
        self._used: set[str] = set()
        self.mtls_url = ""

    def revoke_all(self) -> None:
        """Every token issued so far stops being accepted, though it has not expired."""
        self._live = {}

    def is_live(self, token_id: str) -> bool:
        """Whether the token of this ``jti`` was issued here and not revoked."""
        return token_id in self._live

    def asgi(self) -> ASGIApp:
        """The application, recorded."""
        routes = [
            Route(TOKEN_PATH, self._token, methods=EVERY_METHOD),
            Route("/.well-known/openid-configuration", self._metadata),
            Route("/.well-known/oauth-authorization-server", self._metadata),
            Route(JWKS_PATH, self._jwks),
        ]
        return self.recorder.wrap(Starlette(routes=routes))

    def token_requests(self) -> int:
        """How many requests the token endpoint got (of the newest 2000 of all)."""
        return sum(1 for one in self.recorder.requests if one.path == TOKEN_PATH)

    async def _metadata(self, _: Request) -> Response:
        """RFC 8414 §2."""
        aliases = {"token_endpoint": self.mtls_url + TOKEN_PATH} if self.mtls_url else {}
        return JSONResponse(
            {
                "issuer": self.issuer,
                "token_endpoint": self.issuer + TOKEN_PATH,
                "jwks_uri": self.issuer + JWKS_PATH,
                "grant_types_supported": ["client_credentials"],
                "token_endpoint_auth_methods_supported": [
                    "client_secret_basic",
                    "client_secret_post",
                    "private_key_jwt",
                    "self_signed_tls_client_auth",
                    "none",
                ],
                "token_endpoint_auth_signing_alg_values_supported": list(ALGORITHMS),
                "tls_client_certificate_bound_access_tokens": bool(self.mtls_url),
                "mtls_endpoint_aliases": aliases,
                "response_types_supported": [],
                "scopes_supported": list(SCOPES),
            }
        )

    async def _jwks(self, _: Request) -> Response:
        return JSONResponse(self.key.jwks())

    async def _token(self, request: Request) -> Response:
        options = self.options
        await asyncio.sleep(options.delay)
        if options.refusal:
            return JSONResponse(dict(options.refusal), 400, NOT_STORED)
        if request.method != "POST":
            refusal = TokenRefusal("invalid_request", "Ask for tokens with POST.", 405)
            answer = _refused(refusal, request, options)
            answer.headers["Allow"] = "POST"
            return answer
        try:
            grant = read_token_request(
                request.headers.get("content-type"),
                request.headers.getlist("authorization"),
                await request.body(),
                options,
                self._proof(request),
            )
        except TokenRefusal as refusal:
            return _refused(refusal, request, options)
        return self._granted(grant, options, peer_certificate(request))

    def _proof(self, request: Request) -> ClientProof:
        addresses = [one for one in (self.issuer, self.mtls_url) if one]
        audiences = (*addresses, *(one + TOKEN_PATH for one in addresses))
        return ClientProof(peer_certificate(request), audiences, self._now(), self._used)

    def _granted(
        self, grant: AuthorizedGrant, options: AuthorizationServerOptions, certificate: bytes
    ) -> Response:
        lifetime = grant.client.lifetime if options.lifetime is None else options.lifetime
        issued_at = int(self._now())
        token_id = secrets.token_urlsafe(12)
        scope = " ".join(grant.scopes)
        audiences = list(grant.audiences)
        claims: dict[str, Any] = {
            "iss": self.issuer,
            "sub": grant.client.client_id,
            "client_id": grant.client.client_id,
            "aud": audiences[0] if len(audiences) == 1 else audiences,
            "iat": issued_at,
            "exp": issued_at + lifetime,
            "jti": token_id,
            "scope": scope,
        }
        if certificate:
            # Bound to what the connection showed (RFC 8705 §3.1).
            claims["cnf"] = {X5T_S256: certificate_thumbprint(certificate)}
        live = {one: expiry for one, expiry in self._live.items() if expiry > issued_at}
        self._live = {**live, token_id: issued_at + lifetime}
        answer: dict[str, Any] = {
            "access_token": self.key.sign(claims),
            "token_type": "Bearer",
            "expires_in": lifetime,
            "scope": scope,
        }
        answer |= options.override
        for name in options.omit:
            answer.pop(name, None)
        return JSONResponse(answer, headers=NOT_STORED)


def _refused(
    refusal: TokenRefusal, request: Request, options: AuthorizationServerOptions
) -> Response:
    if options.html_errors and "application/json" not in request.headers.get("accept", ""):
        page = f"<!doctype html><title>Error</title><p>{html.escape(refusal.description)}</p>\n"
        answer: Response = HTMLResponse(page, refusal.status)
    else:
        members = {"error": refusal.error, "error_description": refusal.description}
        answer = JSONResponse(members, refusal.status, NOT_STORED)
    if refusal.challenge is not None:
        answer.headers["WWW-Authenticate"] = refusal.challenge
    return answer
