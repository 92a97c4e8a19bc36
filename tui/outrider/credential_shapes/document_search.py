"""Credentials in what a server answered: YAML, tables, HTML, a text dump of a key, a sentence.

Answers are kept to be looked at and are never sent, so that more is taken for a credential here
than in a request: what is masked in vain is missed by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from outrider.credential_shapes.block_search import find_in_blocks
from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name, name_words
from outrider.credential_shapes.credential_search import without_overlaps
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.private_jwk import find_private_members
from outrider.credential_shapes.setting_search import STATES, find_in_settings
from outrider.credential_shapes.table_search import find_in_columns, find_in_tables
from outrider.credential_shapes.value_shapes import (
    has_credential_shape,
    is_placeholder,
    looks_made,
)
from outrider.lazy_pattern import lazy_pattern

_ABOUT = r"(?:[ \t][\w@.'()-]{1,30}){0,4}?"
_IS = (
    r"[ \t]*(?:\b(?:is|was|are|will be|has been set to|set to)\b[ \t]*:?|:(?!//)|=>|=|->|→)[ \t\n]*"
)
_OPEN, _CLOSE = r"(?:[\"'`*“‘(]|<[^<>]{1,200}>){0,4}", r"(?=[.,;!?]*(?:[\s\"'`*”’)<]|$))"
_SENTENCE = lazy_pattern(
    r"(?<![\w-])(?P<name>(?:(?:api|access|auth|secret|private|client|refresh|bearer|license|"
    r"recovery|backup|security|session|app|one[ -]time|pin)[ _-]?)?"
    r"(?:key|token|secret|password|passwd|pwd|passphrase|passcode|pass|pin|code))"
    rf"{_ABOUT}{_IS}{_OPEN}(?P<value>[^\s\"'`<>“”]{{4,500}}?){_CLOSE}",
    re.IGNORECASE,
)
"""What a sentence says of a credential: ``Your password for staging is: hunter2``."""

_STATED = lazy_pattern(
    r"\b(?:your|new|temporary|initial|default|generated|one-time)[ \t]+(?:\w+[ \t]+)?"
    rf"(?P<name>password|passcode|passphrase|pin){_ABOUT}{_IS}{_OPEN}"
    rf"(?P<value>[^\s\"'`<>“”]{{4,200}}?)(?=[\"'`*”’)]{{0,2}}[.!]?[\"']?(?:\s*$|\s*<|\n|[.!]\s|\"))",
    re.IGNORECASE | re.MULTILINE,
)
_DATE = lazy_pattern(
    r"\d{1,4}[-/.:]\d{1,2}[-/.:T]?[\d:.TZ+-]*|v?\d+(?:\.\d+)+|[A-Z0-9]+(?:_[A-Z]+)+"
)
_TAG = lazy_pattern(r"<[A-Za-z][^<>]{0,2000}>")
_NAMING = lazy_pattern(
    r"\b(?:id|class|name|type|placeholder|aria-label|itemprop|property|data-[\w-]{1,40})="
    r"\\?(?:[\"'](?P<quoted>[^\"'<>\\]{1,200})|(?P<bare>[^\s\"'<>\\]{1,100}))",
    re.IGNORECASE,
)
_HELD = lazy_pattern(
    r"\b(?:value|content|data-[\w-]{1,40})=\\?(?:[\"'](?P<quoted>[^\"'<>\\]{1,4096})|"
    r"(?P<bare>[^\s\"'<>\\]{1,4096}))",
    re.IGNORECASE,
)
_INSIDE = lazy_pattern(r"\s{0,99}(?P<value>[^\s<>{}]{4,4096})\s{0,99}</")
_LABEL = r"(?P<name>[A-Za-z][\w-]{0,30}(?: [\w-]{1,30}){0,3})\s{0,20}(?::\s{0,20})?"
_LABELLED = lazy_pattern(
    rf">\s{{0,99}}{_LABEL}(?:<[^<>]{{0,300}}>\s{{0,99}}(?::\s{{0,20}})?){{1,6}}"
    r"(?P<value>[^<>\s{}]{4,500})\s{0,99}<"
)
"""Two cells of a table, a term and what it is, a word in bold and what is behind it."""

_LABELLED_INPUT = lazy_pattern(
    rf">\s{{0,99}}{_LABEL}(?:</?[a-z]{{1,10}}[^<>]{{0,100}}>\s{{0,99}}){{0,4}}<input\b"
    r"[^<>]{0,300}?\bvalue=\\?[\"']?(?P<value>[^\"'<>\s\\]{1,4096})",
    re.IGNORECASE,
)
_DUMP = lazy_pattern(
    r"^[ \t]*(?P<name>priv(?:ate[ -]?(?:key|exponent))?|prime[12]|exponent[12]|coefficient)\b"
    r"[^\n]{0,40}:\s*?\n"
    r"(?P<value>(?:[ \t]+(?:[0-9a-f]{2}:){1,40}(?:[0-9a-f]{2})?[ \t]*\n?){1,600})",
    re.IGNORECASE | re.MULTILINE,
)
"""What ``openssl pkey -text`` prints of the private part of a key."""

_PRINTED = lazy_pattern(
    r"\[[\"']?(?P<name>[A-Za-z_][\w.-]{0,63})[\"']?(?::[^\]\n]{1,80})?\][ \t]*=>[ \t]*"
    r"(?:\r?\n[ \t]*)?(?:string\(\d{1,6}\)[ \t]*|int\()?\"?(?P<value>[^\s\"'<>{}\[\]()]{3,4096})"
)
"""What PHP prints of an array or an object."""
_SERIALIZED = lazy_pattern(
    r"s:\d{1,4}:\\?\"(?P<name>[^\"\\]{1,64})\\?\";(?:s:\d{1,6}:\\?\"(?P<value>[^\"\\]{3,4096})\\?\";|"
    r"i:(?P<number>\d{4,20});)"
)
"""What PHP keeps of an array or an object (``serialize``)."""
_ONE_TIME = lazy_pattern(
    r"(?<![\w$])(?P<name>(?:one[_-]?time[_-]?|mfa[_-]?|sms[_-]?)?(?:otp|totp|pin|passcode|"
    r"mfa|2fa|tfa|two[_-]?factor|(?:mfa|2fa|two[_-]?factor)[_-]?code|code_?otp|otp_?code))"
    r"\\?[\"']?[ \t]{0,9}[:=][ \t]{0,9}\\?[\"']?"
    r"(?P<value>\d{4,10})(?![\w.-])",
    re.IGNORECASE,
)
_NUMBER = lazy_pattern(
    r"\\?[\"'](?P<name>[A-Za-z_][\w.-]{0,63})\\?[\"']\s{0,9}:\s{0,9}(?P<value>\d{4,20})(?=\s{0,20}[,}\]])"
)
"""A member of JSON that is a number."""
_READ_OUT = lazy_pattern(
    r"(?<![\w-])(?P<name>(?:OTP|PIN|(?i:(?:one[ -]time|verification|security|login|confirmation)"
    r"[ -](?:code|pin|password|passcode)))(?: code)?)"
    r"(?:[ \t]+(?:is|was|of)\b|[ \t]*[:=])?[ \t]+[\"'*`]{0,2}(?P<value>\d{4,10})(?![\w.-]*\w)"
)
"""A number that a message says, to be typed: ``Use PIN 4711 to log in``."""
_GRANTED = lazy_pattern(
    r"[?&#](?P<name>code)=(?P<value>(?=[^&\s]{0,200}[0-9])(?=[^&\s]{0,200}[A-Za-z])"
    r"[A-Za-z0-9._~%+/-]{8,2048})(?![\w%])"
)
"""An authorization code in the URL of a redirection (RFC 6749 §4.1.2)."""


def find_in_document(text: str) -> Iterator[FoundCredential]:
    """The credentials in a document of any kind, in order; the spans do not overlap.

    Linear in the length of the text.
    """
    return without_overlaps(
        one
        for search in (
            *(find_in_settings, find_in_blocks, find_in_tables, find_in_columns),
            *(_printed, _sentences, _elements, _labels, _dumps, _members),
        )
        for one in search(text)
        if "{{" not in text[one.start : one.end]
    )


def _found(match: re.Match[str]) -> FoundCredential:
    return FoundCredential(*match.span("value"), match["name"])


def _printed(text: str) -> Iterator[FoundCredential]:
    for match in _PRINTED.finditer(text) if "=>" in text else ():
        if is_credential(match["name"], match["value"]):
            yield _found(match)
    for match in _SERIALIZED.finditer(text) if "s:" in text else ():
        group = "value" if match["value"] else "number"
        if is_credential(match["name"], match[group]):
            yield FoundCredential(*match.span(group), match["name"])
    for match in _NUMBER.finditer(text):
        if is_credential(match["name"], match["value"]):
            yield _found(match)
    for pattern in (_ONE_TIME, _READ_OUT, _GRANTED):
        yield from map(_found, pattern.finditer(text))


def _members(text: str) -> Iterator[FoundCredential]:
    for one in find_private_members(text):
        yield FoundCredential(one.start, one.end, one.name)


def _sentences(text: str) -> Iterator[FoundCredential]:
    for match in _SENTENCE.finditer(text):
        if _is_said(match["name"], match["value"]):
            yield _found(match)
    for match in _STATED.finditer(text):
        value = match["value"]
        if not is_placeholder(value) and not STATES.fullmatch(value):
            yield _found(match)


def _is_said(name: str, value: str) -> bool:
    """Whether a word in a sentence is a credential: nothing that is only said of one."""
    if is_placeholder(value) or _DATE.fullmatch(value) or "://" in value:
        return False
    mixed = re.search(r"[0-9]", value) is not None and re.search(r"[A-Za-z]", value) is not None
    if name_words(name)[-1:] in (["key"], ["token"], ["code"]):
        return has_credential_shape(value) or (mixed and looks_made(value))
    return (mixed and len(value) >= 5) or (name.lower() == "pin" and value.isdigit())


def _elements(text: str) -> Iterator[FoundCredential]:
    """Elements of HTML that are called as credentials are, by an attribute, and what they hold."""
    for tag in _TAG.finditer(text):
        names = [name for match in _NAMING.finditer(tag[0]) for name in _words(match)]
        name = next(filter(is_credential_name, names), "")
        # Highlighted code has tokens of many classes.
        if not name or (name == "token" and len(names) > 1 and "class" in tag[0]):
            continue
        for match in _HELD.finditer(tag[0]):
            group = "quoted" if match["quoted"] else "bare"
            if _is_held(name, match[group]):
                start, end = match.span(group)
                yield FoundCredential(tag.start() + start, tag.start() + end, name)
        inside = _INSIDE.match(text, tag.end())
        if inside is not None and _is_held(name, inside["value"]):
            yield FoundCredential(*inside.span("value"), name)


def _words(match: re.Match[str]) -> Iterable[str]:
    said = match["quoted"] or match["bare"] or ""
    return (*said.split(), "_".join(said.split()))


def _labels(text: str) -> Iterator[FoundCredential]:
    for pattern in (_LABELLED, _LABELLED_INPUT) if "<" in text else ():
        for match in pattern.finditer(text):
            if is_credential_name(match["name"]) and _is_held(match["name"], match["value"]):
                yield _found(match)


def _is_held(name: str, value: str) -> bool:
    """Whether what an element holds was made: most are words, as on a button."""
    return (looks_made(value) or re.search(r"[0-9]", value) is not None) and is_credential(
        name, value
    )


def _dumps(text: str) -> Iterator[FoundCredential]:
    for match in _DUMP.finditer(text):
        value = match["value"]
        start = match.start("value") + len(value) - len(value.lstrip())
        yield FoundCredential(start, match.start("value") + len(value.rstrip()), match["name"])
