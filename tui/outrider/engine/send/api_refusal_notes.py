"""Notes beside a response of 401 or 403: what a token lacks, and where that is set."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from outrider.auth.credential import has_header
from outrider.auth.definitions import choose_auth
from outrider.auth.origins import Origin, parse_origin
from outrider.engine.send.credential_hosts import host_pattern
from outrider.engine.send.prepared_send import PreparedSend
from outrider.engine.send.response_note import ResponseNote
from outrider.engine.tokens.jwt_claims import decode_jwt, numeric_date, token_scope
from outrider.engine.tokens.token_status import server_clock_skew
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import ResponseMessage, complete_message
from outrider.model.secret import masked, reveal
from outrider.model.token import TokenSource, TokenUse
from outrider.next_steps import AllowHost, EditKey, NextStep, SetUrl
from outrider.oauth import api_refusal
from outrider.oauth.api_refusal import (
    INSUFFICIENT_SCOPE,
    ApiRefusal,
    RefusalCause,
    RefusalTarget,
    TokenClaims,
    TokenOrigin,
)
from outrider.oauth.api_words import api_words
from outrider.oauth.challenges import read_challenges


def api_refusal_notes(
    prepared: PreparedSend,
    use: TokenUse | None,
    exchanges: tuple[Exchange, ...],
    now: float,
) -> Iterator[ResponseNote]:
    """What a person should know of the last response; nothing where the API accepted the request.

    Args:
        prepared: what was sent.
        use: the token of the last attempt; ``None`` without one.
        exchanges: of the send, in order.
        now: seconds since the epoch.
    """
    requests = [one for one in exchanges if one.purpose is Purpose.API]
    last = requests[-1] if requests else None
    response = last.response if last is not None and last.failure is None else None
    origin = parse_origin(reveal(last.request.url)) if last is not None else None
    if last is None or response is None or origin is None or response.status not in (401, 403):
        return
    refusal = _refusal(last, response, origin)
    cause = _cause(prepared, use, requests, refusal, now)
    if cause is not None:
        yield _placed(cause, prepared, origin, last)
    clock = api_refusal.clock_apart(refusal) if response.status == 401 else None
    if clock is not None:
        yield _placed(clock, prepared, origin, last)


def _cause(
    prepared: PreparedSend,
    use: TokenUse | None,
    requests: list[Exchange],
    refusal: ApiRefusal,
    now: float,
) -> RefusalCause | None:
    """The note for a response, if what was sent leaves no doubt about it."""
    if _has_own_credential(prepared):
        return None
    # Another origin than the first gets no token: whatever redirects back gets none either.
    redirected = len({parse_origin(reveal(one.request.url)) for one in requests}) > 1
    if use is not None and not redirected:
        known, wanted = _claims(use), _origin(prepared, use)
        if refusal.error_code == INSUFFICIENT_SCOPE:
            return api_refusal.missing_scope(refusal, known, wanted)
        if refusal.status != 401:
            return None
        fresh = use.source is TokenSource.EXCHANGE
        return api_refusal.rejected_token(refusal, known, wanted, now, fresh=fresh)
    return (
        _without_token(prepared, refusal, redirected=redirected) if refusal.status == 401 else None
    )


def _without_token(
    prepared: PreparedSend, refusal: ApiRefusal, *, redirected: bool
) -> RefusalCause | None:
    """Why no token was sent; ``None`` where a credential of another kind was."""
    auth = prepared.authentication.auth
    if redirected and prepared.authentication.uses_token:
        why = f"No token was sent: the redirect to {refusal.host} dropped it."
        advice, target = "Set the URL to {place}.", RefusalTarget.URL
    elif prepared.job.anonymous:
        config = _left_out(prepared)
        name = f"hosts of {_called(config)}" if config is not None else "its hosts"
        why = f"No token was sent: {refusal.host} is not in {name}."
        advice, target = f'Add "{refusal.host}" to hosts{{place}}.', RefusalTarget.HOSTS
    elif auth is None or auth.config.type == "none":
        has = (
            'the auth of the request is type "none"'
            if auth
            else "no auth definition applies to the request"
        )
        why = f"No token was sent: {has}."
        advice, target = "Set the auth of the request{place}.", RefusalTarget.AUTH
    else:
        return None
    return api_refusal.token_required(refusal, why, advice, target)


def _has_own_credential(prepared: PreparedSend) -> bool:
    """Whether the request itself says how it authenticates."""
    auth = prepared.authentication.auth
    placement = auth.placement.name if auth is not None and auth.placement is not None else ""
    own = any(has_header(prepared.bare, one) for one in ("Authorization", placement) if one)
    return own and complete_message(prepared.bare, "") == prepared.bare


def _refusal(exchange: Exchange, response: ResponseMessage, origin: Origin) -> ApiRefusal:
    said = api_words(response.content, response.header("content-type") or "")
    return ApiRefusal(
        status=response.status,
        reason=response.reason,
        url=str(origin),
        host=host_pattern(origin),
        challenges=read_challenges(response.headers_named("www-authenticate")),
        error=said.code,
        message=said.message,
        ahead=None if response.header("age") else server_clock_skew(exchange),
    )


def _claims(use: TokenUse) -> TokenClaims:
    """What the token says of itself, and what the authorization server said of it."""
    token = use.token
    granted = token.scope
    found = decode_jwt(reveal(token.value))
    if found is None:
        return TokenClaims(scope=granted or token.requested_scope or None)
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
    )


def _origin(prepared: PreparedSend, use: TokenUse) -> TokenOrigin:
    auth = prepared.authentication.auth
    assert auth is not None
    requested = dict[str, list[str]]()
    for name, value in auth.token_parameters:
        requested.setdefault(name, []).append(masked(value))
    key = "audience" if "audience" in requested or "resource" not in requested else "resource"
    environment = prepared.job.snapshot.environment
    return TokenOrigin(
        auth=_called(auth.config),
        client_id=masked(auth.setting("client_id")),
        audience=tuple(requested.get(key, ())),
        audience_key=key,
        issuer=masked(auth.setting("issuer")),
        scope=use.token.requested_scope,
        environment=environment.name if environment is not None else "",
    )


def _called(config: AuthConfig) -> str:
    return f"[auth.{config.name}]" if config.name else "[auth]"


def _left_out(prepared: PreparedSend) -> AuthConfig | None:
    """The definition whose credentials the user wanted not to be sent."""
    job = prepared.job
    return choose_auth(job.request, job.snapshot.environment).config


def _placed(
    cause: RefusalCause, prepared: PreparedSend, origin: Origin, exchange: Exchange
) -> ResponseNote:
    """The note with the file and line of what the advice is about."""
    step, place = _step(cause.target, prepared, origin, exchange)
    return ResponseNote(
        code=cause.code,
        what=cause.what,
        message=cause.message,
        why=cause.why,
        advice=cause.advice.replace("{place}", place),
        step=step,
    )


def _step(
    target: RefusalTarget, prepared: PreparedSend, origin: Origin, exchange: Exchange
) -> tuple[NextStep | None, str]:
    job, auth = prepared.job, prepared.authentication.auth
    config = auth.config if auth is not None else _left_out(prepared)
    if target is RefusalTarget.URL:
        url = masked(exchange.request.url)
        return SetUrl(url), url
    if target is RefusalTarget.AUTH:
        place = SourceLocation(job.request.request.file, ("auth",))
    elif config is None or target is RefusalTarget.NOTHING:
        return None, ""
    elif target is RefusalTarget.AUDIENCE:
        place = config.location_of("token_parameters")
    else:
        place = config.location_of(target.value)
    if not place.file:
        return None, ""
    if place.line is None:
        place = job.snapshot.with_line(place)
    shown = f" ({place.file}:{place.line})" if place.line is not None else f" ({place.file})"
    if target is RefusalTarget.HOSTS:
        return AllowHost(host_pattern(origin), place.file, place.line), shown
    return EditKey(place.file, place.line, replace(place, line=None, column=None).dotted_key), shown
