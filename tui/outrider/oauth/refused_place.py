"""The cause of a token request that went to another place than the token endpoint."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from outrider.errors import MalformedTokenResponse
from outrider.model.message import ResponseMessage
from outrider.oauth.endpoint_paths import (
    GATEWAY_PATHS,
    endpoint_kind,
    is_same_endpoint,
    is_sign_in,
    likely_token_endpoint,
    may_be_token_endpoint,
)
from outrider.oauth.metadata import issuer_of_metadata
from outrider.oauth.refusal import Cause, RefusedResponse, check_endpoint, host_of
from outrider.oauth.server_words import RFC_ERRORS
from outrider.oauth.token_client import TokenClient, capital

NOT_FOLLOWED = (
    "Outrider does not follow redirects of a token request: it carries the client's credentials."
)
_OF_OTHERS = RFC_ERRORS - {"invalid_request", "access_denied", "unsupported_grant_type"}
"""Errors that a token endpoint names."""

_NO_SUCH_HOST = (
    r"sub-?domain\b|identity zone|unknown (?:host|site|domain)|no such (?:app|site|tunnel|host)\b"
    r"|requested route\b.{0,120}does not exist|application is not available|err_ngrok_3200"
    r"|(?:tunnel|deployment|site|web ?site|domain|hostname?|organi[sz]ation|org|instance|workspace)"
    r"\b(?: \S+)? (?:was |is |could |does )?not (?:be )?"
    r"(?:found|exist|known|configured|recogni[sz]ed|registered|mapped)|is offline\b"
    r"|no (?:site|organi[sz]ation|tenant) (?:is )?(?:found|configured)\b.{0,20}\b"
    r"(?:host|domain|address)"
)
_NO_SUCH_TENANT = re.compile(
    r"(?:tenant|realm|zone|organi[sz]ation|domain|directory|pool|environment|workspace)\b"
    r"\W{0,4}(?:(?:with|named|id|name|key)\W{1,3})*[\"'`/(]?([\w.-]{2,60})"
)


_OF_GATEWAYS = re.compile(
    r"/oauth2/(?:start|sign_in)\b|/\.(?:auth|pomerium|oauth)/|/outpost\.goauthentik|/cdn-cgi/"
    rf"|{GATEWAY_PATHS}",
    re.IGNORECASE,
)
"""Where proxies have their own sign-in, at the host that they guard."""


def misplaced_cause(reply: RefusedResponse) -> Cause | None:
    """The address is that of something else, by its path or by the server's words."""
    if reply.code in _OF_OTHERS or reply.status >= 500:
        return None
    return wrong_address(reply.client, reply.endpoint) or _nothing_here(reply)


def wrong_address(client: TokenClient, endpoint: str) -> Cause | None:
    """What the path of the endpoint says by itself: metadata, or another endpoint."""
    if client.endpoint_key != "token_endpoint" or client.endpoint.key == "issuer":
        return None
    issuer = issuer_of_metadata(endpoint)
    if issuer:
        return metadata_cause(client, issuer)
    kind, likely = endpoint_kind(endpoint), client.mask(likely_token_endpoint(endpoint))
    if not kind:
        return None
    article = "an" if kind[0] in "aei" else "a" if kind.endswith("endpoint") else "the"
    what = kind if kind.endswith("endpoint") else f"{kind} of the server"
    why = f"The address ends like {article} {what}, not like a token endpoint."
    if not likely:
        return Cause(why, *check_endpoint(client, path=True))
    return Cause(
        why,
        f"{capital(client.assign('token_endpoint', likely))}, which is probably the token "
        "endpoint.",
        client.edit("token_endpoint"),
    )


def metadata_cause(client: TokenClient, issuer: str) -> Cause:
    """That the address is the one of an issuer's metadata."""
    source, shown = client.endpoint, client.mask(issuer)[:300]
    return Cause(
        "This is the address of the issuer's metadata, not of the token endpoint.",
        f'Set issuer = "{shown}" in place of {source}.',
        source.step,
    )


def _nothing_here(reply: RefusedResponse) -> Cause | None:
    client, source = reply.client, reply.client.endpoint
    gateway = "missingauthenticationtoken" in (reply.reply.header("x-amzn-errortype") or "").lower()
    what = f"{capital(client.endpoint_words)} not found: {reply.failed_with}"
    if gateway or (reply.status == 403 and reply.says("missing authentication token")):
        advice, step = check_endpoint(client, path=True)
        return Cause(
            "AWS API Gateway says this of a path that it does not have: the stage is probably "
            "missing (/prod).",
            advice,
            step,
            what,
        )
    if reply.status not in (400, 403, 404, 421):
        return None
    tenant = _NO_SUCH_TENANT.search(reply.low)
    in_host = tenant is not None and tenant[1] in host_of(reply.endpoint).split(".")
    if in_host or (reply.status in (404, 421) and reply.says(_NO_SUCH_HOST)):
        in_path = tenant is not None and f"/{tenant[1]}" in urlsplit(reply.endpoint).path.lower()
        if not in_path:
            return Cause(
                "The server does not know the tenant in the host name.",
                f"Check the host of {source}{_served(reply)}.",
                source.step,
                what,
            )
    return None


_SERVED = re.compile(
    r"\b(?:external ?domain|(?:expected|configured|canonical|primary|public|custom|correct|right)"
    r" (?:host ?name|host|domain|url|origin)|serves|hosted (?:at|on)|available (?:at|on|under)"
    r"|(?:use|try) (?:host )?)"
    r"(?: is|:|=| to be)?\s*[\"'`]?(?:https?://)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
)


def _served(reply: RefusedResponse) -> str:
    """The host that the server says it serves, for the end of advice; empty where it says none."""
    found = _SERVED.search(reply.low)
    if found is None or found[1] == reply.host:
        return ""
    return f": the server serves {reply.client.mask(found[1])[:100]}"


def redirected(
    reply: ResponseMessage, endpoint: str, client: TokenClient
) -> MalformedTokenResponse:
    """The error for a redirect, which is not followed; never raised here."""
    where = _target(reply, endpoint)
    if where in ("", endpoint):
        cause = _to_nowhere(reply, client, where)
    else:
        cause = _to(reply, where, endpoint, client)
    error = MalformedTokenResponse(
        cause.what,
        code="token_redirect",
        where=f"POST {endpoint}",
        why=cause.why,
        advice=cause.advice,
        step=cause.step,
    )
    error.masked = True
    return error


def _to_nowhere(reply: ResponseMessage, client: TokenClient, where: str) -> Cause:
    what, why = f"The token endpoint redirects to itself ({reply.status}).", NOT_FOLLOWED
    if not where:
        # There is nothing that could be followed.
        what = f"The token endpoint redirects, but does not say where to ({reply.status})."
        why = ""
    advice = f"Check {client.endpoint} against the provider's documentation."
    return Cause(why, advice, client.endpoint.step, what)


def _to(reply: ResponseMessage, where: str, endpoint: str, client: TokenClient) -> Cause:
    """What a redirect elsewhere means: another address, a login, or a gateway before the server."""
    shown = client.mask(where)[:500]
    what = f"The token endpoint redirects to {shown} ({reply.status})."
    if _is_cloudflare_access(reply, where):
        return Cause(
            "Cloudflare Access guards the server, and requires a service token.",
            f"{capital(client.add_headers('CF-Access-Client-Id', 'CF-Access-Client-Secret'))}.",
            client.edit("CF-Access-Client-Id", "token_headers"),
            what,
        )
    if endpoint.startswith("https:") and where.startswith("http:"):
        return Cause(
            "That address has no TLS: the client's credentials would be readable on the way.",
            f"Check {client.endpoint}; if it is right, report the redirect to the provider.",
            client.endpoint.step,
            what,
        )
    if is_same_endpoint(where, endpoint) or may_be_token_endpoint(where):
        return Cause(
            NOT_FOLLOWED,
            f"If you trust that address, {client.assign('token_endpoint', shown)}.",
            client.edit("token_endpoint"),
            what,
        )
    misplaced = wrong_address(client, endpoint)
    if misplaced is not None:
        return Cause(misplaced.why, misplaced.advice, misplaced.step, what)
    return _to_a_page(reply, where, endpoint, client, what)


def _to_a_page(
    reply: ResponseMessage, where: str, endpoint: str, client: TokenClient, what: str
) -> Cause:
    source = client.endpoint
    is_own = host_of(where) == host_of(endpoint) and not _OF_GATEWAYS.search(where)
    if not is_sign_in(where):
        why = "That is probably a page for people, and this the path of another page."
        return Cause(why, *check_endpoint(client, path=True), what)
    if is_own:
        cookies = " ".join(reply.headers_named("set-cookie"))
        known = " (Spring Authorization Server: /oauth2/token)" if "JSESSIONID" in cookies else ""
        if "/oauth2/token" in endpoint:
            known = ""
        return Cause(
            f"That is a login page: the path is probably not that of the token endpoint{known}.",
            *check_endpoint(client, path=True),
            what,
        )
    if endpoint.startswith("http:") and host_of(where) != host_of(endpoint):
        return Cause(
            "That is a login page of another host: the network may require a sign-in, or the path "
            "is not right.",
            f"Open {client.mask(where)[:300]} in a browser; if it is not the network's sign-in, "
            f"check the path of {source}.",
            source.step,
            what,
        )
    return Cause(
        "That is a login page: a gateway in front of the server wants a sign-in, or the path is "
        "not right.",
        f"Check the path of {source}; if it is right, ask the provider how programs pass the "
        "gateway.",
        source.step,
        what,
    )


def _is_cloudflare_access(reply: ResponseMessage, where: str) -> bool:
    challenges = " ".join(reply.headers_named("www-authenticate")).lower()
    return (
        host_of(where).endswith("cloudflareaccess.com")
        or "/cdn-cgi/access/" in where
        or "cloudflare-access" in challenges
    )


def _target(reply: ResponseMessage, endpoint: str) -> str:
    """Where a redirect leads, as an absolute URL; empty for nowhere."""
    try:
        location = (reply.header("location") or "").strip()
        return urljoin(endpoint, location) if location else ""
    except ValueError:
        return ""
