"""Settings of an auth whose type nobody here knows: what of them may open something."""

from __future__ import annotations

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name, name_words
from outrider.credential_shapes.value_shapes import is_placeholder, may_be_key
from outrider.lazy_pattern import lazy_pattern

_HARMLESS = frozenset(
    {
        # how something is signed, and where it is put
        *("algorithm", "alg", "method", "type", "version", "encoding", "format", "charset"),
        *("prefix", "placement", "place", "location", "in", "to", "header", "headers", "qop"),
        # who is let in, and to what
        *("user", "username", "name", "id", "realm", "domain", "workstation", "tenant", "issuer"),
        *("subject", "audience", "aud", "iss", "scope", "scopes", "resource", "service", "region"),
        *("host", "url", "uri", "endpoint", "path", "port", "timestamp", "size", "ttl", "expiry"),
    }
)
"""Last words of names whose values everybody may see, unless they look like a key."""

_URL = lazy_pattern(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s@?]+")
"""Without user and query, which have credentials of their own."""


def may_open(name: str, value: str) -> bool:
    """Whether a setting of an unknown type of auth may be a credential.

    Nobody knows which of its settings is the key, whatever it is called, so all are taken for
    one but those that surely are none: references, switches, numbers, and what is called as
    methods, users and addresses are.
    """
    if is_placeholder(value):
        return False
    if is_credential_name(name) or is_credential(name, value):
        return True
    if _HARMLESS.isdisjoint(name_words(name)[-1:]):
        return True
    return may_be_key(value) and _URL.fullmatch(value) is None
