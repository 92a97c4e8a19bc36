"""Credentials within a text of any kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from outrider.credential_shapes.block_search import find_in_blocks
from outrider.credential_shapes.code_search import NAME, TEXT, continued, find_in_code
from outrider.credential_shapes.credential_judgement import is_credential, is_credential_field
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.private_jwk import find_private_members
from outrider.credential_shapes.remembered import remembered
from outrider.credential_shapes.setting_search import find_made_in_settings
from outrider.credential_shapes.table_search import find_in_tables
from outrider.credential_shapes.value_shapes import (
    SCHEME_WORD,
    describes_value,
    has_credential_shape,
    is_placeholder,
    looks_made,
    shaped_spans,
)
from outrider.lazy_pattern import keyed_pattern, lazy_pattern

_QUOTED = keyed_pattern(
    ('"', "'", "`"),
    rf"(?P<around>\\?[\"'`]?){NAME}(?P=around)\s{{0,20}}(?:[:=]|=>)\s{{0,20}}(?P<quote>\\?[\"'`])"
    # Of ``'&secret=' + name + '&'`` the code between two texts is no value.
    r"(?!\s{0,20}\+[^\"'`\n]{0,200}[+(,\[]\s{0,20}[\"'`])"
    r"(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)",
)
_CODE = lazy_pattern(r"\s{0,20}(?:[)\]},;:?.+&|]|$)")
_LITERAL = lazy_pattern(
    r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`|//[^\n]*|/\*.*?\*/", re.S
)
_PAIR = keyed_pattern(("=",), rf"{NAME}=(?P<value>[^&\s#\"'`<>{{}};,()]{{1,4096}})")
_ENCODED_PAIR = keyed_pattern(
    ("%",),
    r"(?:[?&;=]|%(?:25){0,3}(?:3[Ff]|26|23|3[Bb]|3[Dd]))(?P<name>[A-Za-z_][\w.-]{0,63})"
    r"%(?:25){0,3}3[Dd](?P<value>(?:(?!%(?:25){0,3}(?:26|23))[^&\s#\"'<>{};,()]){1,4096})",
)
"""A pair of a query within the query of another URL, however often that one is encoded."""
_ELEMENT = keyed_pattern(
    ("</",),
    r"<(?P<name>[A-Za-z_][\w.:-]{0,63})(?:\s[^<>]{0,500})?>"
    r"(?:\s{0,20}<!\[CDATA\[)?(?P<value>[^<>{}]{1,4096}?)(?:\]\]>\s{0,20})?</",
)
_FIELD = keyed_pattern(
    (":",),
    r"(?:^[ \t]*|[\"'])(?P<name>[A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(?P<value>[^\r\n\"']{1,4096})",
    re.MULTILINE,
)
_PART = keyed_pattern(
    ("\n",),
    r"^content-disposition:[ \t]*form-data;[^\r\n]{0,200}?\bname=\"?"
    r"(?P<name>[^\"\r\n;]{1,64})[^\r\n]{0,500}"
    r"(?:\r?\n[^\r\n]{1,500}){0,8}\r?\n\r?\n(?P<value>.{1,4096}?)(?=\r?\n--)",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
"""A part of a multipart body that is written out (RFC 7578)."""
_OTHERWISE = keyed_pattern(
    ("||", "??"), rf"{NAME}\s{{0,5}}=[^\"'`;\n=]{{1,80}}(?:\|\||\?\?)\s{{0,5}}{TEXT}"
)
"""What code takes where nothing else is there."""
_INPUT = (
    keyed_pattern(
        ("<",),
        r"<input\b[^<>]{0,300}?\bname=[\"']?(?P<name>[A-Za-z_][\w.-]{0,63})[\"']?[^<>]{0,300}?"
        r"\bvalue=[\"']?(?P<value>[^\"'<>\s]{1,4096})",
        re.IGNORECASE,
    ),
    keyed_pattern(
        ("<",),
        r"<input\b[^<>]{0,300}?\bvalue=[\"']?(?P<value>[^\"'<>\s]{1,4096})[\"']?[^<>]{0,300}?"
        r"\bname=[\"']?(?P<name>[A-Za-z_][\w.-]{0,63})",
        re.IGNORECASE,
    ),
)
_CELLS = keyed_pattern(
    ("|",),
    r"\|[ \t`*]{0,5}(?P<name>[A-Za-z_][\w.-]{0,63})[ \t`*]{0,5}\|[ \t`*]{0,5}"
    r"(?P<value>[^\s|`*]{8,4096})[ \t`*]{0,5}\|",
)
"""Two cells of a table in Markdown."""
_UNQUOTED = keyed_pattern(
    (",", "}"),
    rf"(?<=[{{,\s]){NAME}\s{{0,5}}:\s{{0,5}}(?P<value>[A-Za-z0-9+/=_.~-]{{8,4096}})(?=\s{{0,20}}[,}}])",
)
_MADE_VALUES = (_OTHERWISE, *_INPUT, _CELLS, _UNQUOTED)
"""What is told in ways that prose and code have too: only a value that looks made counts."""
_CURL_USER = keyed_pattern(
    ("-u", "-U"),
    r"(?<!\w)(?:-u|--user|-U|--proxy-user)(?:\s{1,3}|=)[\"']?[^\s:\"'{}]{1,200}:"
    # In a sentence, or in code of Markdown, it ends before what ends these.
    r"(?P<value>[^\s\"'`{}]{1,500}?)(?=[),.;:]{0,3}(?:[\s\"'`{}]|\Z))",
)
_USERINFO = keyed_pattern(
    ("@",), r"://(?P<name>[^\s/:@?#\"'{}]{0,200}):(?P<value>[^\s/@?#\"'{}]{1,500})@"
)

_BARE = r"(?<![\w@/.:%+#?&-])(?P<name>[A-Za-z_][\w.%~+-]{0,99}):"
_HOST = r"(?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z][A-Za-z0-9-]{1,62}"
_BARE_USERINFO = (
    # where a port or a path stands behind the host
    lazy_pattern(
        rf"{_BARE}(?P<value>[^\s/@:?#\"'`{{}}<>(),;|]{{1,200}})@(?:localhost|{_HOST}|"
        r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}|[A-Za-z0-9-]{1,63}(?=:[0-9]))(?::[0-9]{1,5}(?![\w.])|/)"
    ),
    # by itself, where nobody wrote the password
    lazy_pattern(
        rf"(?!(?i:user|username|login):){_BARE}"
        r"(?P<value>(?=[^\s@]{0,99}[0-9])(?=[^\s@]{0,99}[A-Za-z])[^\s/@:?#\"'`{}<>(),;|]{8,200})"
        rf"@{_HOST}(?![\w.-])"
    ),
)
"""``user:password@proxy.example:3128``, as proxies, curl and Git are told where to go."""
_ADDRESSES = lazy_pattern(
    r"mailto|sips?|acct|xmpp|e?-?mail|to|from|cc|bcc|contact|tel|im|ssh|git|npm|jsr|urn|https?|host",
    re.IGNORECASE,
)
"""What stands before the colon of an address, and is no user."""

_SAID = lazy_pattern(
    r"\b(?P<name>key|token|secret|password|passwd|pwd)\b(?: is)?[ :=]{1,4}[\"'`]?"
    r"(?P<value>(?=[A-Za-z_+/=.-]*[0-9])(?=[0-9_+/=.-]*[A-Za-z])[A-Za-z0-9_+/=.-]{8,})",
    re.IGNORECASE,
)
"""A credential that a sentence gives away: ``use the key 4f2a…``."""

_TITLED = (
    lazy_pattern(
        r"(?<![A-Za-z])(?P<name>key|token|secret|password|passwd|pwd|passcode|pin)\s{0,2}[:=]\s{0,2}"
        r"[\"'`]?(?P<value>(?=[^\s]{0,99}[0-9])(?=[^\s]{0,99}[A-Za-z])[^\s\"'`()<>,;&]{5,})",
        re.IGNORECASE,
    ),
    lazy_pattern(
        r"(?<![A-Za-z])(?P<name>key|token|secret|password|passwd|pwd)[_-]{1,2}"
        r"(?P<value>(?=(?:[A-Za-z]+[0-9]+){2}|(?:[0-9]+[A-Za-z]+){2})[A-Za-z0-9]{10,})",
        re.IGNORECASE,
    ),
)
"""A credential in a title, with fewer words between: ``login (pwd=hunter2)``, ``key-4f2a…``."""


@remembered
def find_credentials(text: str) -> Iterator[FoundCredential]:
    """Every credential in a text of any kind (script, JSON, form, XML, header, URL), in order.

    What holds a reference is left out; the spans do not overlap.
    """
    if _ONE_WORD.fullmatch(text):
        return without_overlaps(FoundCredential(*span, "") for span in shaped_spans(text))
    return without_overlaps(_searched(text))


_ONE_WORD = lazy_pattern(r"[\w./-]*")
"""What has nothing that stands between a name and a value: most paths, and most values."""


def _searched(text: str) -> Iterable[FoundCredential]:
    found = list(find_in_code(text))
    for pattern in (_QUOTED, _PAIR, _ENCODED_PAIR, _ELEMENT, _PART, _FIELD):
        decides = is_credential_field if pattern is _FIELD else is_credential
        for match in _in_quotes(text) if pattern is _QUOTED else pattern.finditer(text):
            value = match["value"]
            if pattern is _FIELD and (_is_prose(text, match) or describes_value(value)):
                continue
            if "{{" not in value and decides(match["name"], value):
                scheme = SCHEME_WORD.match(value)
                start = match.start("value") + (scheme.end() if scheme else 0)
                found.append(FoundCredential(start, match.end("value"), match["name"]))
                if pattern is _QUOTED:
                    found += continued(text, match, match["name"])
    found += (
        FoundCredential(*match.span("value"), match["name"])
        for pattern in _MADE_VALUES
        for match in pattern.finditer(text)
        if looks_made(match["value"]) and is_credential(match["name"], match["value"])
    )
    found += (
        FoundCredential(*match.span("value"), "password")
        for match in _passwords(text)
        if not is_placeholder(match["value"])
    )
    found += (FoundCredential(*span, "") for span in shaped_spans(text))
    found += (
        one
        for search in (find_in_blocks, find_made_in_settings)
        for one in search(text)
        if "{{" not in text[one.start : one.end]
    )
    found += (FoundCredential(*structs.astuple(one)) for one in find_private_members(text))
    return found


def _passwords(text: str) -> Iterator[re.Match[str]]:
    """What stands behind a user's name and a colon."""
    for pattern in (_USERINFO, _CURL_USER):
        yield from pattern.finditer(text)
    for pattern in _BARE_USERINFO if "@" in text else ():
        for match in pattern.finditer(text):
            if not _ADDRESSES.fullmatch(match["name"]):
                yield match


def without_overlaps(found: Iterable[FoundCredential]) -> Iterator[FoundCredential]:
    """In order; of two that overlap the one that begins first, and the longer one."""
    end = -1
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            end = one.end
            yield one


def _in_quotes(text: str) -> Iterator[re.Match[str]]:
    """What stands in quotes behind a name, but for code between the end of a text and another."""
    ends: frozenset[int] | None = None
    at = 0
    while (match := _QUOTED.search(text, at)) is not None:
        at = match.end()
        if not match["around"] and _CODE.match(match["value"]):
            if ends is None:
                ends = frozenset(one.end() - 1 for one in _LITERAL.finditer(text))
            if match.start("quote") in ends:
                at = match.end("quote")
                continue
        yield match


def _is_prose(text: str, match: re.Match[str]) -> bool:
    """Whether a sentence has a colon: ``token: invalid, please retry``, quoted or by itself."""
    is_quoted = text[match.start() : match.start("name")].strip() != ""
    return (is_quoted or "\n" not in text) and _SENTENCE.fullmatch(match["value"]) is not None


_SENTENCE = lazy_pattern(r"[A-Za-z']+(?:, ?| [A-Za-z']+[ ,])[A-Za-z,.'! ]+")


def find_given_away(text: str) -> Iterator[FoundCredential]:
    """What a text for people gives away, in order."""
    return _given_away(text, _SAID.finditer(text))


def find_in_title(text: str) -> Iterator[FoundCredential]:
    """What a title gives away, in order; ``Get token oauth2client`` names no token."""
    said = (
        match
        for match in _SAID.finditer(text)
        if match["name"].lower() not in {"token", "key"} or MIXED.search(match["value"])
    )
    titled = (match for pattern in _TITLED for match in pattern.finditer(text))
    return _given_away(text, (*said, *titled))


MIXED = lazy_pattern(r"(?:[A-Za-z]+[0-9]+){2}|(?:[0-9]+[A-Za-z]+){2}")
"""Letters and digits by turns, as in what nobody wrote."""


def _given_away(text: str, matches: Iterable[re.Match[str]]) -> Iterator[FoundCredential]:
    everything = (*find_credentials(text), *find_in_tables(text))
    known = [one for one in everything if _is_given(text[one.start : one.end])]
    known += (
        FoundCredential(*match.span("value"), "password")
        for match in _USERINFO.finditer(text)
        if not (_is_example(match) or is_placeholder(match["value"]))
    )
    said = [
        FoundCredential(*match.span("value"), match["name"].lower())
        for match in matches
        if not (is_placeholder(match["value"]) or describes_value(match["value"]))
    ]
    end = 0
    for one in sorted([*known, *said], key=lambda one: (one.start, -one.end)):
        if one.start >= end:
            end = one.end
            yield one


def _is_example(userinfo: re.Match[str]) -> bool:
    """Whether a sentence shows what a URL with a user looks like: ``https://user:pass@host``."""
    password, bare = userinfo["value"], userinfo["value"].lower().strip("0123456789_-<>[]*.")
    return bare in _EXAMPLES or (
        password.isalpha() and userinfo["name"].lower().strip("0123456789_-<>[]*.") in _USERS
    )


_EXAMPLES = frozenset(
    {
        *("password", "passwd", "pass", "pwd", "pw", "secret", "token", "key", "mypassword"),
        *("yourpassword", "your-password", "your_password", "userpassword", "apikey", ""),
    }
)
_USERS = frozenset({"user", "username", "usr", "name", "login", "id", "u", "myuser", "youruser"})


def _is_given(value: str) -> bool:
    """Whether a value is no example that words for people have: ``password=secret``."""
    return looks_made(value) or has_credential_shape(value)
