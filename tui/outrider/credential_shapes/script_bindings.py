"""What code binds to a credential's name by another way than ``name = "…"``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import is_credential_name
from outrider.credential_shapes.credential_search import MIXED, FoundCredential
from outrider.credential_shapes.value_shapes import SCHEME_WORD, is_placeholder, opens_something
from outrider.lazy_pattern import lazy_pattern

_TEXT = r"(?P<quote>[\"'`])(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)"
_WORD = r"[A-Za-z_$][\w$]{0,63}"
_NAMED = (
    # a compound assignment, to a name or a member
    rf"(?<![\w$])(?P<name>{_WORD})(?:[\"'`]\s?\])?\s{{0,20}}(?:\?\?|\|\||&&|\+)=\s{{0,20}}{_TEXT}",
    # a default of a pattern that takes it under another name
    rf"(?<![\w$])[\"']?(?P<name>{_WORD})[\"']?\s{{0,5}}:\s{{0,5}}{_WORD}\s{{0,5}}=\s{{0,5}}{_TEXT}",
)
_PATTERN = lazy_pattern(
    r"[{\[](?P<inner>[^{}\[\]]{1,1000})[}\]]\s{0,5}=(?![=>])\s{0,5}(?P<source>[^;\n]{1,200})"
)
_USED = (
    # a name that gets what another name holds, in a table or by itself
    rf"(?<![\w$])[\"']?(?P<name>{_WORD})[\"']?\s?\]?\s{{0,5}}[:=]\s{{0,5}}(?P<used>{_WORD})"
    r"(?=\s{0,5}[,;)}\]\n]|\s{0,5}$)",
    # a call, or a row, with the name and what another name holds
    rf"[\"'`](?P<name>{_WORD})[\"'`]\s{{0,5}},\s{{0,5}}(?:[\"']?value[\"']?\s{{0,5}}:)?\s{{0,5}}"
    rf"(?P<used>{_WORD})(?=\s{{0,5}}[,;)}}\]\n])",
)
_REMARK = lazy_pattern(
    r"(?:(?<![:\w\"'])//[^\n]*(?:\n[ \t]*(?=//))?)+|/\*(?:(?!\*/).)*(?:\*/)?|<!--[^\n]*", re.DOTALL
)
_SAYS = lazy_pattern(r"secret|password|passwd|\bpwd\b|token|api.?key|credential", re.IGNORECASE)
_MADE = lazy_pattern(r"[^\s\"'`{}<>()\[\],;]{8,500}")
ADDRESS = lazy_pattern(r"://|^[./]|^\d{4}-\d\d|^[\w.-]+\.[a-z]{2,5}$|^[a-z]+/[\w.+-]+$")
"""Where something is, a day, or a media type."""
_NAMED_PATTERNS = tuple(map(lazy_pattern, _NAMED))
_USED_PATTERNS = tuple(map(lazy_pattern, _USED))
_TEXT_PATTERN = lazy_pattern(_TEXT)
_NAMES = lazy_pattern(_WORD)


def find_bound(text: str) -> Iterator[FoundCredential]:
    """Texts that a later line, a default, a compound assignment or a comment gives a name."""
    for pattern in _NAMED_PATTERNS:
        for match in pattern.finditer(text):
            if is_credential(match["name"], match["value"]):
                yield from _value(match, match["name"])
    for match in _PATTERN.finditer(text):
        name = next(filter(is_credential_name, _NAMES.findall(match["source"])), "")
        if name:
            yield from _made(_TEXT_PATTERN.finditer(text, *match.span("inner")), name)
    for used, name in used_names(text).items():
        given = rf"(?<![\w$.]){re.escape(used)}\s{{0,5}}(?:\?\?|\|\||&&|\+)?=\s{{0,20}}{_TEXT}"
        yield from _made(re.finditer(given, text), name)
    for remark in _REMARK.finditer(text):
        if said := _SAYS.search(remark[0]):
            for word in _MADE.finditer(text, *remark.span()):
                if MIXED.search(word[0]) and _is_value(word[0]) and "=" not in word[0][:-2]:
                    yield FoundCredential(*word.span(), said[0].lower())


def used_names(text: str) -> dict[str, str]:
    """Names that a script puts in the place of a credential, and the name of each of these."""
    found: dict[str, str] = {}
    for pattern in _USED_PATTERNS:
        for match in pattern.finditer(text):
            if len(found) < _MOST and is_credential_name(match["name"]):
                found.setdefault(match["used"], match["name"])
    return {used: name for used, name in found.items() if used not in _NO_NAMES}


_MOST = 50
_NO_NAMES = frozenset({"null", "undefined", "true", "false", "this", "await", "new", "function"})


def _made(matches: Iterator[re.Match[str]], name: str) -> Iterator[FoundCredential]:
    for match in matches:
        value = match["value"]
        if _is_value(value) and opens_something(value) and not re.search(r"\s", value):
            yield from _value(match, name)


def _is_value(value: str) -> bool:
    return not (is_placeholder(value) or ADDRESS.search(value) or is_credential_name(value))


def _value(match: re.Match[str], name: str) -> Iterator[FoundCredential]:
    """What is behind a scheme, where there is one; nothing that holds a reference."""
    scheme = SCHEME_WORD.match(match["value"])
    if "{{" not in match["value"]:
        start = match.start("value") + (scheme.end() if scheme else 0)
        yield FoundCredential(start, match.end("value"), name)
