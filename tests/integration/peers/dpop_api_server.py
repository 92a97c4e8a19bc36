"""An API for DPoP tokens, made of requests-oauth2client 1.8.0; the peers' own Python runs it.

Its only argument is JSON: introspection_endpoint, ca (a file), client_id, secret. The authorization
server says by introspection (RFC 7662) whether a token is good and to which key it is bound; the
proof is checked by ``validate_dpop_proof``, its ``jti`` may come once.

Below ``/nonce`` a nonce is required, and each response gives another one. ``/moved/PATH`` redirects
to ``/PATH`` with 307, ``/stale`` asks for a nonce for ever, ``/silent`` asks without giving one.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import sys
from typing import Any

import requests
from flask import Flask, Response, request
from jwskate import Jwk
from requests_oauth2client.dpop import InvalidDPoPProof, validate_dpop_proof
from tests.integration.peers.peer_serving import serve


class Guard:
    """Says what is wrong with a request."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self.nonce = secrets.token_urlsafe(12)
        self.seen: set[str] = set()
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = told["ca"]

    def refusal(self) -> tuple[str, str]:
        """An error of RFC 9449 §7.1 or §9, and why; two empty texts for a request that is right."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        proofs = request.headers.getlist("DPoP")
        if scheme != "DPoP" or len(proofs) != 1:
            return "invalid_token", "no token or no proof"
        said = self.introspected(token)
        if not said.get("active") or said.get("token_type") != "DPoP":
            return "invalid_token", f"introspected: {said}"
        ath = base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()).rstrip(b"=")
        url = f"http://{request.host}{request.environ['RAW_TARGET'].partition('?')[0]}"
        try:
            proof = validate_dpop_proof(
                proofs[0], htm=request.method, htu=url, ath=ath.decode(), algs=["ES256"]
            )
        except InvalidDPoPProof as wrong:
            return "invalid_dpop_proof", str(wrong.args[-1])
        jti = str(proof.jwt_token_id)
        if jti in self.seen or len(jti) < 16:
            return "invalid_dpop_proof", "jti seen before"
        self.seen.add(jti)
        if Jwk(proof.headers["jwk"]).thumbprint() != said["cnf"]["jkt"]:
            return "invalid_token", "bound to another key"
        wants = request.path.startswith(("/nonce", "/stale", "/silent"))
        if wants and proof.claims.get("nonce") != self.nonce:
            return "use_dpop_nonce", "a nonce is required"
        return "", ""

    def introspected(self, token: str) -> dict[str, Any]:
        """What the authorization server says of a token."""
        answer = self.session.post(
            self.told["introspection_endpoint"],
            data={"token": token},
            auth=(self.told["client_id"], self.told["secret"]),
            timeout=30,
        )
        said: dict[str, Any] = answer.json()
        return said


def build(guard: Guard) -> Flask:
    """The Flask application."""
    app = Flask(__name__)

    @app.post("/<path:path>")  # type: ignore[untyped-decorator, unused-ignore]
    @app.get("/<path:path>")  # type: ignore[untyped-decorator, unused-ignore]
    def answer(path: str) -> Response:
        error, why = guard.refusal()
        if path in ("stale", "silent"):
            error, why = "use_dpop_nonce", "never enough"
        response = Response(json.dumps({"why": why}), 401 if error else 200)
        response.mimetype = "application/json"
        if error:
            value = f'DPoP algs="ES256", error="{error}", error_description="{why[:99]}"'
            response.headers["WWW-Authenticate"] = value.replace("\n", " ")
        elif path.startswith("moved/"):
            response = Response("", 307, {"Location": f"/{path.removeprefix('moved/')}?a=b"})
        if path.startswith("nonce") or path == "stale":
            guard.nonce = secrets.token_urlsafe(12)
            response.headers["DPoP-Nonce"] = guard.nonce
        return response

    return app


if __name__ == "__main__":
    serve(build(Guard(json.loads(sys.argv[1]))))
