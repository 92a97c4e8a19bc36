"""Whether a name and a value are a credential together."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress

from outrider.credential_shapes.credential_names import (
    SECRET_FIELDS,
    is_credential_name,
    is_harmless_key,
    name_words,
)
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.remembered import remembered_pair
from outrider.credential_shapes.value_shapes import (
    RANDOM,
    SCHEME_ALONE,
    has_credential_shape,
    is_placeholder,
    looks_made,
    looks_random,
    without_scheme,
)
from outrider.lazy_pattern import lazy_pattern

_OFTEN_SECRET_WORDS = frozenset({"key", "auth", "session", "signature"})
"""Names that hold a credential where their value looks like one: ``?key=AIza…``."""

_OPENS_WHERE_RANDOM = frozenset({"key", "session", "tok", "hmac", "seed"})
"""Names that do with fewer characters in which nothing is written: ``?key=4nL0qZ8b``.

``seed`` is of random numbers too, ``key`` of a table's row.
"""
_NAMES_PLACE = frozenset(
    {"id", "ids", "node", "cursor", "after", "before", "next", "prev", "previous", "page", "offset"}
)
"""Names of what GraphQL has in base64 with a colon: ``VXNlcjo0Mg==`` is ``User:42``."""
_BASE64 = lazy_pattern(r"(?:[A-Za-z0-9+/]{4}){3,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_USER = lazy_pattern(
    r"[A-Za-z0-9._%+@-]{2,64}:"
    r"(?![0-9A-Fa-f]{8}-|[0-9.]+$)(?=[^A-Za-z]*[A-Za-z])(?=.*[^a-z])[!-9;-~]{6,128}"
)
"""A user and a password (RFC 7617 §2) that is neither a number nor a word."""

_OPENS_WHERE_MADE = frozenset(
    {"credential", "credentials", "creds", "authorization", "authentication"}
)
"""Names that do with a shorter value: ``credentials: 'include'`` is none."""

_OPENS_ALONE = (["auth"], ["signature"])
"""Names that are nothing more, as in ``?Signature=…`` of a signed URL."""
_SAML = frozenset({"samlresponse", "samlart"})
"""Parameters of SAML's bindings that carry who signs in.

A ``SAMLRequest`` only asks for that, and lets nobody in.
"""
_ISSUED = lazy_pattern(
    r"<(?:\w{1,40}:)?(?:RequestSecurityTokenResponse(?:Collection)?|Assertion)\b"
)
_IN_BASE64 = lazy_pattern(r"[A-Za-z0-9+/=_%\s-]{16,}")
_SHORTEST_TOKEN = 8
_SHORTEST_CODE = 20
"""Characters; codes of countries, vouchers and errors have fewer."""
_UUID = lazy_pattern(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_PROTOCOLS = "sec-websocket-protocol"
_PROTOCOL = lazy_pattern(r"[^\s,]+")
_BEARING = lazy_pattern(
    r"(?:base64url\.)?(?:bearer|authorization|token|jwt|auth|(?:access|id)[_-]token|"
    r"api[_-]?key)(?:[._-][\w.-]*?)?(?:$|[.|~=])",
    re.IGNORECASE,
)
"""A protocol that a browser's page names because it can set no header field."""
_ONE_TIME = frozenset({"otp", "totp", "hotp", "pin"})
"""Names of numbers to be typed, and of what makes these: ``pin = 4711``, ``otp = JBSWY3…``.

Such a number is short by its nature: its name makes it a credential, not its length.
"""
_FACTORS = (["mfa"], ["tfa"], ["2", "fa"], ["two", "factor"], ["twofactor"])
"""Ends of names of a second factor, which is such a number or what makes it: ``mfa = 482913``."""
_TYPED = lazy_pattern(r"[0-9]{4,10}")
_SHORT_PIN = lazy_pattern(r"[0-9]{4}")
"""Behind ``pin_code``: with more digits it may be where letters go."""

_SEED = lazy_pattern(r"[A-Z2-7]{16,}=*|(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9]{8,}")
"""A key in Base32 (RFC 4648 §6), or a password in which nothing is written."""
_OCTETS = lazy_pattern(r"(?:[0-9A-Fa-f]{2}:){7,}[0-9A-Fa-f]{2}:?")
"""As a certificate's signature and fingerprints are printed, which everybody may see; and a key."""
_SIGNED = lazy_pattern(
    r"(?<![A-Za-z0-9+/_-])(?:[0-9A-Fa-f]{32,}|(?=[A-Za-z+/_-]{0,99}[0-9])(?=[0-9+/_-]{0,99}[A-Za-z])"
    r"[A-Za-z0-9+/_-]{24,})(?![A-Za-z0-9+/_-])"
)
"""A signature or a MAC in hexadecimal digits or Base64, behind whatever names its version."""
_SIGNATURES = frozenset({"signature", "signatures", "sig", "sign", "hmac", "mac"})
_OF_SESSION = lazy_pattern(r"x-[cx]srf(?:-?token)?", re.IGNORECASE)
"""Names that only header fields have: ``csrf-token`` is one of a page as well."""
_ALGORITHMS = frozenset({"sha", "md", "v", "hex", "base"})
"""Words behind ``signature`` in the names of header fields, which numbers follow."""
_NUMBERED = lazy_pattern(r"[A-Za-z]{2,}(?:[-_.](?:[A-Za-z]{2,}|[0-9]{1,12}))+")
"""Words and numbers, each by itself: ``ORDER-2024-000123`` names what everybody may know."""
_METHOD = lazy_pattern(
    r"o?auth|open|oidc|saml|basic|bearer|digest|hmac|sha|md5|rsa|ecdsa|ed\d|x\.?509|aws|ntlm|http|v\d",
    re.IGNORECASE,
)
"""How something is signed or who is let in by, which is no signature."""


@remembered_pair
def is_credential(name: str, value: str) -> bool:
    """Whether a parameter, a member, a variable or a cookie of this name holds a credential.

    References and what stands for a value that is still to come are none.
    """
    words = name_words(name)
    if _is_typed(words, value) or _is_issued(words, value):
        return True
    if is_placeholder(value) or _says_its_name(name, value):
        return False
    if has_credential_shape(value) or _opens_alone(words, value) or _is_of_role(words, value):
        return True
    is_seed = words[-1:] == ["seed"] and _is_one_time(words[:-1])
    if _is_one_time(words) or _is_factor(words) or is_seed:
        return _SEED.fullmatch(value) is not None
    if is_credential_name(name):
        # Cookies are pairs, or as made as a token: the others are to be eaten.
        is_food = words[-1:] == ["cookie"] and "=" not in value and not looks_made(value)
        return not is_food
    if is_harmless_key(name):
        return False
    if words and words[-1] in _OPENS_WHERE_MADE and looks_made(without_scheme(value)):
        return not _METHOD.match(value)
    often = bool(words) and words[-1] in _OFTEN_SECRET_WORDS
    # Everybody may see a certificate's signature.
    often = often and (words[-1] == "key" or _OCTETS.fullmatch(value) is None)
    bare = without_scheme(value)
    often = often and RANDOM.fullmatch(bare) is not None and _NUMBERED.fullmatch(bare) is None
    return often or _is_random(words, bare)


def asks_with_code(told: str) -> bool:
    """Whether a text asks for a token with an authorization code (RFC 6749 §4.1.3)."""
    return _GRANT.search(told) is not None


def name_in_grant(name: str, *, with_code: bool) -> str:
    """What a parameter is called; ``code`` is an authorization code only beside its grant type."""
    return "authorization_code" if with_code and name == "code" else name


_GRANT = lazy_pattern(r"grant_type[\"'\\]*\s*[=:]\s*[\"'\\]*authorization_code(?!\w)")


def is_credential_by_name(name: str, value: str) -> bool:
    """Whether a value is one by its name; what is one by its shape is found within a value."""
    by_name = is_credential(name, value) and not has_credential_shape(value)
    return is_credential_name(name) or by_name


def _opens_alone(words: list[str], value: str) -> bool:
    if "".join(words) in _SAML:
        return _IN_BASE64.fullmatch(value) is not None
    if _is_basic(words, value):
        return True
    if words == ["code"]:
        return _is_key_of_function(value)
    if words in (["sign"], ["mac"]) or words[-1:] == ["hmac"]:
        return _SIGNED.fullmatch(value.rstrip("=")) is not None
    return words in _OPENS_ALONE and looks_made(value) and not _METHOD.match(value)


def _is_basic(words: list[str], value: str) -> bool:
    """Whether a value is what the Basic scheme carries, without its name (RFC 7617 §2)."""
    if not _NAMES_PLACE.isdisjoint(words[-1:]) or _BASE64.fullmatch(value) is None:
        return False
    with suppress(UnicodeDecodeError):
        return _USER.fullmatch(b64decode(value).decode("ascii")) is not None
    return False


def _is_random(words: list[str], value: str) -> bool:
    """Whether nobody wrote a value, and its name is often that of something that opens."""
    is_often = not _OPENS_WHERE_RANDOM.isdisjoint(words[-1:])
    return is_often and looks_random(value) and _UUID.fullmatch(value) is None


def _is_key_of_function(value: str) -> bool:
    """Whether a ``code`` lets its request in, as the key of an Azure function or a webhook does."""
    return (
        len(value) >= _SHORTEST_CODE
        and RANDOM.fullmatch(value) is not None
        and _NUMBERED.fullmatch(value) is None
        and _UUID.fullmatch(value) is None
    )


def _is_of_role(words: list[str], value: str) -> bool:
    """Whether a value is the ``secret_id`` of a role of Vault; others call a secret's name so."""
    return words == ["secret", "id"] and _UUID.fullmatch(value) is not None


def _is_issued(words: list[str], value: str) -> bool:
    """Whether a value is the result of a sign-in by WS-Federation (its section 13.3), as XML."""
    return words == ["wresult"] and _ISSUED.search(value) is not None


def _is_one_time(words: list[str]) -> bool:
    last = words[-2:-1] if words[-1:] == ["code"] else words[-1:]
    return not _ONE_TIME.isdisjoint(last) or words[-1:] == ["pincode"]


def _is_factor(words: list[str]) -> bool:
    return any(words[-len(end) :] == end for end in _FACTORS)


def _is_typed(words: list[str], value: str) -> bool:
    """Whether a number is one that a person types to get in."""
    if words[-2:] == ["pin", "code"] or words[-1:] == ["pincode"]:
        return _SHORT_PIN.fullmatch(value) is not None
    bare = words[:-1] if words[-1:] == ["code"] else words
    return (_is_one_time(words) or _is_factor(bare)) and _TYPED.fullmatch(value) is not None


@remembered_pair
def is_credential_field(name: str, value: str) -> bool:
    """Whether a header field holds a credential (RFC 9110 §11.6.2, RFC 6265, and key fields).

    A signature is one: it lets its request in, as ``Stripe-Signature`` and RFC 9421 have it. So is
    ``X-CSRF-Token``, which is no credential as a member.
    """
    if name.lower() == _PROTOCOLS:
        return next(iter(find_in_protocols(name, value)), None) is not None
    if name.lower() in SECRET_FIELDS:
        return not (SCHEME_ALONE.fullmatch(value) or is_placeholder(without_scheme(value)))
    is_key = name_words(name)[-1:] == ["key"] and not is_harmless_key(name)
    if is_key and looks_made(value) and _NUMBERED.fullmatch(value) is None:
        return not is_placeholder(value)
    if _OF_SESSION.fullmatch(name) and looks_made(value):
        # As a member it stands in a form that anybody may open. A field has it copied from a
        # session: it is what a cookie beside it holds, or is accepted with that cookie only, and
        # nobody else can use it. ``Fetch`` asks for one.
        return not is_placeholder(value)
    return is_credential(name, value) or _is_signature_field(name, value)


def find_in_protocols(name: str, value: str) -> Iterator[FoundCredential]:
    """The tokens among the protocols that a WebSocket is asked for; none in another field."""
    bearing = ""
    for match in _PROTOCOL.finditer(value) if name.lower() == _PROTOCOLS else ():
        told = match[0]
        begins = _BEARING.match(told)
        rest = told[begins.end() :] if begins else ""
        if has_credential_shape(told) and not rest:
            yield FoundCredential(*match.span(), bearing or "token")
        elif RANDOM.fullmatch(rest):
            yield FoundCredential(match.end() - len(rest), match.end(), "token")
        elif bearing and len(told) >= _SHORTEST_TOKEN and not is_placeholder(told):
            yield FoundCredential(*match.span(), bearing)
        bearing = "bearer_token" if begins else ""


def _is_signature_field(name: str, value: str) -> bool:
    words = name_words(name)
    while words[-1:] and (words[-1] in _ALGORITHMS or words[-1].isdigit()):
        words.pop()
    return words[-1:] != [] and words[-1] in _SIGNATURES and _SIGNED.search(value) is not None


def _says_its_name(name: str, value: str) -> bool:
    """Whether a value only repeats what it stands for: ``access_token=access_token``."""
    words = name_words(name)
    if words[-1:] not in (["token"], ["key"]):
        return False
    return "".join(name_words(value)) == "".join(words)
