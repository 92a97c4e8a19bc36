"""The cause of a refused assertion, by the server's words (RFC 7521 §4.2.1, RFC 7523 §3.2)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from outrider.model.value_source import file_and_line
from outrider.oauth.client_auth import find_client_auth
from outrider.oauth.client_auth.assertion import (
    AUDIENCE,
    LIFETIME,
    SIGNING_ALG,
    other_audience,
    sent_audience,
)
from outrider.oauth.clock_difference import clock_difference, difference_text
from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.token_client import TokenClient, capital

_CODES = frozenset(
    {"", "invalid_client", "invalid_request", "invalid_grant", "unauthorized_client"}
) | {"access_denied", "invalid_client_assertion", "invalid_assertion"}
_AUDIENCE = r"\baud(ience)?\b"
_SEEN = r"\bjti\b|replay|already (been )?used|only be used once"
_KEY_ID = (
    r"\bkid\b|\bkey.?ids?\b|no (matching|suitable|applicable|such) (\w+ )?(key|jwk)"
    r"|(key|jwks?)\b.{0,40}(not (be )?found|unknown|not registered|not exist)"
    r"|(find|locate|resolve|select|unknown)\b.{0,30}\b(key|jwk)"
)
_CERTIFICATE = r"certificate|\bx5t\b|thumbprint|fingerprint"
_ALGORITHM = r"\balg(orithm)?s?\b"
_TOO_LONG = (
    r"too (long|far|large|big)|(exceed|longer|greater|more) .{0,30}(life|allow|max|than|permit)"
    r"|max(imum)?\b.{0,30}(life|age|expir)|(life ?time|validity)\b.{0,40}(exceed|too|max)"
)
_TIME = (
    r"(assertion|jwt|token)\b.{0,60}expir|expir\w*.{0,30}(assertion|jwt|token)|\bexp\b|\bnbf\b"
    r"|\biat\b|not (yet )?(valid|active) (yet|before)|not yet valid|in the future|issued.at"
    r"|\bclock\b|\bskew\b|too old|time range|must expire|not active"
)
_SIGNATURE = r"signature|not (be )?signed|verif\w+.{0,40}(assertion|jwt|token)"
_SUBJECT = r"\biss\b|\bsub\b|\bissuer\b|\bsubject\b"


def uses_assertion(client: TokenClient) -> bool:
    """Whether the client proves itself by an assertion, or brings one as its grant."""
    if client.brings_assertion:
        return True
    method = find_client_auth(client.method)
    return method is not None and any(field.name == AUDIENCE.name for field in method.fields)


def clock_cause(reply: RefusedResponse) -> Cause | None:
    """An assertion says from when to when it is good, by this machine's clock (RFC 7523 §3)."""
    client = reply.client
    if not uses_assertion(client) or client.clock is None:
        return None
    ahead = clock_difference(reply.reply, client.clock())
    if not ahead:
        return None
    why = f"{difference_text(ahead, reply.host)} The assertion was not valid there."
    return Cause(why, "Set the clock.")


def assertion_cause(reply: RefusedResponse) -> Cause | None:
    """The server's words say what of the assertion it does not accept."""
    if not uses_assertion(reply.client) or reply.code not in _CODES or reply.status >= 500:
        return None
    if reply.client.has("client_assertion"):
        return _from_elsewhere(reply)
    for pattern, rule in _RULES:
        if reply.says(pattern):
            return rule(reply)
    return None


def _from_elsewhere(reply: RefusedResponse) -> Cause | None:
    """Of an assertion that comes from a source, that source is to be changed."""
    source = reply.client.source("client_assertion")
    if reply.says(_AUDIENCE):
        why = "The server expects another audience in the assertion."
        return Cause(why, f"Change the audience for which {source} is made.", source.step)
    if reply.says(_SEEN):
        why = "The server says that it has had this assertion before."
        return Cause(why, f"Check that {source} is new for each request.", source.step)
    if reply.says(f"{_TIME}|{_TOO_LONG}"):
        why = "The server says that the assertion has expired, is not valid yet or for too long."
        return Cause(why, f"Check that {source} is renewed in time.", source.step)
    if reply.says(f"{_SIGNATURE}|{_KEY_ID}|{_CERTIFICATE}|{_ALGORITHM}|{_SUBJECT}"):
        why = f"The server does not trust this assertion for {reply.client.named}."
        advice = f"Check that the provider has the issuer, subject and audience of {source}."
        return Cause(why, advice, source.step)
    return None


def _audience(reply: RefusedResponse) -> Cause:
    client = reply.client
    sent = sent_audience(client, "" if client.brings_assertion else client.mask(reply.endpoint))
    why = "The server expects another audience in the assertion"
    why += f'; "{sent}" was sent.' if sent else "."
    return Cause(why, f"{capital(other_audience(client))}.", client.edit(AUDIENCE.name))


def _seen(_: RefusedResponse) -> Cause:
    return Cause("The server says that it has had this assertion before.", "Try again.")


def _key_id(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    key = client.signing_key
    if key is None:
        return None
    if client.has("key_id"):
        why = f'The server has no key "{client.shown("key_id")}" for {client.named}.'
        source = client.source("key_id")
        return Cause(why, f"Check {source} against the key that the provider has.", source.step)
    return Cause(
        f"The server found no key of {client.named} that signed the assertion.",
        f"{capital(client.assign('key_id', '…'))} (the kid of the key at the provider); if that "
        f"fails too, check that the provider has the public key of {key}.",
        client.edit("key_id"),
    )


def _certificate(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    key = client.signing_key
    if key is None:
        return None
    if not client.has("x5t"):
        return Cause(
            "The server looks for a certificate by its thumbprint, and none was named.",
            f"{capital(client.assign('x5t', 'x5t#S256'))}.",
            client.edit("x5t"),
        )
    why = f"The server does not know the certificate of {client.named}."
    return Cause(why, f"Check that the provider has the certificate of {key}.", key.step)


def _algorithm(reply: RefusedResponse) -> Cause:
    client = reply.client
    why = f"The server does not accept the algorithm of the assertion for {client.named}."
    advice = f"{capital(client.assign(SIGNING_ALG, '…'))} (the one that the provider names)."
    return Cause(why, advice, client.edit(SIGNING_ALG))


def _too_long(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    if not client.is_written(LIFETIME.name):
        return None
    source = client.source(LIFETIME.name)
    why = f"The assertion is valid for longer than the server allows: {client.shown(source.key)} s."
    return Cause(
        why, f"Set {LIFETIME.name} = {LIFETIME.default}{file_and_line(source.place)}.", source.step
    )


def _time(reply: RefusedResponse) -> Cause:
    found = clock_cause(reply)
    if found is not None:
        return found
    why = "The server says that the assertion has expired or is not valid yet."
    return Cause(why, "Check the clock of this machine.")


def _signature(reply: RefusedResponse) -> Cause:
    client = reply.client
    why = f"The server could not verify the assertion: it has another key for {client.named}."
    key = client.signing_key
    if key is not None:
        advice = f"Check that the provider has the public key of {key}."
    else:
        key = client.source("client_secret")
        advice = f"Check {key}."
    return Cause(why, advice, key.step, rejects_credentials=True)


def _subject(reply: RefusedResponse) -> Cause:
    client = reply.client
    if client.brings_assertion:
        return unknown_subject(client)
    identifier = client.source("client_id")
    shown = client.shown("client_id")
    why = f'The server does not accept iss and sub of the assertion, which are "{shown}".'
    return Cause(why, f"Check {identifier}.", identifier.step)


def unknown_subject(client: TokenClient) -> Cause:
    """That the server does not take the assertion for whom it is, or from whom; never raised."""
    name = next(filter(client.has, ("assertion_subject", "assertion_issuer", "client_id")), "")
    if not name:
        source = client.signing_key or client.source("assertion_issuer")
        why = "The server does not accept the assertion of the service account."
        advice = f"Check that the provider has the account and the public key of {source}."
        return Cause(why, advice, source.step)
    source, shown = client.source(name), client.shown(name)
    who = "for" if name == "assertion_subject" else "from"
    why = f'The server does not accept an assertion {who} "{shown}".'
    key = client.signing_key
    more = f", and that the provider has the public key of {key}" if key is not None else ""
    return Cause(why, f"Check {source}{more}.", source.step)


_Rule: TypeAlias = Callable[[RefusedResponse], Cause | None]

_RULES: tuple[tuple[str, _Rule], ...] = (
    (_AUDIENCE, _audience),
    (_SEEN, _seen),
    (_TOO_LONG, _too_long),
    (_TIME, _time),
    (_CERTIFICATE, _certificate),
    (_ALGORITHM, _algorithm),
    (_KEY_ID, _key_id),
    (_SIGNATURE, _signature),
    (_SUBJECT, _subject),
)
"""Tried from the top."""
