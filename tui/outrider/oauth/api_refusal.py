"""Why an API may have refused a request: the token's claims beside the API's own words.

A response with a status of 401 or 403 is a response; what is found here is a note beside it. The
claims are not verified (RFC 7519), and the API alone knows: a cause is named where the two differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from outrider.model.units import clock_text, span_text
from outrider.oauth.challenges import Challenge

INSUFFICIENT_SCOPE = "insufficient_scope"
"""The error of RFC 6750 §3.1 for a token with too little scope."""

_TOKEN_SCHEMES = frozenset({"bearer", "dpop", "oauth"})
_CLOCKS_APART = 60.0
_DRIFT = 30.0
_DEFAULT_SCOPE = "/.default"
_LONGEST = 200
# A value that the words say is wanted: in quotation marks, a URL, or behind a colon. A URL that
# stands by itself may as well be that of a page to read.
_EXPECTED = re.compile(
    r"\b(?:expect\w*|requir\w+|want\w*|(?:must|should) (?:be|have|contain|include))"
    r"(?:\s+(?:one of|value|to be|audiences?|aud|issuers?|iss)\b)*"
    r"(?:[\s:=(\[]*[\"'`]([^\"'`]+)[\"'`]"
    r"|[\s:=(\[]+([a-z][a-z0-9+.-]*://[^\s\"'<>,;)\]]+)"
    r"|\s*[:=]\s*([^\s\"'<>,;)\]]+))",
    re.IGNORECASE,
)
_AUDIENCE = re.compile(r"\baud(ience)?s?\b", re.IGNORECASE)
_ISSUER = re.compile(r"\b(iss|issuer)\b", re.IGNORECASE)


class RefusalTarget(StrEnum):
    """What the advice would have changed."""

    NOTHING = ""
    AUDIENCE = "audience"
    SCOPE = "scope"
    HOSTS = "hosts"
    AUTH = "auth"
    URL = "url"
    TYPE = "type"
    CREDENTIAL = "credential"


class RefusalCause(Struct, frozen=True):
    """A note beside a response.

    Attributes:
        code: a stable name, for programs.
        what: what happened, with the status.
        message: the API's own words; empty where it said nothing.
        target: what the advice is about; its place is known to whoever knows the files.
        why: the cause.
        advice: with ``{place}`` where the place of the target belongs.
    """

    code: str
    what: str
    message: str = ""
    why: str = ""
    advice: str = ""
    target: RefusalTarget = RefusalTarget.NOTHING


class ApiRefusal(Struct, frozen=True):
    """What the API answered.

    Attributes:
        url: of the request, without path and query.
        host: with its port where it is not the scheme's own.
        error: a member ``error`` of the body.
        message: the words of the body.
        ahead: seconds that the API's clock is ahead of this machine's; ``None`` where the API did
            not say.
    """

    status: int
    reason: str
    url: str
    host: str
    challenges: tuple[Challenge, ...] = ()
    error: str = ""
    message: str = ""
    ahead: float | None = None

    @property
    def challenge(self) -> Challenge:
        """The one that asks for a token; an empty one where there is none."""
        return next((one for one in self.challenges if one.scheme in _TOKEN_SCHEMES), Challenge(""))

    @property
    def error_code(self) -> str:
        """The error in the challenge, else in the body."""
        return _line(self.challenge.parameter("error") or self.error)

    @property
    def words(self) -> str:
        """The API's message in one line."""
        return _line(self.challenge.parameter("error_description") or self.message)

    @property
    def summary(self) -> str:
        """The status with its error, else with its reason."""
        return f"{self.status} {self.error_code or _line(self.reason)}".strip()

    def other_scheme(self, sent: str = "bearer") -> str:
        """A scheme, where the challenges name some and none of them is of the kind ``sent``."""
        schemes = [one.scheme for one in self.challenges]
        accepted = _TOKEN_SCHEMES if sent == "bearer" else {sent}
        return "" if not schemes or accepted.intersection(schemes) else schemes[0]


class TokenClaims(Struct, frozen=True):
    """What is known of the token that was sent.

    Attributes:
        audience: ``None`` where nothing can be read from the token.
        issuer: empty where nothing can be read from it.
        scope: from the token, else what the authorization server said; ``None`` where neither did.
        begins: seconds since the epoch (``nbf``), as ``expires`` (``exp``).
        bound: thumbprint of the certificate that it is bound to (RFC 8705 §3.1); empty for none.
    """

    audience: tuple[str, ...] | None = None
    issuer: str = ""
    scope: frozenset[str] | None = None
    begins: float | None = None
    expires: float | None = None
    bound: str = ""


class TokenOrigin(Struct, frozen=True):
    """What the auth definition asked for.

    Attributes:
        auth: how the definition is called: ``[auth.default]``.
        audience: what was requested as ``audience_key``, which is ``audience`` or ``resource``.
        issuer: that the token has to come from; empty where nothing says so.
        environment: its name; empty without one.
        certificate: thumbprint of the environment's client certificate; empty for none.
        proxy: that the request went through; empty for none.
    """

    auth: str
    client_id: str = ""
    audience: tuple[str, ...] = ()
    audience_key: str = "audience"
    issuer: str = ""
    scope: frozenset[str] = frozenset()
    environment: str = ""
    certificate: str = ""
    proxy: str = ""


def rejected_token(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin, now: float, *, fresh: bool = True
) -> RefusalCause:
    """Why the API rejects a token: the first cause that applies.

    A ``fresh`` one is one that was fetched for this send.
    """
    what = f"The API rejected {'a fresh' if fresh else 'the'} token: {refusal.summary}"
    causes = (
        _other_scheme(refusal),
        _other_certificate(refusal, token, origin),
        _other_audience(refusal, token, origin),
        _other_issuer(refusal, token, origin),
        _other_scope(refusal, token),
        _other_time(refusal, token, now),
    )
    silent = "" if refusal.words else "The API gave no reason."
    unknown = RefusalCause(
        "",
        "",
        why=silent,
        advice="Ask the provider of the API which audience and scope it requires.",
    )
    found = next((one for one in causes if one is not None), unknown)
    return RefusalCause(
        "token_rejected", what, refusal.words, found.why, found.advice, found.target
    )


def missing_scope(refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin) -> RefusalCause:
    """Which scope the token lacks (RFC 6750 §3.1)."""
    wanted = refusal.challenge.parameter("scope").split()
    granted = token.scope
    missing = " ".join(_short(one) for one in wanted if one not in (granted or frozenset()))
    has = "" if granted is None else f'the token has "{_listed(granted)}"'
    code, summary = INSUFFICIENT_SCOPE, refusal.summary
    if not wanted:
        why = f"{has[:1].upper()}{has[1:]}." if has else ""
        advice = "Ask the provider of the API which scope it requires."
        return RefusalCause(code, f"The token lacks a scope: {summary}", refusal.words, why, advice)
    required = _short(" ".join(wanted))
    why = f'The API requires "{required}"{f"; {has}" if has else ""}.'
    if not missing:
        what = f'The API requires scope "{required}": {summary}'
        advice = "Ask the provider of the API which scope it requires."
        return RefusalCause(code, what, refusal.words, why, advice)
    what = f'The token lacks scope "{missing}": {summary}'
    if origin.scope.issuperset(missing.split()):
        client = f' for client "{origin.client_id}"' if origin.client_id else ""
        advice = f'Ask the provider to allow scope "{missing}"{client}.'
        return RefusalCause(code, what, refusal.words, why, advice)
    advice = f'Add "{missing}" to scope{{place}}.'
    return RefusalCause(code, what, refusal.words, why, advice, RefusalTarget.SCOPE)


def token_required(
    refusal: ApiRefusal,
    why: str,
    advice: str,
    target: RefusalTarget,
    *,
    credential: str = "a token",
) -> RefusalCause:
    """That no ``credential`` was sent to an API that requires one."""
    other = refusal.other_scheme()
    if other and target is RefusalTarget.AUTH:
        name = other.title()
        why = f"{why[:-1]}, and the API asks for {name} authentication." if why else ""
        advice = "Set the auth of the request{place}."
        if other == "basic":
            advice = 'Set the auth of the request to type = "basic"{place}.'
        what = f"The API requires credentials: {refusal.summary}"
        return RefusalCause("credentials_required", what, refusal.words, why, advice, target)
    what = f"The API requires {credential}: {refusal.summary}"
    return RefusalCause("token_required", what, refusal.words, why, advice, target)


def clock_apart(refusal: ApiRefusal) -> RefusalCause | None:
    """That this machine's clock and the API's differ; ``None`` where they do not by much."""
    ahead = refusal.ahead
    if ahead is None or abs(ahead) <= _CLOCKS_APART:
        return None
    how = "behind" if ahead > 0 else "ahead of"
    what = f"The clock of this machine is {span_text(abs(ahead))} {how} {refusal.host}."
    return RefusalCause(
        "clock", what, why="Tokens may look expired.", advice="Set the clock of this machine."
    )


def _other_scheme(refusal: ApiRefusal) -> RefusalCause | None:
    schemes = {one.scheme for one in refusal.challenges}
    if "dpop" not in schemes or "bearer" in schemes:
        return None
    return RefusalCause(
        "",
        "",
        why="It requires DPoP (RFC 9449), which Outrider does not support.",
        advice="Ask the provider of the API to accept Bearer tokens from this client.",
    )


def _other_certificate(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    """A bound token is good on connections with its certificate only (RFC 8705 §3)."""
    if not token.bound:
        return None
    if token.bound == origin.certificate:
        if not origin.proxy:
            return None
        why = f"The token is bound to the client certificate, which proxy {origin.proxy} may hide."
        return RefusalCause("", "", why=why, advice=f"Add {refusal.host} to no_proxy.")
    why = "The token is bound to a client certificate (cnf), and none was sent."
    if origin.certificate:
        why = "The token is bound to another client certificate (cnf) than the one that was sent."
    return RefusalCause("", "", why=why, advice="Check client_certificate in [tls].")


def _other_audience(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    named, audience = _AUDIENCE.search(refusal.words) is not None, token.audience
    if audience is None:
        return None
    wanted = _wanted_audience(refusal, audience, origin)
    asked_for_other = bool(origin.audience) and not set(origin.audience) & set(audience)
    hosts = [_host_of(one) for one in audience]
    elsewhere = bool(hosts) and all(hosts) and _host_of(refusal.url) not in hosts
    if not (named or asked_for_other or (elsewhere and not origin.audience)):
        return None
    if asked_for_other and not named:
        wanted = origin.audience[0]
    shown = f'token\'s aud is "{_listed(audience)}"' if audience else "token has no aud"
    why = f'The {shown}, expected "{wanted}".'
    if any(word.endswith(_DEFAULT_SCOPE) for word in origin.scope):
        # Microsoft Entra takes the audience from the scope.
        advice = "Set scope to the application ID URI of the API and /.default{place}."
        if named and wanted != refusal.url:
            advice = f'Set scope = "{wanted.rstrip("/")}{_DEFAULT_SCOPE}"{{place}}.'
        return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.SCOPE)
    if asked_for_other and wanted in origin.audience:
        advice = f'Ask the provider to issue tokens for {origin.audience_key} "{wanted}".'
        return RefusalCause("", "", why=why, advice=advice)
    advice = (
        f'Set {origin.audience_key} = "{wanted}" in {origin.auth[:-1]}.token_parameters]{{place}}.'
    )
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.AUDIENCE)


def _wanted_audience(refusal: ApiRefusal, audience: Iterable[str], origin: TokenOrigin) -> str:
    """What the API wants in ``aud``: its own words, else the resource that it is."""
    for one in (refusal.challenge.parameter("resource"), _expected(refusal)):
        if one and one not in audience:
            return _short(one)
    return refusal.url


def _expected(refusal: ApiRefusal) -> str:
    """The value that the API's words say is wanted; empty where they say none."""
    found = _EXPECTED.search(refusal.words)
    return next(filter(None, found.groups()), "").rstrip(".") if found else ""


def _other_issuer(
    refusal: ApiRefusal, token: TokenClaims, origin: TokenOrigin
) -> RefusalCause | None:
    expected = origin.issuer
    differs = bool(expected) and token.issuer.rstrip("/") != expected.rstrip("/")
    if not token.issuer or not (differs or _ISSUER.search(refusal.words)):
        return None
    if not differs:
        expected = _expected(refusal)
        expected = "" if expected == token.issuer else expected
    why = f'The token\'s iss is "{_short(token.issuer)}"'
    why += f', expected "{_short(expected)}".' if expected else ", which the API does not accept."
    name = f'environment "{origin.environment}"' if origin.environment else "token_endpoint"
    return RefusalCause(
        "", "", why=why, advice=f"Check {name}: its token comes from another issuer."
    )


def _other_scope(refusal: ApiRefusal, token: TokenClaims) -> RefusalCause | None:
    wanted = refusal.challenge.parameter("scope").split()
    if token.scope is None or token.scope.issuperset(wanted):
        return None
    missing = " ".join(_short(one) for one in wanted if one not in token.scope)
    why = f'The token\'s scope is "{_listed(token.scope)}", expected "{_short(" ".join(wanted))}".'
    advice = f'Add "{missing}" to scope{{place}}.'
    return RefusalCause("", "", why=why, advice=advice, target=RefusalTarget.SCOPE)


def _other_time(refusal: ApiRefusal, token: TokenClaims, now: float) -> RefusalCause | None:
    """Whether the token's time has not come, or is over, by the API's clock."""
    there, where = now + (refusal.ahead or 0.0), refusal.host
    if refusal.ahead is None:
        where = "this machine"
    clock = f"the clock of {where} says {clock_text(there)}"
    if token.begins is not None and token.begins > there:
        late = span_text(token.begins - there)
        why = f"The token is not valid before {clock_text(token.begins)}: {clock}, {late} behind."
    elif token.expires is not None and token.expires <= there:
        why = f"The token expired at {clock_text(token.expires)}: {clock}."
    else:
        return None
    advice = "Set the clock of this machine."
    if refusal.ahead is not None and abs(refusal.ahead) < _DRIFT:
        # Two of three agree.
        advice = "Ask the provider of the authorization server to set its clock."
    return RefusalCause("", "", why=why, advice=advice)


def _host_of(text: str) -> str:
    """The host of a URL; empty for anything else."""
    try:
        return (urlsplit(text).hostname or "").lower() if "://" in text else ""
    except ValueError:
        return ""


def _listed(values: Iterable[str]) -> str:
    ordered: Iterator[str] = iter(sorted(values) if isinstance(values, frozenset) else values)
    return _short(" ".join(ordered))


def _short(text: str) -> str:
    return _line(text, 120)


def _line(text: str, most: int = _LONGEST) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most]}…"
