"""What code binds to a credential's name by another way than ``name = "…"``."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from outrider.credential_shapes.credential_judgement import is_credential
from outrider.credential_shapes.credential_names import SECRET_FIELDS, is_credential_name
from outrider.credential_shapes.credential_search import MIXED
from outrider.credential_shapes.found_credential import FoundCredential
from outrider.credential_shapes.value_shapes import SCHEME_WORD, is_placeholder, opens_something
from outrider.lazy_pattern import lazy_pattern

_TEXT = r"(?P<quote>[\"'`])(?P<value>(?:[^\"'`\\\n]|\\.|(?!(?P=quote))[\"'`]){1,4096}?)(?P=quote)"
_WORD = r"[A-Za-z_$][\w$]{0,63}"
_HYPHENED = r"[A-Za-z_$][\w$-]{0,63}"
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
    rf"(?<![\w$-])[\"']?(?P<name>{_HYPHENED})[\"']?\s?\]?\s{{0,5}}[:=]\s{{0,5}}(?P<used>{_WORD})"
    r"(?=\s{0,5}[,;)}\]\n]|\s{0,5}$|\.(?:join|concat|trim|toString|reverse|replace)\()",
    # a call, or a row, with the name and what another name holds
    rf"[\"'`](?P<name>{_HYPHENED})[\"'`]\s{{0,5}},\s{{0,5}}(?:[\"']?value[\"']?\s{{0,5}}:)?\s{{0,5}}"
    rf"(?P<used>{_WORD})(?=\s{{0,5}}[,;)}}\]\n])",
)
_BEHIND_SCHEME = (
    rf"[\"'`](?P<name>Bearer|Basic|Token|DPoP)\s{{1,3}}"
    rf"(?:\$\{{\s?|[\"'`]\s{{0,5}}\+\s{{0,5}})(?P<used>{_WORD})(?![\w$(])"
)
"""A name behind the scheme of a credential."""
_BEHIND_COLON = (
    r"(?:(?<!\w)btoa|Buffer\.from|Utf8\.parse|[bB]ase64\w{0,20}|\.encode)\([^()\n]{0,200}:"
    rf"(?:\$\{{\s?|[\"'`]\s{{0,5}}\+\s{{0,5}})(?P<used>{_WORD})(?![\w$(.])"
)
"""A name behind the colon of what is encoded for Basic (RFC 7617)."""
_REMARK = lazy_pattern(
    r"(?:(?<![:\w\"'])//[^\n]*(?:\n[ \t]*(?=//))?)+|/\*(?:(?!\*/).)*(?:\*/)?|<!--[^\n]*", re.DOTALL
)
_SAYS = lazy_pattern(r"secret|password|passwd|\bpwd\b|token|api.?key|credential", re.IGNORECASE)
_MADE = lazy_pattern(r"[^\s\"'`{}<>()\[\],;]{8,500}")
ADDRESS = lazy_pattern(r"://|^[./]|^\d{4}-\d\d|^[\w.-]+\.[a-z]{2,5}$|^[a-z]+/[\w.+-]+$")
"""Where something is, a day, or a media type."""
_NAMED_PATTERNS = tuple(map(lazy_pattern, _NAMED))
_USED_PATTERNS = tuple(map(lazy_pattern, _USED))
_BEHIND_PATTERNS = (
    (lazy_pattern(_BEHIND_SCHEME), "authorization"),
    (lazy_pattern(_BEHIND_COLON), "password"),
)
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


_PIECE = r"(?:\"[^\"\\\n]{0,200}\"|'[^'\\\n]{0,200}'|`[^`\\\n]{0,200}`)"
_LIST = lazy_pattern(
    rf"(?:(?P<name>{_WORD})\s{{0,5}}=\s{{0,5}})?"
    rf"\[(?P<inner>\s{{0,20}}{_PIECE}(?:\s{{0,20}},\s{{0,20}}{_PIECE}){{1,50}})[\s,]{{0,20}}\]"
    r"(?P<join>\s{0,20}\.\s{0,20}(?:join|concat|reduce)\()?"
)
_PATTERN_LITERAL = lazy_pattern(
    r"//[^\n]*|/\*(?:(?!\*/).)*(?:\*/)?"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`"
    r"|(?<=[(,=:\[!&|?{;\n ])"
    r"(?P<pattern>/(?![/*])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/)"
    r"(?=[dgimsuvy]{0,8}\s{0,20}(?:[.,;)\]}\n]|$))",
    re.DOTALL,
)
_MATCHES_MANY = lazy_pattern(r"[\[\\+*?()|^$]")


def without_patterns(script: str) -> str:
    """The script with blanks in the place of regular expressions (ECMA-262 §12.9.5).

    What they match is written elsewhere. One that matches a single text stays.
    """
    if "/" not in script:
        return script

    def blank(match: re.Match[str]) -> str:
        written = match["pattern"]
        return " " * len(written) if written and _MATCHES_MANY.search(written) else match[0]

    return _PATTERN_LITERAL.sub(blank, script)


def joined_pieces(text: str, found: Iterable[FoundCredential]) -> Iterator[FoundCredential]:
    """The other texts of a list that is joined to a credential, of which one is found."""
    starts = sorted(one.start for one in found)
    for match in _LIST.finditer(text) if starts else ():
        first, end = match.span("inner")
        at = bisect_left(starts, first)
        if at == len(starts) or starts[at] >= end:
            continue
        if not match["join"] and f"{match['name']}.join(" not in text:
            continue
        for piece in _TEXT_PATTERN.finditer(text, first, end):
            if "{{" not in piece["value"]:
                yield FoundCredential(*piece.span("value"), "secret")


def used_names(text: str) -> dict[str, str]:
    """Names that a script puts in the place of a credential, and the name of each of these."""
    found: dict[str, str] = {}
    for pattern in _USED_PATTERNS:
        for match in pattern.finditer(text):
            name = match["name"]
            is_told = name.lower() in SECRET_FIELDS or is_credential_name(name)
            if len(found) < _MOST and is_told:
                found.setdefault(match["used"], match["name"])
    for pattern, name in _BEHIND_PATTERNS:
        for match in pattern.finditer(text):
            if len(found) < _MOST:
                found.setdefault(match["used"], name)
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
