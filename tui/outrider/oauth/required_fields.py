"""What a server's words say that a request lacks: a header field, or a parameter of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from outrider.oauth.refusal import Cause, RefusedResponse
from outrider.oauth.server_words import RFC_ERRORS
from outrider.oauth.token_client import capital

_REQUIRED = (
    r"(?:is |was |are )?(?:missing|required|mandatory|absent|empty"
    r"|not (?:be )?(?:present|provided|found|specified|set|given|sent|supplied))"
)
_NAME = r"[\"'`\[(]?([A-Za-z][A-Za-z0-9_.-]{1,60})[\"'`\])]?"
_HEADERS = (
    re.compile(
        rf"(?:request |http )?header\W{{1,3}}(?:field |named |parameter )?{_NAME}"
        rf"[^.\n]{{0,60}}?\b{_REQUIRED}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:missing|required|requires?|without|no|need|provide|expected|include)\b"
        rf"(?: the| a| an| required| mandatory| request| http| custom)* header\W{{1,3}}{_NAME}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:missing|required|requires?|without|no|need|provide|expected|include)\b"
        rf"(?: the| a| an| required| mandatory| request| http)* {_NAME} (?:request |http )?header",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NAME} (?:request |http )?header[^.\n]{{0,30}}?\b{_REQUIRED}", re.IGNORECASE),
)
_PARAMETERS = (
    re.compile(
        rf"(?:parameter|field|property|attribute)\W{{1,3}}(?:named )?{_NAME}"
        rf"[^.\n]{{0,60}}?\b{_REQUIRED}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:missing|required)\b(?: the| a| required| mandatory| form| request| post| body)*"
        rf" (?:parameter|field)s?\W{{1,3}}(?:named )?{_NAME}",
        re.IGNORECASE,
    ),
    re.compile(rf"{_NAME} (?:parameter|field|property)[^.\n]{{0,30}}?\b{_REQUIRED}", re.IGNORECASE),
)
_NO_NAMES = frozenset(
    {
        "is",
        "are",
        "was",
        "the",
        "in",
        "for",
        "of",
        "or",
        "and",
        "a",
        "an",
        "not",
        "missing",
        "required",
    }
    | {"header", "field", "parameter", "value", "request", "from", "with", "http", "named", "to"}
    | {"must", "should", "needs", "values", "valid", "content-type", "host", "content-length", "be"}
)
_KNOWN_PARAMETERS = frozenset(
    {"client_id", "client_secret", "grant_type", "scope", "code", "redirect_uri", "response_type"}
    | {"username", "password", "refresh_token", "assertion", "client_assertion", "audience"}
    | {"client_assertion_type", "resource", "error", "code_verifier", "device_code", "clientid"}
    | {"subject_token", "subject_token_type", "clientsecret", "state", "token"}
)
"""What OAuth itself names: their want means something else."""


def required_header(words: str) -> str:
    """The header field that words say is missing; empty for none."""
    return _named(words, _HEADERS)


def header_cause(reply: RefusedResponse) -> Cause | None:
    """The server's words name a header field that the token request must have."""
    if reply.code in RFC_ERRORS - {"invalid_request", "access_denied", "invalid_client"}:
        return None
    if not _is_token_request(reply):
        return None
    found = required_header(f"{reply.words.message}\n{reply.words.more}"[:4000])
    if not found or found.lower() in ("authorization", "basic", "auth", "cookie"):
        return None
    client, name = reply.client, reply.client.mask(found)
    return Cause(
        f'The server requires header "{name}" in the token request.',
        f"{capital(client.add_headers(name))}.",
        client.edit(name, "token_headers"),
    )


def parameter_cause(reply: RefusedResponse) -> Cause | None:
    """The server's words name a parameter of its own that the token request must have."""
    if reply.code in RFC_ERRORS - {"invalid_request"} or not _is_token_request(reply):
        return None
    found = _named(f"{reply.words.message}\n{reply.words.more}"[:4000], _PARAMETERS)
    if not found or found.lower() in _KNOWN_PARAMETERS:
        return None
    client, name = reply.client, reply.client.mask(found)
    return Cause(
        f'The server requires parameter "{name}" in the token request.',
        f"{capital(client.assign(name, '…', 'token_parameters'))}.",
        client.edit(name, "token_parameters"),
    )


def _is_token_request(reply: RefusedResponse) -> bool:
    """Whether the tables of a definition are for this request: other endpoints get none of it."""
    return reply.client.endpoint_key == "token_endpoint"


def _named(words: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        for found in pattern.finditer(words):
            if found[1].lower() not in _NO_NAMES:
                return found[1]
    return ""
