"""The ways in which a secret may stand in a text, each with what to look for.

Escapes are undone in the text, see :mod:`outrider.redaction.decoded_text`; here is what is left:
base64 at any of its three offsets, hex, and a part of a secret that was cut off.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from urllib.parse import quote, quote_plus

from msgspec import Struct
from msgspec.structs import replace

from outrider.lazy_pattern import lazy_pattern
from outrider.redaction.decoded_text import fully_decoded
from outrider.redaction.many_lines import (
    SHORTEST_LINE,
    folded,
    has_many_lines,
    lines_of,
    with_other_line_ends,
)
from outrider.visible_text import visible_line, visible_text

SHORTEST = 8
"""Characters below which a value is masked by name only: ``dev`` stands in too many words."""

_SHORTEST_DECODED = 3
"""Characters of a secret of which most are escapes, as they are undone."""

OWN_PART = 12
"""Characters of its own that tell a secret of which only a part is there."""

_SOUGHT = 16
"""Characters of a whole secret that are looked for first."""

LONGEST_SEED = OWN_PART * 2
"""Characters of the longest piece that is looked for: in hex."""

MERGED = 4
"""Characters at most that may belong to an escape of the text around: ``%`` before ``41``."""

_KEY_START = (
    # What each private key begins with, in base64: versions, algorithms and lengths of ASN.1.
    r"(?:MII[A-Za-z0-9/]{2,3}IBADANBgkqhkiG9w0BAQEFAASC[A-Za-z0-9/]{3}wgg[A-Za-z0-9/]{2,3}AgEAAoI"
    r"[A-Z]AQ|MII[A-Za-z0-9/]{3}IBAAKC[AQgE]{4}|M[A-Z0-9]{3}AgEAM[A-Z]{3}ByqGSM49AgEG"
    r"[A-Za-z0-9/]{18,24}|MC4CAQAwBQYDK2VwBCIEI|b3BlbnNzaC1rZXktdjEAAAAA)"
)
_PUBLIC_START = r"""
    (?:(?:Bearer|Basic|DPoP|Digest|Negotiate|Token|ApiKey|SSWS|GenieKey)\s+)?
    (?:eyJ[A-Za-z0-9_-]*\.?                                    # a header (RFC 7515 §4)
      | -----BEGIN\ [A-Z0-9 ]+-----\s*(?:{key})?               # armour (RFC 7468 §2)
      | {key}
      | gh[a-z]_ | github_pat_ | gl[a-z]{2,5}- | hv[sbr]\. | xox[a-z](?:\.xox[a-z])?- | xapp-
      | [prs]k_(?:live|test)_ | whsec_ | sk-(?:proj-|ant-(?:api\d\d-)?|or-(?:v1-)?)?
      | A[KS]IA | AIza | ya29\. | GOCSPX- | npm_ | pypi- | rubygems_ | do[opr]_v1_
      | shp[a-z]{2}_ | SG\. | sq0[a-z]{3}- | AT[AC]TT3 | PMAK- | NRAK- | dapi | lin_api_
      | fig[a-z]_ | hf_ | gsk_ | pul- | ntn_ | xkeysib- | sntry[a-z]_ | dckr_[a-z]{3}_ | key-
      | AGE-SECRET-KEY-1 )?
"""
_PUBLIC_END = r"\s*-----END [A-Z0-9 ]+-----\s*\Z"
_LEADING = lazy_pattern(r"[0-9A-Fa-f]{1,4}|[\"'/\\bfnrtv]")
_TRAILING = lazy_pattern(r"(?:%[0-9A-Fa-f]?|\\|&\w{0,2})\Z")


class Seed(Struct, frozen=True):
    """A piece of a spelling that is looked for.

    Attributes:
        text: the piece.
        offset: how much of the spelling stands before it.
    """

    text: str
    offset: int


class Spelling(Struct, frozen=True):
    """One way to write a secret.

    Attributes:
        text: the whole of it.
        seeds: at least one of them stands wherever a part stands that tells the secret.
        least_start: characters of its beginning that tell it; where it is not cut off, all.
        least_end: the same of its end.
        margins: whether the characters before and behind carry bits of it, in base64; else
            nothing.
        cut_behind: how much of its beginning others have as well, where any part behind that is
            taken for a cut-off secret at the end of a text; nothing where it is not.
        shortest: characters that it has at least in the text as it came.
    """

    text: str
    seeds: tuple[Seed, ...]
    least_start: int
    least_end: int
    margins: tuple[bool, bool | None] = (False, None)
    cut_behind: int | None = None
    shortest: int = 0


class SpelledSecret(Struct, frozen=True):
    """All ways to write one secret, by the kind of text that they are looked for in.

    Attributes:
        literal: in the text as it came.
        decoded: where all escapes are undone, and each ``+`` is a blank.
        encoded: base64, in runs of letters and digits.
        hexadecimal: the same in lower case.
        folded: where moreover nothing is left of blanks and line ends.
    """

    literal: tuple[Spelling, ...]
    decoded: tuple[Spelling, ...]
    encoded: tuple[Spelling, ...]
    hexadecimal: tuple[Spelling, ...]
    folded: tuple[Spelling, ...]


def spell(value: str, *, whole: bool) -> SpelledSecret:
    """The ways to write a secret.

    Args:
        value: the secret.
        whole: it is never cut off, or too much of it is no secret.
    """
    literal = [value, " ".join(value.split()), visible_text(value), visible_line(value)]
    with suppress(UnicodeEncodeError):
        # In a text that was no UTF-8, as the bytes of an older charset.
        literal.append(value.encode("latin-1").decode("utf-8", "surrogateescape"))
    texts = [one for one in dict.fromkeys(literal) if len(one) >= SHORTEST]
    decoded = tuple(
        _decoded(one, whole=whole) for one in texts if len(fully_decoded(one)) >= _SHORTEST_DECODED
    )
    return SpelledSecret(
        literal=tuple(_plain(one, whole=whole) for one in texts),
        decoded=decoded,
        encoded=tuple(
            one for text in with_other_line_ends(value) for one in _base64(text, whole=whole)
        ),
        hexadecimal=tuple(_hex(text, whole=whole) for text in with_other_line_ends(value)),
        folded=tuple(dict.fromkeys(_folded(value))) if not whole else (),
    )


def as_decoded(text: str) -> str:
    """A text in which a ``+`` and a blank are the same, as in a form (the URL standard, §5)."""
    return text.replace("+", " ")


def _folded(value: str) -> Iterator[Spelling]:
    """Without what stands between its lines, and each of these by itself."""
    if not has_many_lines(value):
        return
    for lines in lines_of(value):
        if len(told := folded("".join(lines))) >= SHORTEST:
            yield _plain(told, whole=False)
        for line in map(folded, lines):
            if len(line) - sum(public_parts(line)) >= SHORTEST_LINE:
                # All of it is sought: the longer a piece is, the faster.
                yield Spelling(line, (Seed(line, 0),), len(line), len(line))


def _hex(value: str, *, whole: bool) -> Spelling:
    start, end = public_parts(value)
    raw = value.encode("utf-8", "surrogatepass")
    return _encoded(raw.hex(), (start * 2, end * 2), OWN_PART * 2, whole=whole)


def _decoded(text: str, *, whole: bool) -> Spelling:
    told = as_decoded(fully_decoded(text))
    if len(told) >= SHORTEST:
        return _plain(told, whole=whole)
    # A secret of escapes. Each spelling of it is at least as long as itself.
    return replace(_plain(told, whole=whole), shortest=len(text))


def _plain(text: str, *, whole: bool) -> Spelling:
    start, end = public_parts(text)
    length = len(text)
    cut_behind = None if whole else start
    if whole or length - start - end < OWN_PART:
        return Spelling(text, (_whole_seed(text),), length, length, cut_behind=cut_behind)
    leading, trailing = _mergeable(text)
    first = max(start, leading)
    begin, stop = length - end - OWN_PART, length - max(end, trailing)
    seeds = (Seed(text[first : start + OWN_PART], first), Seed(text[begin:stop], begin))
    least = (start + OWN_PART, end + OWN_PART)
    return Spelling(text, tuple(dict.fromkeys(seeds)), *least, cut_behind=cut_behind)


def _whole_seed(text: str) -> Seed:
    leading, trailing = _mergeable(text)
    stop = len(text) - trailing
    begin = max(leading, stop - _SOUGHT)
    return Seed(text[begin:stop], begin) if stop - begin >= 4 else Seed(text, 0)


def _mergeable(text: str) -> tuple[int, int]:
    """Characters at both ends of which what stands around may make an escape."""
    leading, trailing = _LEADING.match(text), _TRAILING.search(text)
    return len(leading[0]) if leading else 0, len(trailing[0]) if trailing else 0


def public_parts(value: str) -> tuple[int, int]:
    """Characters at the start and at the end of a secret that others have as well."""
    url = _url().match(value)
    if url is not None:
        return _public_parts_of_url(value, url)
    first: int = _public_start().match(value).end()  # type: ignore[union-attr]  # of nothing too
    end = _public_end().search(value)
    return first, len(value) - max(end.start(), first) if end else 0


def _public_parts_of_url(value: str, url: re.Match[str]) -> tuple[int, int]:
    """Scheme and host are in many URLs; user, password, path and query are what is secret."""
    rest = len(value) - url.end()
    if not url["userinfo"]:
        return url.end(), 0
    return len(url["scheme"]), rest + len(url["host"]) if rest < OWN_PART else 0


@cache
def _url() -> re.Pattern[str]:
    return lazy_pattern(
        r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<userinfo>[^\s/?#@]*@)?(?P<host>[^\s/?#@]*)/?"
    )


@cache
def _public_start() -> re.Pattern[str]:
    return lazy_pattern(_PUBLIC_START.replace("{key}", _KEY_START), re.VERBOSE)


@cache
def _public_end() -> re.Pattern[str]:
    return lazy_pattern(_PUBLIC_END)


def _base64(value: str, *, whole: bool) -> Iterator[Spelling]:
    """In base64, standard and URL-safe (RFC 4648 §4, §5), whatever stands before it.

    Credentials of the Basic scheme are percent-encoded first (RFC 6749 §2.3.1); a text of JSON
    has escapes (RFC 8259 §7); PowerShell's ``-EncodedCommand`` is UTF-16.
    """
    encoded = (one(value, safe="", errors="surrogatepass") for one in (quote, quote_plus))
    texts = {told: public_parts(told) for told in (value, *encoded)}
    for told, public in _in_json(value):
        texts.setdefault(told, public)
    each = [(told, public, "utf-8", 1) for told, public in texts.items()]
    for told, public, charset, width in (*each, (value, texts[value], "utf-16-le", 2)):
        octets = told.encode(charset, "surrogatepass")
        start, end = (-(-part * width * 4 // 3) for part in public)
        for before in range(3):
            bits = (before + len(octets)) * 8
            first, last = -(-before * 8 // 6), bits // 6
            text = b64encode(bytes(before) + octets).decode("ascii")[first:last]
            for one in dict.fromkeys((text, text.replace("+", "-").replace("/", "_"))):
                spelling = _encoded(one, (start, end), OWN_PART * width * 4 // 3, whole=whole)
                yield replace(spelling, margins=(before > 0, bits % 6 > 0))


def _in_json(value: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """As texts of JSON have it, without the quotation marks, each with what is public of it."""
    if not _escaped_in_json().search(value):
        return
    start, end = public_parts(value)
    parts = (value[:start], value[start : len(value) - end], value[len(value) - end :])
    for escape in _JSON_ESCAPES:
        first, own, last = map(escape, parts)
        yield first + own + last, (len(first), len(last))


@cache
def _escaped_in_json() -> re.Pattern[str]:
    """What JSON, PHP (``/``), Go (``<>&``) or .NET (the rest) writes as an escape."""
    return lazy_pattern(r"""[^ !#-%(-*,\-.0-;=?-\[\]^_a-~]""")


def _as_ascii(text: str) -> str:
    return json.dumps(text)[1:-1]


def _as_utf_8(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _as_php(text: str) -> str:
    return _as_ascii(text).replace("/", r"\/")


def _as_go(text: str) -> str:
    return _as_utf_8(text).translate(_ESCAPED_BY_GO)


def _as_net(text: str) -> str:
    return _json_escape().sub(_escape_of_net, _as_ascii(text)).translate(_ESCAPED_BY_NET)


def _escape_of_net(found: re.Match[str]) -> str:
    if found[0] == r"\"":
        return r"\u0022"
    return rf"\u{found[1].upper()}" if found[1] else found[0]


@cache
def _json_escape() -> re.Pattern[str]:
    return lazy_pattern(r"\\(?:u([0-9a-f]{4})|.)")


_ESCAPED_BY_GO = {ord(one): rf"\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
_ESCAPED_BY_NET = {ord(one): rf"\u{ord(one):04X}" for one in "<>&'`+\x7f"}
_JSON_ESCAPES = (_as_ascii, _as_utf_8, _as_php, _as_go, _as_net)


def _encoded(text: str, public: tuple[int, int], own: int, *, whole: bool) -> Spelling:
    start, end = public
    length = len(text)
    size = min(own, LONGEST_SEED)
    if whole or length - start - end < own:
        seed = text[-size:]
        return Spelling(text, (Seed(seed, length - len(seed)),), length, length)
    stop = length - end
    seeds = (Seed(text[start : start + size], start), Seed(text[stop - size : stop], stop - size))
    return Spelling(text, tuple(dict.fromkeys(seeds)), start + own, end + own)
