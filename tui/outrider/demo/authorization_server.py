"""The demo's authorization server: a token endpoint, its metadata and its keys."""

from __future__ import annotations

import asyncio
import html
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from outrider.demo.client_assertion import ALGORITHMS
from outrider.demo.clients import (
    BASIC,
    ISSUED_CERTIFICATE,
    KEY_ASSERTION,
    POST,
    SCOPES,
    SECRET_ASSERTION,
    SELF_SIGNED,
    AuthorizationServerOptions,
)
from outrider.demo.dpop_proofs import ALGORITHM as PROOF_ALGORITHM
from outrider.demo.dpop_proofs import USE_NONCE, ProofChecker, ProofRefused
from outrider.demo.loopback import peer_certificate
from outrider.demo.request_log import RequestLog
from outrider.demo.sign_in_pages import authorization_page, device_page
from outrider.demo.sign_ins import SignIns
from outrider.demo.signing_key import SigningKey
from outrider.demo.token_request import (
    GRANT_TYPES,
    NONE,
    AuthorizedGrant,
    ClientProof,
    ClientRequest,
    TokenRefusal,
    read_client_request,
    read_token_request,
)
from outrider.oauth.certificate_thumbprint import X5T_S256, certificate_thumbprint

TOKEN_PATH = "/connect/token"
INTROSPECTION_PATH = "/connect/introspect"
REVOCATION_PATH = "/connect/revoke"
DEVICE_PATH = "/connect/device"
DEVICE_PAGE = "/device"
AUTHORIZATION_PAGE = "/connect/authorize"
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
        self._sign_ins = SignIns(now)
        self._used: set[str] = set()
        self._proofs = ProofChecker(now)
        self.mtls_url = ""

    def revoke_all(self) -> None:
        """Every token issued so far stops being accepted, though it has not expired."""
        self._live = {}
        self._sign_ins.revoke_all()

    def is_live(self, token_id: str) -> bool:
        """Whether the token of this ``jti`` was issued here and not revoked."""
        return token_id in self._live

    def asgi(self) -> ASGIApp:
        """The application, recorded."""
        routes = [
            Route(TOKEN_PATH, self._token, methods=EVERY_METHOD),
            Route(INTROSPECTION_PATH, self._introspect, methods=["POST"]),
            Route(REVOCATION_PATH, self._revoke, methods=["POST"]),
            Route(DEVICE_PATH, self._device, methods=["POST"]),
            Route(DEVICE_PAGE, self._device_page, methods=["GET", "POST"]),
            Route(AUTHORIZATION_PAGE, self._authorization_page, methods=["GET", "POST"]),
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
        paths = {
            "token_endpoint": TOKEN_PATH,
            "introspection_endpoint": INTROSPECTION_PATH,
            "revocation_endpoint": REVOCATION_PATH,
        }
        aliases = {name: self.mtls_url + path for name, path in paths.items() if self.mtls_url}
        return JSONResponse(
            {
                "issuer": self.issuer,
                **{name: self.issuer + path for name, path in paths.items()},
                "device_authorization_endpoint": self.issuer + DEVICE_PATH,
                "authorization_endpoint": self.issuer + AUTHORIZATION_PAGE,
                "authorization_response_iss_parameter_supported": True,
                "code_challenge_methods_supported": ["S256"],
                "jwks_uri": self.issuer + JWKS_PATH,
                "grant_types_supported": list(GRANT_TYPES),
                "token_endpoint_auth_methods_supported": [
                    BASIC,
                    POST,
                    SECRET_ASSERTION,
                    KEY_ASSERTION,
                    ISSUED_CERTIFICATE,
                    SELF_SIGNED,
                    NONE,
                ],
                "token_endpoint_auth_signing_alg_values_supported": [
                    one for names in ALGORITHMS.values() for one in names
                ],
                "dpop_signing_alg_values_supported": [PROOF_ALGORITHM],
                "tls_client_certificate_bound_access_tokens": bool(self.mtls_url),
                "mtls_endpoint_aliases": aliases,
                "response_types_supported": ["code"],
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
            known = await self._client_request(request, options)
            thumbprint = self._thumbprint(request)
            grant = read_token_request(known, options, self._sign_ins.redeem)
        except TokenRefusal as refusal:
            answer = _refused(refusal, request, options)
            if refusal.error == USE_NONCE:
                answer.headers["DPoP-Nonce"] = self._proofs.nonce
            return answer
        return self._granted(grant, options, peer_certificate(request), thumbprint)

    def _thumbprint(self, request: Request) -> str:
        """The key that the token will be bound to (RFC 9449 §5); empty without a proof."""
        proofs = request.headers.getlist("dpop")
        if not proofs:
            return ""
        try:
            url = str(request.url.replace(query="", fragment=""))
            return self._proofs.thumbprint(proofs, request.method, url)
        except ProofRefused as refused:
            raise TokenRefusal(refused.error, refused.description) from None

    async def _client_request(
        self, request: Request, options: AuthorizationServerOptions
    ) -> ClientRequest:
        return read_client_request(
            request.headers.get("content-type"),
            request.headers.getlist("authorization"),
            await request.body(),
            options,
            self._proof(request),
        )

    async def _introspect(self, request: Request) -> Response:
        """RFC 7662 §2."""
        try:
            known = await self._client_request(request, self.options)
        except TokenRefusal as refusal:
            return _refused(refusal, request, self.options)
        token = known.first("token")
        claims = self._claims(token)
        if claims.get("client_id") == known.client.client_id:
            return JSONResponse({"active": True, "token_type": "Bearer", **claims})
        active = self._sign_ins.knows(known.client, token)
        return JSONResponse({"active": active}, headers=NOT_STORED)

    async def _revoke(self, request: Request) -> Response:
        """RFC 7009 §2."""
        try:
            known = await self._client_request(request, self.options)
        except TokenRefusal as refusal:
            return _refused(refusal, request, self.options)
        token = known.first("token")
        claims = self._claims(token)
        if claims.get("client_id") == known.client.client_id:
            self._live.pop(str(claims["jti"]), None)
        elif self._sign_ins.knows(known.client, token):
            self._sign_ins.revoke(token)
        return Response(b"", 200, NOT_STORED)

    def _claims(self, token: str) -> Mapping[str, Any]:
        """What a token of this server says that is worth something; nothing of any other."""
        claims = self.key.read(token)
        is_over = not claims or self._now() >= int(claims.get("exp", 0))
        return {} if is_over or not self.is_live(str(claims.get("jti"))) else claims

    async def _device(self, request: Request) -> Response:
        try:
            known = await self._client_request(request, self.options)
            page = self.issuer + DEVICE_PAGE
            answer = self._sign_ins.start_device(known.client, known.form, page)
        except TokenRefusal as refusal:
            return _refused(refusal, request, self.options)
        return JSONResponse(answer, headers=NOT_STORED)

    async def _device_page(self, request: Request) -> Response:
        return await device_page(request, self._sign_ins)

    async def _authorization_page(self, request: Request) -> Response:
        return await authorization_page(request, self._sign_ins, self.options.client, self.issuer)

    def _proof(self, request: Request) -> ClientProof:
        addresses = [one for one in (self.issuer, self.mtls_url) if one]
        audiences = (
            *addresses,
            *(
                one + path
                for one in addresses
                for path in (TOKEN_PATH, INTROSPECTION_PATH, REVOCATION_PATH)
            ),
        )
        return ClientProof(peer_certificate(request), audiences, self._now(), self._used)

    def _granted(
        self,
        grant: AuthorizedGrant,
        options: AuthorizationServerOptions,
        certificate: bytes,
        thumbprint: str,
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
        if thumbprint:
            # Bound to the key of the proof (RFC 9449 §6.1).
            claims["cnf"] = {**claims.get("cnf", {}), "jkt": thumbprint}
        live = {one: expiry for one, expiry in self._live.items() if expiry > issued_at}
        self._live = {**live, token_id: issued_at + lifetime}
        answer: dict[str, Any] = {
            "access_token": self.key.sign(claims),
            "token_type": "DPoP" if thumbprint else "Bearer",
            "expires_in": lifetime,
            "scope": scope,
        }
        if grant.renewable:
            answer["refresh_token"] = self._sign_ins.refresh_token(grant.client, grant.scopes)
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
        if options.terse_errors:
            del members["error_description"]
        answer = JSONResponse(members, refusal.status, NOT_STORED)
    if refusal.challenge is not None:
        answer.headers["WWW-Authenticate"] = refusal.challenge
    return answer
