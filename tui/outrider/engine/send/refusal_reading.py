"""What an API answered, read for the rules that say why it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlsplit

from outrider.auth.origins import Origin, host_pattern, parse_origin
from outrider.engine.send.prepared_send import PreparedSend
from outrider.engine.tokens.jwt_claims import token_scope
from outrider.engine.tokens.token_binding import bound_thumbprint
from outrider.engine.tokens.token_status import server_clock_skew
from outrider.model.auth import AuthConfig, Placement
from outrider.model.exchange import Exchange, Purpose
from outrider.model.jwt import decode_jwt, numeric_date
from outrider.model.message import ResponseMessage
from outrider.model.secret import MaybeSecret, masked, reveal
from outrider.model.token import TokenUse
from outrider.oauth.api_words import api_words
from outrider.oauth.body_text import first_line, is_html, is_json_like, text_head, without_tags
from outrider.oauth.certificate_thumbprint import certificate_thumbprint, pem_certificates
from outrider.oauth.challenges import read_challenges
from outrider.oauth.refusal_facts import ApiRefusal, TokenClaims, TokenOrigin
from outrider.oauth.retry_after import asked_wait
from outrider.oauth.server_pages import PageKind, ServerPage, server_page
from outrider.oauth.server_words import words_of_page


def read_refusal(
    exchange: Exchange, response: ResponseMessage, origin: Origin, use: TokenUse | None = None
) -> ApiRefusal:
    """The response to a request, as the rules look at it; ``use`` is the token that was sent."""
    said = api_words(response.content, response.header("content-type") or "")
    head = "" if is_json_like(response) else text_head(response, str)
    text = without_tags(head).lower()
    page = server_page(response, text) if text else ServerPage(PageKind.UNKNOWN)
    return ApiRefusal(
        status=response.status,
        reason=response.reason,
        url=str(origin),
        host=host_pattern(origin),
        challenges=read_challenges(response.headers_named("www-authenticate")),
        error=said.code,
        message=said.message,
        scope=said.scope,
        ahead=None if response.header("age") else server_clock_skew(exchange),
        text=text,
        said=_first_words(response, head),
        page=page,
        error_type=response.header("x-amzn-errortype") or "",
        sent=_sent(exchange),
        token_size=len(reveal(use.token.value)) if use is not None else 0,
        is_opaque=use is not None and decode_jwt(reveal(use.token.value)) is None,
        wants_csrf=(response.header("x-csrf-token") or "").lower() == "required",
        sign_on=_sign_on(response.header("x-github-sso") or ""),
        is_used_up=_remaining(response) == "0",
        wait=_wait(response),
    )


def _wait(response: ResponseMessage) -> str:
    """When to try again, as the response says it; APIs refuse also with 403 at a rate limit."""
    wait = asked_wait(response.header, is_limited=response.status in (403, 429))
    return wait.advice(response.header("date") or "") if wait is not None else ""


def _first_words(response: ResponseMessage, head: str) -> str:
    """What a text or a page says first; of a document in XML, its message."""
    if head.lstrip().startswith("<") and not is_html(response):
        return words_of_page(response, str).message
    return first_line(head, (response.reason.lower(),)) if head else ""


def _sign_on(field: str) -> str:
    """The page that ``required; url=https://…`` names."""
    found = re.search(r"\burl=(https://[^\s;,]{1,300})", field)
    return found[1] if found else ""


def _remaining(response: ResponseMessage) -> str:
    """How many requests a rate limit leaves, as fields say it; empty where none does."""
    names = ("x-ratelimit-remaining", "ratelimit-remaining", "x-rate-limit-remaining")
    return next(filter(None, (response.header(name) for name in names)), "").strip()


def _sent(exchange: Exchange) -> frozenset[str]:
    """Names of the header fields and query parameters of the request, in lower case."""
    names = [line.name for line in exchange.request.headers]
    try:
        query = urlsplit(reveal(exchange.request.url)).query
        names += [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    except ValueError:
        pass
    return frozenset(name.lower() for name in names)


def token_claims(use: TokenUse) -> TokenClaims:
    """What the token says of itself, and what the authorization server said of it."""
    token = use.token
    known = read_claims(token.value, token.scope)
    if known is None:
        return TokenClaims(scope=token.scope or token.requested_scope or None)
    return known


def read_claims(token: MaybeSecret, granted: frozenset[str] | None) -> TokenClaims | None:
    """What a token says of itself; ``None`` where it cannot be read."""
    found = decode_jwt(reveal(token))
    if found is None:
        return None
    claims = found.claims
    named = claims.get("aud")
    names = [named] if isinstance(named, str) else named if isinstance(named, list) else []
    scope = token_scope(claims)
    return TokenClaims(
        audience=tuple(map(str, names)),
        issuer=str(claims.get("iss") or ""),
        scope=scope if scope is not None else granted,
        begins=numeric_date(claims.get("nbf")),
        expires=numeric_date(claims.get("exp")),
        bound=bound_thumbprint(token),
    )


def token_origin(prepared: PreparedSend, use: TokenUse, last: Exchange) -> TokenOrigin:
    """What the auth definition asked for, and how the token was sent."""
    auth = prepared.authentication.auth
    assert auth is not None
    requested = dict[str, list[str]]()
    for name, value in auth.token_parameters:
        requested.setdefault(name, []).append(masked(value))
    key = "audience" if "audience" in requested or "resource" not in requested else "resource"
    environment = prepared.job.snapshot.environment
    placement = auth.placement or Placement()
    return TokenOrigin(
        auth=definition_name(auth.config),
        client_id=masked(auth.setting("client_id")),
        audience=tuple(requested.get(key, ())),
        audience_key=key,
        issuer=masked(auth.setting("issuer")),
        scope=use.token.requested_scope,
        environment=environment.name if environment is not None else "",
        certificate=_thumbprint(prepared, use),
        proxy=last.network.proxy if last.network is not None else "",
        has_command=bool(auth.command),
        server=masked(auth.setting("token_endpoint")) or masked(auth.setting("issuer")),
        server_key="token_endpoint" if reveal(auth.setting("token_endpoint")) else "issuer",
        has_parameters="token_parameters" in auth.config.places,
        prefix=placement.prefix,
        header=placement.name,
    )


def token_instance(exchanges: Iterable[Exchange]) -> str:
    """The origin that the last token response names for its token, as Salesforce does; else empty.

    Args:
        exchanges: of the send.
    """
    tokens = [one for one in exchanges if one.purpose is Purpose.TOKEN and one.response]
    response = tokens[-1].response if tokens else None
    if response is None:
        return ""
    try:
        members = json.loads(response.content)
    except (ValueError, RecursionError):
        return ""
    named = members.get("instance_url") if isinstance(members, dict) else None
    origin = parse_origin(named) if isinstance(named, str) else None
    return str(origin) if origin is not None else ""


def _thumbprint(prepared: PreparedSend, use: TokenUse) -> str:
    """Of the client certificate that was sent, where the token is bound to one; else empty."""
    connection = prepared.connection
    if not connection.client_certificate or not bound_thumbprint(use.token.value):
        return ""
    from outrider.transport.client_certificates import certificates_as_pem

    found = certificates_as_pem(connection.client_certificate, connection.client_key_password)
    own = pem_certificates(found)[:1] if isinstance(found, str) else ()
    return certificate_thumbprint(own[0]) if own else ""


def definition_name(config: AuthConfig) -> str:
    """How a definition is called: ``[auth.default]``."""
    return f"[auth.{config.name}]" if config.name else "[auth]"
