"""The cause of refused client credentials (RFC 6749 §2.3, §5.2 ``invalid_client``)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from outrider.next_steps import EnterSecret
from outrider.oauth.client_auth import (
    CLIENT_AUTH_METHODS,
    find_client_auth,
    proves_by_certificate,
)
from outrider.oauth.client_auth.none import NO_SECRET, add_secret
from outrider.oauth.client_state import ClientState, client_state
from outrider.oauth.refusal import Cause, RefusedResponse, code_text
from outrider.oauth.refused_assertion import clock_cause
from outrider.oauth.refused_certificate import certificate_cause, with_certificate
from outrider.oauth.refused_state import state_cause, uses_secret
from outrider.oauth.token_client import TokenClient, capital

_METHODS = (
    "private_key_jwt",
    "client_secret_jwt",
    "client_secret_post",
    "client_secret_basic",
    "self_signed_tls_client_auth",
    "tls_client_auth",
)
_UNKNOWN_CLIENT = re.compile(
    r"(client|application|app|consumer)\b.{0,60}?"
    r"(not (be )?found|not exist|not registered|not recogni[sz]ed)"
    r"|(client|application|app|consumer)( ?id)?\W{0,3} (is )?(unknown|invalid\b(?! client))"
    r"|client.?id.{0,12}(invalid|unknown|wrong|incorrect)"
    r"|invalid[ _]?client[ _]?id|no (such )?(client|application)\b(?! credential)"
    r"|unknown (client|application)\b(?!,)|invalid_client_id"
    r"|could not find (the )?(client|application)"
    r"|client inconnu|unbekannter client|cliente? (desconocid|desconhecid|sconosciut)"
)
_BOTH = re.compile(
    r"client (authentication|credentials)|client.?id (and|or|and/or|/) (client.?)?secret"
    r"|client or|authentication failed"
)
_SECRET = re.compile(r"secret|password|api ?key")
_ABSENT = (
    r"(?:missing|required|requires|must (?:contain|include|have|be (?:sent|present|set|in))"
    r"|not (?:be )?(?:provided|present|specified|given|supplied|sent|set)|not found|absent|empty"
    r"|can(?:no|')t be (?:empty|blank|null)|undefined|is null)"
)
_NAMES = r"\b(?:client[ _-]?(?:id|secret|credentials?)|app(?:lication)?[ _]?(?:id|key|secret))\b"
_NOT_IN_FORM = re.compile(
    rf"(?:{_ABSENT}|no(?! (?:such )?(?:client|application) (?:is|was|has|with|found))|without)"
    rf"\b.{{0,60}}{_NAMES}(?!.{{0,20}}(?:header|basic))|{_NAMES}.{{0,40}}{_ABSENT}"
)
_BASIC = r"\b(?:authorization header|header ['\"`]?authorization['\"`]?|basic auth\w*(?: header)?)"
_NOT_IN_HEADER = re.compile(
    rf"(?:{_ABSENT}|\bno|without)\b.{{0,40}}{_BASIC}\b|{_BASIC}.{{0,60}}{_ABSENT}"
    r"|(?:use|requires?|expects?|only) http basic"
)
_CANNOT = re.compile(r"cannot authenticate with")
"""Authlib lists the methods that it has tried, whatever was wrong."""

_ANY_CAUSE = re.compile(
    r"(?:\(?e\.g\.,? |due to )?unknown client, no client authentication(?: included)?,? or "
    r"unsupported authentication method"
)
"""How RFC 6749 §5.2 defines ``invalid_client``: said by a server, it names no cause."""

_ZITADEL = re.compile(r"\bzitadel\b|/oauth/v2/token\Z")
"""A server that says of a wrong secret that it does not know the client."""

_BAD_METHOD = re.compile(
    r"(unsupported|invalid|not (supported|allowed|permitted)|wrong|unauthori[sz]ed).{0,40}"
    r"(authentication|auth).?method"
    r"|(authentication|auth).?method.{0,60}(not (supported|allowed|permitted)|unsupported|invalid)"
)


def method_cause(reply: RefusedResponse) -> Cause | None:
    """The server names another client authentication method, or its metadata does."""
    client, low = reply.client, _ANY_CAUSE.sub("", reply.low)
    if _CANNOT.search(low):
        return None
    named = re.findall("|".join(map(re.escape, _METHODS)), low)
    others = [name for name in named if name != client.method and not _is_denied(name, low)]
    if others:
        wanted = next((name for name in others if find_client_auth(name)), others[0])
        why = f"The server requires {wanted} for {client.named}; {client.method} was sent."
        return _other_method(client, wanted, why)
    denied = _BAD_METHOD.search(low) or _is_denied(client.method, low)
    if denied and client.method in _SWAPPED:
        why = f"The server does not accept {client.method} for {client.named}."
        return _other_method(client, _SWAPPED[client.method], why)
    return None


def _is_denied(method: str, low: str) -> bool:
    """Whether the words name a method only to say that it will not do."""
    pattern = (
        rf"{re.escape(method)}\b.{{0,20}}\b(not (supported|allowed|permitted|enabled)|unsupported)"
    )
    return re.search(pattern, low) is not None


_SWAPPED = {
    "client_secret_basic": "client_secret_post",
    "client_secret_post": "client_secret_basic",
    "client_secret_jwt": "client_secret_basic",
}


def _other_method(client: TokenClient, wanted: str, why: str) -> Cause:
    if find_client_auth(wanted) is None:
        advice = (
            f"Outrider does not support {wanted}: ask the provider to register the client with "
            "client_secret_basic."
        )
        return Cause(why, advice)
    key = "token_endpoint_auth_method"
    advice = capital(client.assign(key, wanted))
    lacking = [name for name in _needed(wanted) if not client.has(name)]
    if lacking:
        advice += f", and add {' and '.join(lacking)}"
    if proves_by_certificate(wanted) and not client.certificate:
        advice += f", and set client_certificate in {client.tls_table}"
    return Cause(why, f"{advice}.", client.edit(key))


def _needed(method: str) -> Iterator[str]:
    """The keys that a method cannot do without."""
    found = find_client_auth(method)
    return (field.name for field in (found.fields if found else ()) if field.required)


def credentials_cause(reply: RefusedResponse) -> Cause:
    """Why the credentials were not accepted: by the server's words, else by the method."""
    found = next(filter(None, (rule(reply) for rule in _RULES)), None)
    return replace(found or _by_method(reply), rejects_credentials=True)


def _wants_form(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    if client.method == "client_secret_post" and _NOT_IN_HEADER.search(reply.low):
        why = (
            f"The server expects the credentials of {client.named} in the Authorization header; "
            "client_secret_post sends them in the form."
        )
        return _other_method(client, "client_secret_basic", why)
    if client.method != "client_secret_basic" or not lacks_credentials(reply.low):
        return None
    if _NOT_IN_HEADER.search(reply.low):
        why = (
            "The server found no Authorization header, though one was sent: a gateway in front of "
            "it may remove it."
        )
        return _other_method(client, "client_secret_post", why)
    why = (
        f"The server expects the credentials of {client.named} in the form; client_secret_basic "
        "sends them in a header."
    )
    return _other_method(client, _listed_method(client) or "client_secret_post", why)


def _secret(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    if not uses_secret(client) or not _names_secret(reply.low):
        return None
    if _is_reserved(client):
        return None
    secret = client.source("client_secret")
    why = f"The server rejected the secret of {client.named}."
    if re.search(r"not (?:the|its|a) (?:client )?(?:secret )?id\b", reply.low):
        why += " It may be the secret's ID: the server wants its value."
    return Cause(why, f"Check {secret}.", secret.step)


def _names_secret(low: str) -> bool:
    for name in _METHODS:
        low = low.replace(name, "")
    return _SECRET.search(low) is not None and _BOTH.search(low) is None


def lacks_credentials(low: str) -> bool:
    """Whether words, in lower case, say that the server found no credentials where it looks."""
    return _NOT_IN_FORM.search(low) is not None or _NOT_IN_HEADER.search(low) is not None


def rejects_secret(low: str) -> bool:
    """Whether a server's words, in lower case, say that it has read a secret that is not right."""
    return _names_secret(low) and _NOT_IN_FORM.search(low) is None


def is_disabled(low: str) -> bool:
    """Whether words, in lower case, say that the client, or its secret, is out of use."""
    return client_state(low) is not ClientState.NONE


def _unlisted(reply: RefusedResponse) -> Cause | None:
    client, listed = reply.client, _listed_method(reply.client)
    if not listed:
        return None
    why = f"The issuer's metadata does not list {client.method}, which was sent."
    return _other_method(client, listed, why)


def _names_client(low: str) -> bool:
    if "authentication failed" in low or re.search(
        r"\bor\b.{0,40}(secret|credential|password)", low
    ):
        return False
    if "secret" in low and not re.search(r"client.?id|not found|unknown", low):
        return False
    return _UNKNOWN_CLIENT.search(low) is not None


def names_unknown_client(reply: RefusedResponse) -> bool:
    """Whether the server's words say that it does not know the client."""
    return _names_client(reply.low)


def _unknown_client(reply: RefusedResponse) -> Cause | None:
    client = reply.client
    if not _names_client(reply.low):
        return None
    identifier, next_in_line = client.source("client_id"), client.endpoint
    if uses_secret(client) and _ZITADEL.search(reply.endpoint.lower()):
        next_in_line = client.source("client_secret")
    return Cause(
        f"The server does not know {client.named}.",
        f"Check {identifier}; if it is right for this environment, check {next_in_line}.",
        identifier.step,
    )


def _listed_method(client: TokenClient) -> str:
    """The method that the metadata lists where it does not list ours; empty for none."""
    if not client.methods or client.method in client.methods or not uses_secret(client):
        return ""
    known = (name for name in CLIENT_AUTH_METHODS.names if name in client.methods)
    return next(known, client.methods[0])


def _by_method(reply: RefusedResponse) -> Cause:
    """What the method knows of its own peculiarities."""
    client = reply.client
    method = find_client_auth(client.method)
    proof = _proof(client)
    if method is None or (not proof and client.certificate):
        if client.certificate:
            return with_certificate(client, reply.host)
        secret = client.source("client_secret")
        return Cause(f"The server did not accept {client.named}.", f"Check {secret}.", secret.step)
    sent = method.sent_as
    named = f'client_id "{client.shown("client_id")}"'
    why = f"The server did not accept {named} or its {proof}, {sent}." if proof else sent
    if uses_secret(client) and _ANY_CAUSE.search(reply.low):
        return _any_cause(reply, why)
    if client.has("client_assertion"):
        why = f"The server did not accept the assertion for {client.named} ({method.name})."
    advice = method.when_refused(client)
    reserved = " Its ID or secret has characters that servers decode in different ways."
    return Cause(
        why + (reserved if advice.because_reserved else ""),
        advice.text,
        advice.step,
    )


def _wants_secret(reply: RefusedResponse) -> Cause | None:
    """A client that has proved nothing, where the server asks for a secret."""
    client = reply.client
    if client.method != "none" or client.certificate or not lacks_credentials(reply.low):
        return None
    if not _SECRET.search(reply.low):
        return None
    in_form = re.search(r"\b(?:body|form|parameter)", reply.low) is not None
    wanted = "client_secret_post" if in_form else "client_secret_basic"
    offered = [one for one in client.methods if one in _SWAPPED]
    if offered and wanted not in offered:
        wanted = offered[0]
    advice, step = add_secret(client, wanted)
    return Cause(NO_SECRET, f"{capital(advice)}.", step)


def _any_cause(reply: RefusedResponse, why: str) -> Cause:
    """The server names all that it may be: so does the advice, the likeliest first."""
    client = reply.client
    secret, identifier = client.source("client_secret"), client.source("client_id")
    key = "token_endpoint_auth_method"
    method = client.source(key) if client.is_written(key) else key
    advice = f"Check {secret}; if it is right, check {identifier}, then {method}."
    return Cause(why, advice, secret.step)


def _is_reserved(client: TokenClient) -> bool:
    method = find_client_auth(client.method)
    return method is not None and method.when_refused(client).because_reserved


_NOT_NAMED = "No OAuth error is named"


def unnamed_cause(reply: RefusedResponse) -> Cause:
    """A 401 or 403 that names no OAuth error: credentials, or no token endpoint at all."""
    client = reply.client
    cause = _by_method(reply)
    # A code that only repeats the status names nothing.
    is_own = reply.code.lower() not in reply.head.lower() and str(reply.status) not in reply.code
    named = f"{code_text(reply)} is the provider's own code" if is_own else _NOT_NAMED
    why = f"{named}: the server did not accept {client.named}, or this is not its token endpoint."
    if not uses_secret(client) or client.certificate or _is_reserved(client):
        return replace(cause, why=f"{why} {cause.why}", rejects_credentials=True)
    secret = client.source("client_secret")
    return Cause(
        why,
        f"Check {secret}, then {client.endpoint}.",
        EnterSecret(secret.secret) if secret.secret else secret.step,
        rejects_credentials=True,
    )


_PROOFS = {
    "client_assertion": "assertion",
    "client_secret": "secret",
    "private_key": "private key",
}
"""What a client proves itself by, by the key that has it."""


def _proof(client: TokenClient) -> str:
    """What the client proves itself by; empty for nothing, or for a certificate."""
    method = find_client_auth(client.method)
    names = {field.name for field in method.fields if field.required} if method else set()
    names |= {"client_assertion"} if client.has("client_assertion") else set()
    return next((said for name, said in _PROOFS.items() if name in names), "")


_RULES = (
    state_cause,
    certificate_cause,
    clock_cause,
    _wants_secret,
    _wants_form,
    _unknown_client,
    _secret,
    _unlisted,
)
