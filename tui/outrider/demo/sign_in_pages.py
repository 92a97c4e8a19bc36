"""The pages on which people sign in at the demo's authorization server."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from outrider.demo.clients import RegisteredClient
from outrider.demo.sign_ins import CODE_GRANT, SignIns
from outrider.demo.token_request import TokenRefusal

FindClient = Callable[[str], RegisteredClient | None]
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "::1", "localhost"})


async def device_page(request: Request, sign_ins: SignIns) -> Response:
    """Where the code of a device is typed (RFC 8628 §3.3)."""
    code = request.query_params.get("user_code", "")
    if request.method != "POST":
        field = f'<p>Code: <input name="user_code" value="{html.escape(code)}"></p>'
        return _page("Sign in to the demo", f"{field}{_button('Sign in as Ann')}")
    posted = parse_qs((await request.body()).decode("utf-8", "replace"))
    if not sign_ins.approve(posted.get("user_code", [code])[0]):
        return _page("Unknown code", "<p>No device shows this code.</p>", 400)
    return _page("Signed in", "<p>You can close this page and return to Outrider.</p>")


async def authorization_page(
    request: Request, sign_ins: SignIns, find_client: FindClient, issuer: str
) -> Response:
    """Where somebody agrees, and is sent back with a code (RFC 6749 §4.1.1, RFC 7636 §4.3)."""
    query = request.query_params
    client, redirect_uri = find_client(query.get("client_id", "")), query.get("redirect_uri", "")
    problem = _problem(client, redirect_uri, query)
    if problem or client is None:
        # Nobody is sent to an address that may be a stranger's (RFC 6749 §4.1.2.1).
        return _page("This sign-in is not possible", f"<p>{html.escape(problem)}</p>", 400)
    if request.method != "POST":
        scope = html.escape(query.get("scope", "everything"))
        return _page("Sign in to the demo", f"<p>Scope: {scope}</p>{_button('Sign in as Ann')}")
    state = {"state": query["state"]} if "state" in query else {}
    form = {"scope": [query["scope"]]} if "scope" in query else {}
    try:
        code = sign_ins.authorize(client, form, redirect_uri, query["code_challenge"])
        answer = {"code": code, **state, "iss": issuer}
    except TokenRefusal as refusal:
        answer = {"error": refusal.error, "error_description": refusal.description, **state}
    return RedirectResponse(f"{redirect_uri}?{urlencode(answer)}", 303)


def _problem(client: RegisteredClient | None, redirect_uri: str, query: Mapping[str, str]) -> str:
    if client is None or CODE_GRANT not in client.grant_types:
        return "The client is unknown, or does not sign people in."
    if urlsplit(redirect_uri).hostname not in LOOPBACK_HOSTS:
        return "redirect_uri is not an address of this machine."
    if query.get("response_type") != "code":
        return "response_type is not code."
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "This server requires PKCE with S256."
    return ""


def _button(words: str) -> str:
    return f"<p><button>{html.escape(words)}</button></p>"


def _page(title: str, body: str, status: int = 200) -> Response:
    text = html.escape(title)
    page = f"<!doctype html><title>{text}</title><h1>{text}</h1>"
    return HTMLResponse(f'{page}<form method="post">{body}</form>\n', status)
