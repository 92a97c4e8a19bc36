"""The key that a gateway wants beside the credentials: Azure API Management, Kong, AWS, Apigee."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from outrider.oauth.challenges import Challenge

_KEY = (
    r"\b(?:api|subscription|access|app(?:lication)?|consumer|rapidapi(?: application)?|developer"
    r"|x-api)[ _-]?key\b|\bapikey\b|unregistered callers|\bapi[ _-]token\b"
)
_KEY_IS_MISSING = re.compile(
    rf"(?:missing|without|\bno\b|requires?|required|need|provide|include|invalid|unknown|wrong"
    rf"|not found|could not find|failed to resolve|unauthori[sz]ed)[^.\n]{{0,40}}(?:{_KEY})"
    rf"|(?:{_KEY})[^.\n]{{0,60}}\b(?:missing|required|invalid|unknown|not (?:be )?(?:found|provided"
    r"|present|valid|specified|supplied|recogni[sz]ed|authori[sz]ed)|absent|expired|does not exist)"
    r"|unregistered callers"
)
_ABSENT = re.compile(
    rf"(?:missing|without|\bno|failed to resolve)\b[^.\n]{{0,20}}(?:{_KEY})(?! or )"
    rf"|(?:{_KEY})[^.\n]{{0,30}}\b(?:missing|required|not (?:be )?(?:found in|provided|present"
    r"|supplied))|unregistered callers"
)
_NAMED = re.compile(
    r"\b(?:request\.)?(header|queryparam|query parameter|query)[ ._:'\"`]{1,3}"
    r"(x-[\w-]+|[\w-]*key[\w-]*)\b",
    re.IGNORECASE,
)
_HEADER_NAME = re.compile(
    r"(?<![\w-])(x-[\w-]*(?:key|token|client-id)|ocp-apim-subscription-key|api-key|apikey"
    r"|subscription-key)(?![\w-])",
    re.IGNORECASE,
)
_SCHEMES = frozenset({"key", "apikey", "api-key", "azureapimanagementkey"})
_QUERY_WORDS = frozenset({"queryparam", "query parameter", "query"})


class RequiredKey(Struct, frozen=True):
    """A key that a gateway wants beside the credentials.

    Attributes:
        name: of the header field or query parameter; empty where nobody names it.
        in_query: whether it is a query parameter.
        is_likely: the name is that of the product's default.
    """

    name: str = ""
    in_query: bool = False
    is_likely: bool = False


def wanted_key(
    low: str, challenges: Iterable[Challenge] = (), error_type: str = ""
) -> RequiredKey | None:
    """The key that is missing or was not accepted; ``None`` where nothing speaks of one.

    Args:
        low: the words of the response, in lower case.
        challenges: of the response.
        error_type: AWS's field.
    """
    if _KEY_IS_MISSING.search(low):
        return _by_challenge(challenges) or _by_words(low)
    return _by_challenge(challenges) or _of_aws(low, error_type)


def missing_key(
    low: str, challenges: Iterable[Challenge] = (), error_type: str = ""
) -> RequiredKey | None:
    """As :func:`wanted_key`, only where none was sent: to some servers, a client ID is a key."""
    if _ABSENT.search(low):
        return _by_challenge(challenges) or _by_words(low)
    return _by_challenge(challenges) or _of_aws(low, error_type)


def _by_challenge(challenges: Iterable[Challenge]) -> RequiredKey | None:
    for one in challenges:
        if one.scheme in _SCHEMES:
            name = one.parameter("name")
            # It may be anything: only what a header may be called is told.
            name = name if re.fullmatch(r"[A-Za-z0-9_.-]{1,60}", name) else ""
            query = one.parameter("type").lower().startswith("query")
            return RequiredKey(name, query) if name else RequiredKey("apikey", is_likely=True)
    return None


def _by_words(low: str) -> RequiredKey:
    named = _NAMED.search(low)
    if named is not None:
        return RequiredKey(named[2], named[1] in _QUERY_WORDS)
    header = _HEADER_NAME.search(low)
    if header is not None and header[1] != "apikey":
        return RequiredKey(header[1])
    for sign, name in _DEFAULTS:
        if sign in low:
            return RequiredKey(name, is_likely=True)
    return RequiredKey()


def _of_aws(low: str, error_type: str) -> RequiredKey | None:
    """AWS API Gateway says the same of a missing key and of one that it does not know."""
    bare = re.fullmatch(r"\W*forbidden\W*", low) is not None
    if bare and error_type.lower().startswith("forbidden"):
        return RequiredKey("x-api-key", is_likely=True)
    return None


_DEFAULTS = (
    ("no api key found in request", "apikey"),
    ("rapidapi", "X-RapidAPI-Key"),
    ("unregistered callers", "X-Goog-Api-Key"),
    ("subscription key", "Ocp-Apim-Subscription-Key"),
)
"""How the words of products begin that name no header, and its default name."""
