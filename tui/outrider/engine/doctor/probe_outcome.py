"""Reads what a token request came to, for the planner."""

from __future__ import annotations

import json
import re
from urllib.parse import urljoin

from outrider.engine.doctor.exchange_limit import SPENT, UNNAMED
from outrider.engine.doctor.probes import ProbeKind, ProbeOutcome
from outrider.errors import AuthorizationError, OutriderError, TokenRefused
from outrider.model.exchange import Exchange, FailureKind
from outrider.model.member_path import path_text
from outrider.model.message import ResponseMessage
from outrider.model.secret import masked
from outrider.next_steps import SetUrl
from outrider.oauth.client_auth import CLIENT_AUTH_METHODS
from outrider.oauth.refused_credentials import is_disabled, rejects_secret
from outrider.oauth.token_place import likely_token_path

_LOCKED = re.compile(
    r"\b(is|been|was|temporarily|account|client|user) (locked|blocked)\b|\block(ed)?[ -]?out\b"
    r"|too many|rate.?limit|attempts|brute.?force|slow_down"
)
"""Words of a server that will soon let nobody in, or does so already."""

_OTHER_GRANT = re.compile(r"grant.?type|(authorization|verification).code")
"""Words about the grant, which no other way to ask for it changes."""

_PLAIN_HTTP = re.compile(
    r"plain http request|http request (was sent )?to an? (https|tls)"
    r"|(https|tls|ssl)( is)? required|requires? (https|tls|ssl)"
)
_KINDS = {
    "invalid_scope": ProbeKind.SCOPE,
    "invalid_target": ProbeKind.TARGET,
    "invalid_resource": ProbeKind.TARGET,
    "unsupported_grant_type": ProbeKind.CLIENT,
    "invalid_grant": ProbeKind.CLIENT,
    "unauthorized_client": ProbeKind.CLIENT,
    "use_dpop_nonce": ProbeKind.CLIENT,
    "invalid_dpop_proof": ProbeKind.CLIENT,
    # Auth0's word for an API that the client may not use.
    "access_denied": ProbeKind.TARGET,
}
_FAULTY = 501
"""Up to this status a server may fail over one request, and take the next (RFC 9110 §15.6)."""

_METHOD_NAMES = re.compile("|".join(sorted(CLIENT_AUTH_METHODS.names, reverse=True)))


def is_lock_out(response: ResponseMessage | None, words: str) -> bool:
    """Whether a server asks to stop trying (RFC 6585 §4, RFC 9110 §10.2.3)."""
    if response is not None and (response.status == 429 or response.header("retry-after")):
        return True
    return _LOCKED.search(words) is not None


def read_outcome(
    error: OutriderError | None, exchange: Exchange | None, *, maps_token: bool
) -> ProbeOutcome:
    """What a token request came to.

    Args:
        error: why there is no token; ``None`` where there is one.
        exchange: the last one that was made for it; ``None`` where nothing was sent.
        maps_token: whether the definition says where the server keeps its token.
    """
    if error is None:
        return ProbeOutcome(ProbeKind.TOKEN)
    if not isinstance(error, AuthorizationError) or error.code == UNNAMED:
        return ProbeOutcome(ProbeKind.IMPOSSIBLE)
    if exchange is None or error.code == SPENT:
        return ProbeOutcome(ProbeKind.UNAVAILABLE)
    if exchange.response is None:
        return unreached(exchange)
    response = exchange.response
    code = error.error if isinstance(error, TokenRefused) else ""
    words = f"{code}\n{error.server_message}".lower()
    if is_lock_out(response, words):
        return ProbeOutcome(ProbeKind.LOCKED)
    if response.status > _FAULTY and not code:
        return ProbeOutcome(ProbeKind.UNAVAILABLE)
    path = _token_path(response)
    return ProbeOutcome(
        _kind(error, code, response.status, words, maps_token=maps_token or bool(path)),
        location=_location(exchange, response),
        methods=tuple(dict.fromkeys(_METHOD_NAMES.findall(words))),
        words=words,
        needs_tls=_PLAIN_HTTP.search(words) is not None or response.status == 426,
        token_path=path,
        is_token_error=bool(code),
    )


def _token_path(response: ResponseMessage) -> str:
    """Where a successful response seems to have its token, as a file has it; empty for nowhere."""
    if not 200 <= response.status < 300:
        return ""
    try:
        members = json.loads(response.content.decode(json.detect_encoding(response.content)))
    except (ValueError, RecursionError):
        return ""
    path = likely_token_path(members) if isinstance(members, dict) else None
    text = path_text(path) if path is not None else ""
    return "" if text == "access_token" or text.startswith("[") else text


def _kind(
    error: AuthorizationError, code: str, status: int, words: str, *, maps_token: bool
) -> ProbeKind:
    code = code.lower()
    if _OTHER_GRANT.search(words):
        return ProbeKind.CLIENT
    if error.rejects_credentials or code == "invalid_client":
        if is_disabled(words):
            return ProbeKind.CLIENT
        return ProbeKind.SECRET if rejects_secret(words) else ProbeKind.CREDENTIALS
    if status in (404, 405):
        return ProbeKind.MISPLACED
    if code not in _KINDS and status == 400 and re.search(r"\bscope\b|scope_", words):
        return ProbeKind.SCOPE
    if code:
        return _KINDS.get(code, ProbeKind.UNCLEAR)
    if 200 <= status < 300 and maps_token:
        return ProbeKind.MEMBER
    return ProbeKind.UNCLEAR if status in (400, 401, 403, 500, 501) else ProbeKind.MISPLACED


def unreached(exchange: Exchange) -> ProbeOutcome:
    """The outcome of an exchange without a response."""
    failure = exchange.failure
    assert failure is not None
    return ProbeOutcome(
        ProbeKind.UNREACHABLE,
        needs_tls=isinstance(failure.step, SetUrl),
        has_no_tls=failure.kind is FailureKind.TLS_NOT_TLS,
    )


def _location(exchange: Exchange, response: ResponseMessage) -> str:
    if not 300 <= response.status < 400:
        return ""
    try:
        return urljoin(masked(exchange.request.url), (response.header("location") or "").strip())
    except ValueError:
        return ""
