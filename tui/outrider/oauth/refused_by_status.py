"""The cause that a status tells, where no OAuth error does (RFC 9110 §15)."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from outrider.model.exchange import expects_tls
from outrider.next_steps import NextStep
from outrider.oauth.endpoint_paths import product_token_endpoint
from outrider.oauth.refusal import Cause, RefusedResponse, check_endpoint
from outrider.oauth.refused_credentials import names_unknown_client
from outrider.oauth.server_words import RFC_ERRORS
from outrider.oauth.token_client import TokenClient, capital

_RATES = frozenset({"slow_down", "too_many_requests", "rate_limit_exceeded", "too_many"})


def rate_cause(reply: RefusedResponse) -> Cause | None:
    """The server asks for fewer requests (RFC 6585 §4)."""
    limited = reply.status == 429 or reply.code.lower() in _RATES
    if limited or (reply.status < 500 and reply.says(r"rate.?limit|too many requests")):
        advice = reply.retry_advice(is_limited=True) or "Try again in a minute."
        return Cause("The server limits the rate of token requests.", advice)
    if 400 <= reply.status < 500 and reply.retry and not reply.words.is_oauth:
        return Cause("The server asks to wait before the next token request.", reply.retry)
    return None


def unavailable_cause(reply: RefusedResponse) -> Cause | None:
    """The server, or one in front of it, is at fault."""
    if reply.code == "temporarily_unavailable":
        return Cause(
            "The authorization server is not available.", reply.retry or "Try again later."
        )
    if reply.status in (502, 504) and not is_client_error(reply):
        proxy = reply.client.proxy()
        advice = f"Check that proxy {proxy} can reach {reply.host}." if proxy else reply.retry
        return Cause(
            "A gateway or proxy in front of the server got no response.",
            advice or "Try again later.",
            what=f"No response from the authorization server: {reply.head}",
        )
    if reply.status in _CLOUDFLARE and _is_cloudflare(reply):
        return Cause(
            f"Cloudflare is in front of the server, and {_CLOUDFLARE[reply.status]}.",
            reply.retry or "Try again later; if it persists, report it to the server's operator.",
            what=f"No response from the authorization server: {reply.head}",
        )
    if reply.status == 503 and reply.says(r"maintenance"):
        return Cause(
            "The authorization server is under maintenance.",
            reply.retry or f"Try again {_end_of_maintenance(reply)}.",
            what=f"The authorization server is not available: {reply.failed_with}",
        )
    if (reply.status >= 500 and not is_client_error(reply)) or reply.code == "server_error":
        return Cause(
            "The error is on the server's side.",
            reply.retry or "Try again; if it persists, report it to the provider.",
            what=f"The authorization server failed: {reply.failed_with}",
        )
    return None


_UNTIL = re.compile(
    r"\b(?:until|till|bis|jusqu'à|hasta(?: las)?|até(?: as)?|fino alle|tot|by|back at)\b"
    r"[^\d\n]{0,25}"
    r"((?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4})?[ t,]{0,3}"
    r"(?:\d{1,2}[:.h]\d\d(?::\d\d)?(?: ?[ap]\.?m\b\.?)?"
    r"(?: ?(?:utc|gmt|cet|cest|est|edt|pst|pdt|z)\b)?)?)"
)


def _end_of_maintenance(reply: RefusedResponse) -> str:
    """When the server's words say that it ends: ``after 06:00 (the server's time)``."""
    found = _UNTIL.search(reply.low)
    said = " ".join(found[1].upper().split()) if found else ""
    if not re.search(r"\d{1,2}[:.H]\d\d|\d{4}-", said):
        return "when it is over"
    zone = "" if re.search(r"[A-Z]{3}\Z|Z\Z", said) else ", by the server's clock"
    return f"after {said}{zone}"


_CLOUDFLARE = {
    520: "got a response from the server that it could not read",
    521: "the server refused its connection",
    522: "could not connect to the server in time",
    523: "could not reach the server",
    524: "got no response from the server in time",
    525: "the TLS handshake between the two failed",
    526: "does not accept the server's certificate",
    530: "could not find the server",
}
"""Cloudflare's documentation, "Cloudflare 5xx errors"."""


def _is_cloudflare(reply: RefusedResponse) -> bool:
    sent = reply.reply.header("server") or ""
    return "cloudflare" in sent.lower() or reply.says("cloudflare|error code: 5")


def protocol_cause(reply: RefusedResponse) -> Cause | None:
    """The address is that of a service with another protocol, which says so in its own way."""
    protocol = _protocol(reply)
    if not protocol:
        return None
    client = reply.client
    return Cause(
        f"The server responded in {protocol}: this is the address of another service, not of a "
        f"{client.endpoint_words}.",
        *_right_path(reply),
    )


def _right_path(reply: RefusedResponse) -> tuple[str, NextStep | None]:
    """The advice to change the path: to that of the product, where the path tells it."""
    client = reply.client
    likely = ""
    if client.endpoint_key == "token_endpoint" and client.endpoint.key != "issuer":
        likely = client.mask(product_token_endpoint(reply.endpoint))
    if not likely:
        return check_endpoint(client, path=True)
    advice = capital(client.assign("token_endpoint", likely))
    return f"{advice}, which is probably the token endpoint.", client.edit("token_endpoint")


def _protocol(reply: RefusedResponse) -> str:
    message, body = reply.reply, reply.reply.content[:2048]
    if "grpc" in message.media_type or message.header("grpc-status"):
        return "gRPC"
    if message.media_type == "application/soap+xml" or _ENVELOPE.search(body):
        return "SOAP"
    if b"<methodResponse" in body:
        return "XML-RPC"
    if _JSON_RPC.search(body):
        return "JSON-RPC"
    asks_query = reply.says(r"must provide (?:a )?(?:graphql )?query|graphql (?:query|operation)")
    return "GraphQL" if asks_query and not reply.words.is_oauth else ""


_ENVELOPE = re.compile(
    rb"<(?:[\w-]+:)?Envelope\b[^>]*xmlns|<(?:soap|soapenv|s|env):Envelope\b", re.I
)
_JSON_RPC = re.compile(rb'"jsonrpc"\s*:\s*"')


def is_client_error(reply: RefusedResponse) -> bool:
    """Whether the code says that the request was at fault, whatever the status."""
    return reply.code in RFC_ERRORS - {"server_error", "temporarily_unavailable"}


def status_cause(reply: RefusedResponse) -> Cause | None:
    """What the status says where no OAuth error does."""
    status, client = reply.status, reply.client
    known = reply.code in RFC_ERRORS
    plain_not_found = not reply.words.is_oauth or reply.says(_NO_PATH)
    if status == 404 and not known and plain_not_found and not names_unknown_client(reply):
        advice, step = _right_path(reply)
        what = f"{capital(client.endpoint_words)} not found: {reply.head}"
        return Cause("The host responds, but has nothing at this path.", advice, step, what)
    if status == 405 and not known:
        advice, step = _right_path(reply)
        what = f"The {client.endpoint_words} does not accept POST: {reply.head}"
        return Cause("", advice, step, what)
    if status == 406 and not known:
        why = f"This address has no JSON to return: it is probably not the {client.endpoint_words}."
        return Cause(why, *check_endpoint(client))
    wants_json = status in (400, 422) and not reply.words.is_oauth and reply.says(_WANTS_JSON)
    if (status in (413, 415) and not known) or wants_json:
        return _no_forms(client)
    if status == 407:
        return _proxy_credentials(reply)
    return None


_NO_PATH = r"(?<!client_)(?<!device_)(?<!code_)not.?found|no route|cannot post"
_WANTS_JSON = (
    r"unexpected token .{0,20}json|json.{0,20}(?:parse|decode|syntax)|body must be.{0,20}json"
    r"|(?:invalid|malformed|parse|parsing|decode|not valid).{0,20}\bjson|expected content-?type"
    r"|content-?type (?:must be|should be|is not|header must)"
    r"|application/json\b.{0,30}(?:required|expected)"
)


def _no_forms(client: TokenClient) -> Cause:
    """An endpoint that reads no form is none of OAuth's (RFC 6749 §4.4.2)."""
    return Cause(
        "An OAuth token endpoint accepts form-encoded requests (RFC 6749); this address does not.",
        f"If {client.endpoint} is right, {client.assign('type', 'command')}, and let a program "
        "fetch the token.",
        client.endpoint.step,
    )


def _proxy_credentials(reply: RefusedResponse) -> Cause:
    what = f"The {reply.client.endpoint_words} asks for proxy credentials (407)."
    proxy = reply.client.proxy()
    if proxy:
        return Cause(
            f"The request went through proxy {proxy}.",
            "Check the user name and password of the proxy.",
            what=what,
        )
    return Cause(
        "No proxy is configured, so a gateway in front of the server responded.",
        "Check the network or VPN; set [proxy] url if a proxy is needed.",
        what=what,
    )


def plain_http_cause(reply: RefusedResponse) -> Cause | None:
    """Plain HTTP, at a TLS port (nginx, Apache, Tomcat, Go say it in words) or at another one."""
    if not reply.endpoint.startswith("http:"):
        return None
    at_tls_port = reply.says(r"plain http request|http request (was sent )?to an? (https|tls)")
    wants_tls = reply.status == 426 or reply.says(
        r"(https|tls|ssl)( is)? (required|mandatory|needed)|(require|need|use|over|via)s? (an? )?"
        r"(https|tls|ssl)\b|\b403\.4\b|insecure (transport|connection|protocol|request)"
        r"|(https|tls|ssl|secure) (only|connections? (is|are)? ?(required|only))"
    )
    if not (at_tls_port or wants_tls):
        return None
    try:
        parts = urlsplit(reply.endpoint)
        port, secure = parts.port, parts._replace(scheme="https").geturl()
    except ValueError:
        return None
    client = reply.client
    advice = f"{capital(client.assign(client.endpoint_key, client.mask(secure)))}."
    if at_tls_port:
        why = expects_tls(port or 80)
    else:
        why = "The URL uses http://, and the server requires https://."
        if port not in (None, 80):
            # Another port than this one listens for TLS.
            advice = f"Set {client.endpoint} to the server's https:// address, and its port."
    return Cause(why, advice, client.edit(client.endpoint_key))
