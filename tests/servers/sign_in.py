"""An authorization server at which people sign in, with an API, and a script in their place."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from tests.patience import PATIENCE

DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


@dataclass
class SignInServer:
    """What it does, and what it was asked.

    Attributes:
        polls: what the first polls of a device get: error codes; then a token.
        code_lifetime: seconds of a device code.
        lifetime: seconds of an access token.
        rotates: a refresh token is used once, and another one replaces it.
        refresh_errors: what the first refreshes get: error codes, or a status of 500 and above.
        held: the first refreshes wait for these.
        live_refresh: the refresh tokens that are accepted.
        answer: members in place of the usual ones, of a token response.
    """

    url: str = ""
    interval: float = 0.02
    polls: list[str] = field(default_factory=list)
    code_lifetime: float = 600
    lifetime: float = 3600
    rotates: bool = True
    gives_refresh: bool = True
    refresh_errors: list[str] = field(default_factory=list)
    held: list[threading.Event] = field(default_factory=list)
    live_refresh: set[str] = field(default_factory=set)
    live_access: set[str] = field(default_factory=set)
    answer: dict[str, Any] = field(default_factory=dict)
    device: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    challenges: dict[str, tuple[str, str]] = field(default_factory=dict)
    pushed: dict[str, dict[str, str]] = field(default_factory=dict)
    issued: int = 0

    def forms(self, path: str) -> list[dict[str, str]]:
        """The forms and queries that came to a path."""
        return [form for at, form in self.calls if at == path]

    @property
    def grants(self) -> list[str]:
        """The grant types of the token requests, in order."""
        return [form.get("grant_type", "") for form in self.forms("/token")]

    def choose(self, method: str, path: str, form: dict[str, str], token: str) -> tuple[int, Any]:
        match path:
            case "/.well-known/openid-configuration":
                return 200, {
                    "issuer": self.url,
                    "token_endpoint": f"{self.url}/token",
                    "authorization_endpoint": f"{self.url}/authorize",
                    "device_authorization_endpoint": f"{self.url}/device",
                    "pushed_authorization_request_endpoint": f"{self.url}/par",
                    **self.metadata,
                }
            case "/device":
                return 200, {
                    "device_code": "dev1ce-c0de-secret",
                    "user_code": "WDJB-MJHT",
                    "verification_uri": f"{self.url}/activate",
                    "verification_uri_complete": f"{self.url}/activate?user_code=WDJB-MJHT",
                    "expires_in": self.code_lifetime,
                    "interval": self.interval,
                    **self.device,
                }
            case "/par":
                uri = f"urn:ietf:params:oauth:request_uri:{len(self.pushed)}"
                self.pushed[uri] = form
                return 201, {"request_uri": uri, "expires_in": 60}
            case "/token":
                self._hold(form)
                return self._token(form)
            case "/introspect":
                active = form.get("token") in self.live_access
                return 200, {"active": active, "scope": "orders.read"} if active else {
                    "active": False
                }
            case "/revoke":
                self.live_access.discard(form.get("token", ""))
                self.live_refresh.discard(form.get("token", ""))
                return 200, {}
            case "/hello":
                return (200, {"hello": "world"}) if token in self.live_access else (401, {})
        return 404, {}

    def _hold(self, form: dict[str, str]) -> None:
        if form.get("grant_type") == "refresh_token" and self.held:
            self.held.pop(0).wait(PATIENCE)

    def _token(self, form: dict[str, str]) -> tuple[int, Any]:
        match form.get("grant_type"):
            case "refresh_token" if self.refresh_errors:
                error = self.refresh_errors.pop(0)
                return (int(error), {}) if error.isdigit() else (401, {"error": error})
            case "refresh_token":
                given = form.get("refresh_token", "")
                if given not in self.live_refresh:
                    return 400, {"error": "invalid_grant", "error_description": "Unknown."}
                if self.rotates:
                    self.live_refresh.discard(given)
            case "urn:ietf:params:oauth:grant-type:device_code":
                if form.get("device_code") != "dev1ce-c0de-secret":
                    return 400, {"error": "invalid_grant"}
                if self.polls:
                    error = self.polls.pop(0)
                    return (503, {}) if error == "503" else (400, {"error": error})
            case "authorization_code":
                known = self.challenges.pop(form.get("code", ""), None)
                verifier = form.get("code_verifier", "").encode()
                made = urlsafe_b64encode(sha256(verifier).digest()).rstrip(b"=").decode()
                if known != (made, form.get("redirect_uri")):
                    return 400, {"error": "invalid_grant"}
            case "password":
                if (form.get("username"), form.get("password")) != ("ann", "pa55-word"):
                    return 400, {"error": "invalid_grant"}
        return 200, self._issue(form)

    def _issue(self, form: dict[str, str]) -> dict[str, Any]:
        self.issued += 1
        access, refresh = f"acc3ss-{self.issued}", f"refr3sh-token-{self.issued}"
        self.live_access.add(access)
        answer = {"access_token": access, "token_type": "Bearer", "expires_in": self.lifetime}
        if self.gives_refresh and (self.rotates or form["grant_type"] != "refresh_token"):
            self.live_refresh.add(refresh)
            answer["refresh_token"] = refresh
        return {**answer, **self.answer}

    def signed_in(self, page: str) -> str:
        """Where the browser ends that was sent to a page, with a code that is good once."""
        query = dict(parse_qsl(urlsplit(page).query))
        query |= self.pushed.get(query.get("request_uri", ""), {})
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = f"c0de-of-the-browser-{len(self.challenges)}"
        self.challenges[code] = (query["code_challenge"], query["redirect_uri"])
        more = f"&iss={self.url}" if self.metadata else ""
        return f"{query['redirect_uri']}?code={code}&state={query['state']}{more}"


@contextmanager
def sign_in_server() -> Iterator[SignInServer]:
    """Serves on loopback."""
    record = SignInServer()

    class Answers(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            parts = urlsplit(self.path)
            form = {name: values[0] for name, values in parse_qs(body or parts.query).items()}
            record.calls.append((parts.path, form))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            status, value = record.choose(self.command, parts.path, form, token)
            content = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing is written."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    record.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield record
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
