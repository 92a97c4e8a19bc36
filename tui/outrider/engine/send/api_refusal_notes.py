"""Notes beside a response of 401 or 403: what a token lacks, and where that is set."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

from msgspec.structs import replace

from outrider.auth.credential import has_header
from outrider.auth.definitions import choose_auth
from outrider.auth.origins import Origin, host_pattern, parse_origin
from outrider.auth.resource_match import is_readable_metadata
from outrider.auth.schemes import find_scheme
from outrider.engine.send.prepared_send import PreparedSend
from outrider.engine.send.refusal_reading import (
    definition_name,
    read_claims,
    read_refusal,
    token_claims,
    token_instance,
    token_origin,
)
from outrider.engine.send.token_rejection import REFUSALS, SIGNED
from outrider.engine.send.url_source import url_source
from outrider.errors import SourceLocation
from outrider.model.auth import AuthConfig, Field, FieldKind
from outrider.model.exchange import Exchange, Purpose
from outrider.model.message import ResponseMessage, complete_message
from outrider.model.response_note import ResponseNote
from outrider.model.secret import masked, reveal
from outrider.model.token import TokenSource, TokenUse
from outrider.model.value_source import ValueSource, file_and_line
from outrider.next_steps import (
    AddScope,
    AllowHost,
    EditKey,
    NextStep,
    SetUrl,
    UseAuthorizationServer,
)
from outrider.oauth import api_refusal
from outrider.oauth.api_conditions import sign_in_redirect
from outrider.oauth.api_gateway_refusal import gateway_refusal, required_key
from outrider.oauth.api_refusal import INSUFFICIENT_SCOPE
from outrider.oauth.dpop import wants_dpop
from outrider.oauth.endpoint_paths import is_sign_in
from outrider.oauth.refusal_facts import (
    ApiRefusal,
    RefusalCause,
    RefusalTarget,
    TokenClaims,
)
from outrider.oauth.rejected_credential import GivenCredential, rejected_credential
from outrider.oauth.rejected_proof import rejected_proof


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
    if last is None or response is None or origin is None:
        return
    config = _config(prepared)
    if config is not None and config.type == SIGNED:
        signature = tuple(_of_signature(prepared, last, response, origin))
        yield from signature
        if signature:
            return
    if 300 <= response.status < 400 and use is not None:
        location = _location(last, response)
        if is_sign_in(location):
            yield _placed(sign_in_redirect(response.status, location[:300]), prepared, origin, last)
    if response.status not in REFUSALS:
        return
    refusal = read_refusal(last, response, origin, use)
    gateway = _gateway_cause(prepared, use, refusal)
    if gateway is not None:
        yield _placed(gateway, prepared, origin, last)
    if gateway is not None or response.status not in (401, 403):
        return
    if response.status == 401 and use is None and not _has_own_credential(prepared):
        yield from _named_server(prepared, refusal)
    cause = _cause(prepared, use, exchanges, refusal, now)
    if cause is not None:
        yield _placed(cause, prepared, origin, last)
    clock = api_refusal.clock_apart(refusal) if response.status == 401 else None
    if clock is not None:
        yield _placed(clock, prepared, origin, last)


def _of_signature(
    prepared: PreparedSend, last: Exchange, response: ResponseMessage, origin: Origin
) -> Iterator[ResponseNote]:
    from outrider.engine.send.aws_refusal_notes import aws_refusal_cause

    refusal = read_refusal(last, response, origin)
    cause = aws_refusal_cause(prepared, last, response, refusal)
    if cause is not None:
        yield _placed(cause, prepared, origin, last)


def _gateway_cause(
    prepared: PreparedSend, use: TokenUse | None, refusal: ApiRefusal
) -> RefusalCause | None:
    """What stands in front of the API refuses; a key that the definition sends is not meant."""
    auth = prepared.authentication.auth
    client = masked(auth.setting("client_id")) if auth is not None and use is not None else ""
    if _given_credential(prepared) is not None and required_key(refusal) is not None:
        return None
    return gateway_refusal(refusal, f'client "{client}"' if client else "")


def _named_server(prepared: PreparedSend, refusal: ApiRefusal) -> Iterator[ResponseNote]:
    """That the API names its authorization server (RFC 9728 §5.1), where no auth is set."""
    config = _config(prepared)
    urls = (one.parameter("resource_metadata") for one in refusal.challenges)
    url = next(filter(None, urls), "")
    if not url or (config is not None and config.type != "none"):
        return
    readable = is_readable_metadata(url)
    yield ResponseNote(
        "resource_metadata",
        f"This API names its authorization server: {url}",
        why="" if readable else "It is not an https URL, so it is not used.",
        advice='Set it as issuer of an auth definition with type = "oauth2".' if readable else "",
        step=UseAuthorizationServer(url) if readable else None,
    )


def _cause(
    prepared: PreparedSend,
    use: TokenUse | None,
    exchanges: tuple[Exchange, ...],
    refusal: ApiRefusal,
    now: float,
) -> RefusalCause | None:
    """The note for a response, if what was sent leaves no doubt about it."""
    requests = [one for one in exchanges if one.purpose is Purpose.API]
    if _has_own_credential(prepared):
        return None
    # Another origin than the first gets no token: whatever redirects back gets none either.
    redirected = len({parse_origin(reveal(one.request.url)) for one in requests}) > 1
    if use is not None and not redirected:
        known, wanted = token_claims(use), token_origin(prepared, use, requests[-1])
        wanted = replace(wanted, instance=token_instance(exchanges))
        if refusal.error_code == INSUFFICIENT_SCOPE or _requires_more(refusal, known):
            return api_refusal.missing_scope(refusal, known, wanted)
        if refusal.status != 401:
            return None
        fresh, auth = use.source is not TokenSource.CACHE, prepared.authentication.auth
        bound = auth is not None and wants_dpop(auth)
        proof = rejected_proof(refusal, wanted, use.token.token_type, wanted=bound)
        return api_refusal.rejected_token(refusal, known, wanted, now, fresh=fresh, proof=proof)
    if refusal.status != 401:
        return None
    missing = _without_token(prepared, refusal, redirected=redirected)
    if missing is not None:
        return missing
    scheme = prepared.authentication.scheme
    sent = has_header(requests[-1].request, "Authorization")
    # Without a challenge that it can answer, such a scheme sends nothing.
    silent = scheme is not None and scheme.answers and not sent
    return None if silent else _rejected(prepared, refusal, now)


def _requires_more(refusal: ApiRefusal, token: TokenClaims) -> bool:
    """Whether a 403 without an error requires a scope that the token is known to lack."""
    if refusal.status != 403 or refusal.error_code or token.scope is None:
        return False
    return not token.scope.issuperset(refusal.required_scope)


def _without_token(
    prepared: PreparedSend, refusal: ApiRefusal, *, redirected: bool
) -> RefusalCause | None:
    """Why no credential was sent; ``None`` where one was."""
    anonymous, none = prepared.job.anonymous, "No token was sent"
    config = _config(prepared)
    scheme = find_scheme(config.type) if config is not None else None
    given = scheme is not None and bool(scheme.credential)
    sends = scheme is not None and (given or scheme.uses_token)
    if given:
        none = "No credentials were sent"
    if redirected and sends and not anonymous:
        why = f"{none}: the redirect to {refusal.host} dropped {'them' if given else 'it'}."
        advice, target = "Set the URL to {place}.", RefusalTarget.URL
    elif anonymous:
        name = f"hosts of {definition_name(config)}" if config is not None else "its hosts"
        why = f"{none}: {refusal.host} is not in {name}."
        advice, target = f'Add "{refusal.host}" to hosts{{place}}.', RefusalTarget.HOSTS
    elif config is None or config.type == "none":
        has = (
            'the auth of the request is type "none"'
            if config
            else "no auth definition applies to the request"
        )
        why = f"{none}: {has}."
        advice, target = "Set the auth of the request{place}.", RefusalTarget.AUTH
    else:
        return None
    required = "credentials" if given else "a token"
    return api_refusal.token_required(refusal, why, advice, target, credential=required)


def _rejected(prepared: PreparedSend, refusal: ApiRefusal, now: float) -> RefusalCause | None:
    """Which credential of the user's was rejected; ``None`` where none was sent."""
    given = _given_credential(prepared)
    return rejected_credential(refusal, given, now) if given is not None else None


def _given_credential(prepared: PreparedSend) -> GivenCredential | None:
    auth, scheme = prepared.authentication.auth, prepared.authentication.scheme
    if auth is None or scheme is None or not scheme.credential:
        return None
    fields = _given_fields(prepared)
    if not fields:
        return None
    sources = (_source(prepared, one) for one in fields)
    value = next((auth.setting(one.name) for one in fields if one.kind is FieldKind.SECRET), "")
    return GivenCredential(
        name=scheme.credential,
        auth=definition_name(auth.config),
        type=scheme.type,
        sources=tuple(map(str, sources)),
        claims=read_claims(value, None) or TokenClaims(),
    )


def _given_fields(prepared: PreparedSend) -> list[Field]:
    """The fields of a definition that have a value, what is secret first."""
    auth, scheme = prepared.authentication.auth, prepared.authentication.scheme
    if auth is None or scheme is None:
        return []
    written = [one for one in scheme.own_fields if auth.config.settings.get(one.name)]
    return sorted(written, key=lambda one: one.kind is not FieldKind.SECRET)


def _source(prepared: PreparedSend, field: Field) -> ValueSource:
    sources, auth = prepared.authentication.sources, prepared.authentication.auth
    if sources is None:
        assert auth is not None
        return ValueSource(field.name, auth.config.location_of(field.name))
    return sources.find(field.name)


def _has_own_credential(prepared: PreparedSend) -> bool:
    """Whether the request itself says how it authenticates."""
    auth = prepared.authentication.auth
    placement = auth.placement.name if auth is not None and auth.placement is not None else ""
    own = any(has_header(prepared.bare, one) for one in ("Authorization", placement) if one)
    return own and complete_message(prepared.bare, "") == prepared.bare


def _location(last: Exchange, response: ResponseMessage) -> str:
    """Where a redirect leads; empty where its ``Location`` is no reference (RFC 3986 §4.1)."""
    try:
        return urljoin(masked(last.request.url), response.header("location") or "")
    except ValueError:
        return ""


def _config(prepared: PreparedSend) -> AuthConfig | None:
    """The definition of the request, also where the user wanted its credentials not to be sent."""
    auth, job = prepared.authentication.auth, prepared.job
    if auth is not None or not job.anonymous:
        return auth.config if auth is not None else None
    return choose_auth(job.request, job.snapshot.environment).config


def _placed(
    cause: RefusalCause, prepared: PreparedSend, origin: Origin, exchange: Exchange
) -> ResponseNote:
    """The note with the file and line of what the advice is about."""
    place = _place(cause.target, prepared)
    step, shown = _step(cause, prepared, origin, exchange, place)
    advice = cause.advice.replace("{place}", shown)
    if "{url}" in advice:
        advice = advice.replace("{url}", url_source(prepared))
    return ResponseNote(
        code=cause.code,
        what=cause.what,
        message=cause.message,
        why=cause.why,
        advice=advice,
        step=step,
        place=place,
    )


def _step(
    cause: RefusalCause,
    prepared: PreparedSend,
    origin: Origin,
    exchange: Exchange,
    place: SourceLocation | None,
) -> tuple[NextStep | None, str]:
    """What can be done, and where, as it is shown."""
    target = cause.target
    if target is RefusalTarget.CREDENTIAL:
        return _source(prepared, _given_fields(prepared)[0]).step, ""
    if target is RefusalTarget.URL:
        url = masked(exchange.request.url)
        return SetUrl(url), url
    if place is None:
        return None, ""
    if target is RefusalTarget.HOSTS:
        step: NextStep = AllowHost(host_pattern(origin), place.file, place.line)
    else:
        key = replace(place, line=None, column=None).dotted_key
        step = EditKey(place.file, place.line, key)
        if cause.scope:
            step = AddScope(cause.scope, place.file, place.line, key)
    return step, file_and_line(place)


def _place(target: RefusalTarget, prepared: PreparedSend) -> SourceLocation | None:
    """Where what the advice is about is written; ``None`` where that is in no file."""
    job, config = prepared.job, _config(prepared)
    if target is RefusalTarget.CREDENTIAL:
        source = _source(prepared, _given_fields(prepared)[0])
        place = source.written or source.place
    elif target in _OF_REQUEST:
        place = SourceLocation(job.request.request.file, (_OF_REQUEST[target],))
    elif config is None or target in {RefusalTarget.NOTHING, RefusalTarget.URL}:
        return None
    elif target is RefusalTarget.AUDIENCE:
        place = config.location_of("token_parameters")
        if "token_parameters" not in config.places:
            # The table would be one more of the file: no line of it is that of the table.
            return replace(place, line=None, column=None) if place.file else None
    elif target is RefusalTarget.SERVER and target.value not in config.settings:
        place = config.location_of("issuer")
    else:
        place = config.location_of(target.value)
    if not place.file:
        return None
    return job.snapshot.with_line(place) if place.line is None else place


_OF_REQUEST = {
    RefusalTarget.AUTH: "auth",
    RefusalTarget.HEADERS: "headers",
    RefusalTarget.QUERY: "query",
    RefusalTarget.REQUEST_URL: "url",
}
"""The keys of the request's file that advice may be about."""
