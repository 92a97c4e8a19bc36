"""Whether an API rejected a token for its key, its form, or the instance that it is for."""

from __future__ import annotations

import re

from outrider.oauth.refusal_facts import ApiRefusal, RefusalCause, RefusalTarget, TokenOrigin

_KEY = re.compile(
    r"signing key|signature key|\bjwks?\b.{0,60}\b(?:key|kid|match|found)|\bkid\b"
    r"|key (?:id )?not found"
    r"|signature.{0,40}(?:invalid|fail|not valid|mismatch|verif|validat|could not)"
    r"|(?:invalid|bad|wrong|verif\w*|validat\w*).{0,30}signature|no (?:suitable|matching) key"
)
_FORM = re.compile(
    r"(?:malformed|not well[- ]formed|invalid|cannot be parsed|unparsable"
    r"|unable to (?:parse|decode)).{0,40}\b(?:jwt|jws|token segments|compact)"
    r"|\bnot (?:a |an )?(?:valid )?(?:jwt|jws|json web token)"
    r"|(?:expected|must have|have|wrong number of) (?:3|three|segments|parts|dots)"
    r"|\b(?:segments|parts|dots|periods)\b.{0,40}(?:expected|found|got|must)"
    r"|malformed (?:access )?token|unable to (?:decode|parse) (?:the )?(?:jwt|token)"
    r"|jwt (?:is )?malformed|idx1(?:2709|2741|4100)"
)
_INSTANCE = re.compile(r"session expired or invalid|invalid_session_id")


def other_key(refusal: ApiRefusal, origin: TokenOrigin) -> RefusalCause | None:
    """The API does not know the key of the token's signature, by its own words."""
    if not _KEY.search(_low(refusal)):
        return None
    return RefusalCause(
        "",
        "",
        why="The API does not know the key that signed the token: it probably trusts another "
        "authorization server.",
        advice=f"Check that {belongs_together(origin)}; if they are, ask the API's operator to "
        "reload the keys (JWKS).",
        target=RefusalTarget.SERVER,
    )


def belongs_together(origin: TokenOrigin) -> str:
    """What has to fit where a token is from another server than the API wants."""
    return f"{origin.server_key}{{place}} and {{url}} are of the same environment"


def no_jwt(refusal: ApiRefusal) -> RefusalCause | None:
    """The API expects a JWT (RFC 9068), and the token is none."""
    if not refusal.is_opaque or not _FORM.search(_low(refusal)):
        return None
    return RefusalCause(
        "",
        "",
        why="The API expects a JWT, and the token is not one: the authorization server issues "
        "opaque tokens to this client.",
        advice="Set the client's access token type to JWT at the provider; some servers issue a "
        "JWT for an audience or resource.",
    )


def other_instance(refusal: ApiRefusal, origin: TokenOrigin) -> RefusalCause | None:
    """Salesforce takes a token at the instance only that its token response names."""
    if not _INSTANCE.search(_low(refusal)):
        return None
    if origin.instance and origin.instance == refusal.url:
        return None
    instance = origin.instance or "instance_url"
    return RefusalCause(
        "",
        "",
        why="Salesforce accepts a token at its own instance only, which the token response names "
        "as instance_url.",
        advice=f"Set the host of {{url}} to that of {instance}.",
        target=RefusalTarget.REQUEST_URL,
    )


def _low(refusal: ApiRefusal) -> str:
    return f"{refusal.error}\n{refusal.words}\n{refusal.text}".lower()
