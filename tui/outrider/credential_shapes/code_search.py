"""Credentials that code sets, that markup holds, and that comments tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import starmap

from outrider.credential_shapes.credential_judgement import is_credential, is_credential_field
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.value_shapes import SCHEME_WORD, describes_value, is_placeholder
from outrider.lazy_pattern import keyed_pattern, lazy_pattern

NAME = r"(?<![\w.$-])(?P<name>[A-Za-z_][\w.-]{0,63})"
TEXT = (
    r"(?P<quote>[\"'`])"
    r"(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)"
)
_NAMED = r"(?P<around>[\"'`])(?P<name>[A-Za-z_][\w.-]{0,63})(?P=around)"
_SCRIPTED = (
    # a call with a name and a value
    (
        ("(",),
        rf"(?<![\w$])(?:set|add|append|upsert|put|update|header)\w{{0,40}}\(\s{{0,20}}{_NAMED}"
        rf"\s{{0,20}},\s{{0,20}}{TEXT}",
    ),
    # a member of a table, by its name
    (("[",), rf"\[\s{{0,5}}{_NAMED}\s{{0,5}}\]\s{{0,5}}=\s{{0,20}}{TEXT}"),
    # a row with its key and its value, in either order
    (
        ("value",),
        rf"(?<!\w)(?:key|name)[\"']?\s{{0,5}}:\s{{0,5}}{_NAMED}\s{{0,20}},\s{{0,20}}[\"']?value"
        rf"[\"']?\s{{0,5}}:\s{{0,5}}{TEXT}",
    ),
    (
        ("value",),
        rf"(?<!\w)value[\"']?\s{{0,5}}:\s{{0,5}}{TEXT}\s{{0,20}},\s{{0,20}}[\"']?(?:key|name)"
        rf"[\"']?\s{{0,5}}:\s{{0,5}}{_NAMED}",
    ),
)
_COMPARED = keyed_pattern(
    (".eq",),
    r"(?<![\w$-])(?P<name>[A-Za-z_][\w-]{0,63})[\"'\])]{0,4}"
    r"(?:\.(?:to|be|not|deep|is)){0,4}\.eq(?:l|uals?)?\("
    rf"\s{{0,5}}(?=[\"'`][^\"'`\n]{{0,200}}[0-9]){TEXT}",
)
"""What a test expects of something; words are none."""

_HTML = (
    r"<(?:input|meta|param|add|setting|property|parameter|entry|constant|env|variable)"
    r"\s[^<>]{0,500}?\b"
)
_KEYS = ("name", "type", "key")
_ATTRIBUTE = r"=\\?[\"'](?P<name>[A-Za-z_][\w.:-]{0,63})\\?[\"']"
_CONTENT = r"\b(?:value|content)=\\?(?P<quote>[\"'])(?P<value>[^\"'<>\\]{1,4096})"
_MARKED_UP = (
    # fields of HTML and settings in XML, by their names and types, in either order
    *((("<",), rf"{_HTML}{key}{_ATTRIBUTE}[^<>]{{0,500}}?{_CONTENT}") for key in _KEYS),
    *((("<",), rf"{_HTML}{_CONTENT}[^<>]{{0,500}}?\b{key}{_ATTRIBUTE}") for key in _KEYS),
    (
        ("&",),
        rf"(?P<quote>&(?:quot|#34);){NAME}(?P=quote)\s{{0,5}}:\s{{0,5}}(?P=quote)"
        r"(?P<value>[^&<>\"']{1,4096})",
    ),
    # a comment of a product (RFC 9110 §10.1.5)
    (
        ("(", ";"),
        rf"(?P<quote>[(;])\s{{0,5}}{NAME}\s{{0,3}}[:=]\s{{0,3}}"
        r"(?P<value>(?=[\w+/=.~-]{0,200}[0-9])[\w+/=.~-]{10,500})(?=\s{0,5}[;,)])",
    ),
    # an element of XML, whose value is an attribute
    (
        ("<",),
        r"<(?P<name>[A-Za-z_][\w.:-]{0,63})\s[^<>]{0,500}?\bvalue=(?P<quote>[\"'])"
        r"(?P<value>[^\"'<>\\]{1,4096})",
    ),
)
_SCRIPTED_PATTERNS = tuple(starmap(keyed_pattern, (*_SCRIPTED, *_MARKED_UP)))
_ENCODERS = (
    r"(?<!\w)btoa|Buffer\.from|Utf8\.parse|Base64\.encode|base64[Ee]ncode|b64encode|\.encode"
)
"""What makes base64 of a text, or a step on the way there."""
_MADE_OF = (
    # What stands behind the colon of what is encoded for Basic (RFC 7617), and a key of an HMAC.
    keyed_pattern(
        ("btoa(",),
        r"(?<!\w)btoa\((?:[^()\"'`]{0,200}\+)?\s{0,5}(?P<quote>[\"'`])[^\"'`\\\n:]{0,200}:"
        r"(?P<value>[^\"'`\\\n]{1,500})(?P=quote)",
    ),
    keyed_pattern(
        ("(",), rf"(?:{_ENCODERS})\([^()\n]{{0,200}}[\"'`]:[\"'`]\s{{0,5}}\+\s{{0,5}}{TEXT}"
    ),
    keyed_pattern(
        ("(",),
        rf"(?:{_ENCODERS})\((?:[^()\"'`]{{0,200}}\+)?\s{{0,5}}(?P<quote>[\"'`])"
        r"(?:[A-Za-z][\w.@-]{0,200})?:(?P<value>(?=[^\"'`]{0,200}[0-9])[^\"'`\\\n\s/:]{8,500})(?P=quote)",
    ),
    keyed_pattern(("Hmac",), rf"Hmac\w{{0,20}}\([^,()\n]{{1,200}},\s{{0,5}}{TEXT}"),
)
_COMMENT = lazy_pattern(r"(?:(?<!:)//|/\*|<!--|^[ \t]*\*)[^\n]*", re.MULTILINE)
_IN_COMMENT = lazy_pattern(
    rf"{NAME}(?:\s{{1,3}}is|\s{{0,3}}[:=])?\s{{1,3}}[\"'`]?"
    r"(?P<value>(?=[A-Za-z_+/=.-]{0,200}[0-9])(?=[0-9_+/=.-]{0,200}[A-Za-z])[\w+/=.-]{8,500})"
)
_CONTINUED = lazy_pattern(rf"\s{{0,20}}\+\s{{0,20}}{TEXT}")


def find_in_code(text: str) -> Iterator[FoundCredential]:
    """What code sets, and what its comments say."""
    for pattern in _SCRIPTED_PATTERNS:
        for match in pattern.finditer(text):
            value = match["value"]
            if "{{" not in value and is_credential_field(match["name"], value):
                scheme = SCHEME_WORD.match(value)
                start = match.start("value") + (scheme.end() if scheme else 0)
                yield FoundCredential(start, match.end("value"), match["name"])
                yield from continued(text, match, match["name"])
    for match in _COMPARED.finditer(text):
        if "{{" not in match["value"] and is_credential(match["name"], match["value"]):
            yield FoundCredential(*match.span("value"), match["name"])
    for pattern, name in zip(_MADE_OF, (*["password"] * 3, "secret"), strict=True):
        for match in pattern.finditer(text):
            if "{{" not in match["value"] and not is_placeholder(match["value"]):
                yield FoundCredential(*match.span("value"), name)
                yield from continued(text, match, name)
    for comment in _COMMENT.finditer(text):
        for match in _IN_COMMENT.finditer(text, *comment.span()):
            told = describes_value(match["value"])
            if not told and is_credential(match["name"], match["value"]):
                yield FoundCredential(*match.span("value"), match["name"])


def continued(text: str, match: re.Match[str], name: str) -> Iterator[FoundCredential]:
    """The texts that are joined to one: ``'first' + 'second'``."""
    end = match.end("value") + len(match["quote"])
    while (more := _CONTINUED.match(text, end)) is not None:
        end = more.end()
        if "{{" not in more["value"]:
            yield FoundCredential(*more.span("value"), name)
