"""Walks along a URL as it is written, and puts every value where it cannot do harm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from urllib.parse import quote

from outrider.errors import Fault, SourceLocation
from outrider.lazy_pattern import lazy_pattern
from outrider.model.secret import MaybeSecret, Secret, cut_secret, derive, masked, reveal, transform
from outrider.variables.resolver import ResolvedPart
from outrider.variables.url.path_segments import path_marks

_LITERAL_SAFE = "".join(map(chr, range(0x21, 0x7F)))
_PATH_SAFE = "/!$&'()*+,;=:@"
_VERBATIM = lazy_pattern("[^\x21-\x7e]")


_HOST_AND_PORT = lazy_pattern(r"(?:\[[0-9A-Fa-f:.]+\]|[^/?#@:\\\[\]]+):[0-9]{1,5}")


class UrlRegion(IntEnum):
    """The parts of a URL, in order."""

    SCHEME = 0
    AUTHORITY = 1
    PATH = 2
    QUERY = 3
    FRAGMENT = 4


_END = {
    UrlRegion.AUTHORITY: re.compile(r"[/?#\\]"),
    UrlRegion.PATH: re.compile(r"[?#]"),
    UrlRegion.QUERY: re.compile(r"#"),
}
_AFTER = {"/": UrlRegion.PATH, "\\": UrlRegion.PATH, "?": UrlRegion.QUERY, "#": UrlRegion.FRAGMENT}


def encode_literal(text: str) -> str:
    """What a URL cannot hold, percent-encoded; all else verbatim."""
    if _VERBATIM.search(text) is None:
        return text
    return quote(text, safe=_LITERAL_SAFE, errors="replace")


def encode_in_path(value: str) -> str:
    """A value in the path: it keeps its slashes, and can neither end nor leave the path."""
    return quote(value, safe=_PATH_SAFE, errors="replace")


def encode_component(value: str) -> str:
    """Percent-encodes everything but unreserved characters (RFC 3986 §2.3)."""
    return quote(value, safe="", errors="replace")


def encode_in_cookie(value: str) -> str:
    """Percent-encodes what a cookie cannot hold (RFC 6265 §4.1.1)."""
    return re.sub(r"[^!#-+\--:<-\[\]-~]", lambda found: quote(found[0], safe=""), value)


_DELIMITER = re.compile(r"[/?#@:\\]")


def _in_user_info(following: Sequence[ResolvedPart]) -> bool:
    """Whether what is written behind a value ends user information (RFC 3986 §3.2.1)."""
    written = "".join(reveal(part.text) if part.name is None else "x" for part in following)
    return "@" in re.split(r"[/?#\\]", written, maxsplit=1)[0]


def _encode_in_host(value: str) -> str:
    """A value in the host, whose letters may be of any script."""
    return "".join(one if one > "\x7f" else encode_component(one) for one in value)


def _encode_host_and_port(value: str) -> str:
    """Host and port of a value: what no name has is encoded, so that it is refused as one."""
    if value.startswith("["):
        return value
    host, _, port = value.rpartition(":")
    return f"{_encode_in_host(host)}:{port}"


def _ends_host(following: Sequence[ResolvedPart]) -> bool:
    """Whether the host ends before these parts: with the URL, or where the path begins."""
    for part in following:
        if text := reveal(part.text):
            return text[0] in ("/?#" if part.name is None else "/")
    return True


def encode_segment(value: str) -> str:
    """A value that is a segment, or a part of one: no slash in it divides the path (§3.3)."""
    return quote(value, safe=":@", errors="replace")


class UrlBuilder:
    """Sorts the pieces of a URL into its regions, each encoded for where it stands.

    Attributes:
        region: where the walk has got to.
        scheme: with its ``://``.
        authority: userinfo, host and port, values percent-encoded.
        path: encoded.
        query: encoded, with its ``?``.
        faults: what is wrong with the structure.
        secret_start: the URL starts with a value of which a part is secret.
    """

    def __init__(
        self, place: SourceLocation, parameters: Mapping[str, MaybeSecret | None], written: str
    ) -> None:
        self.region = UrlRegion.SCHEME
        self.scheme: list[MaybeSecret] = []
        self.authority: list[MaybeSecret] = []
        self.path: list[MaybeSecret] = []
        self.query: list[MaybeSecret] = []
        self.faults: list[Fault] = []
        self.secret_start = False
        self._place = place
        self._parameters = parameters
        self._marks = path_marks(written, frozenset(parameters))
        self._raw: list[tuple[str, str]] = []
        self._start = ""

    def build(self, parts: Sequence[ResolvedPart]) -> None:
        """Walks along the parts, the first of which may be the value that starts the URL."""
        offset = 0
        for index, part in enumerate(parts):
            if part.name is None:
                self._written(reveal(part.text), offset)
                offset += len(reveal(part.text))
                continue
            offset += 1
            if index == 0:
                self._begin(part, parts)
            else:
                self._value(
                    part,
                    after_start=index == 1 and bool(self._start),
                    ends_host=_ends_host(parts[index + 1 :]),
                    in_user_info=_in_user_info(parts[index + 1 :]),
                )
        self._check_segments()

    def _written(self, text: str, offset: int) -> None:
        """Literal text, with its path parameters and escaped colons."""
        position = 0
        for mark in self._marks:
            if not offset <= mark.start < offset + len(text):
                continue
            self._structure(text[position : mark.start - offset], "")
            position = mark.end - offset
            if not mark.name:
                self._structure(":", "")
                continue
            value = self._parameters.get(mark.name)
            if value is not None:
                self._raw.append((reveal(value), mark.name))
                self.path.append(transform(value, encode_segment))
        self._structure(text[position:], "")

    def _begin(self, part: ResolvedPart, parts: Sequence[ResolvedPart]) -> None:
        """The value that starts the URL: it may bring scheme, host, port, path and query."""
        self.secret_start = isinstance(part.text, Secret)
        self._start = part.name or ""
        self._structure(part.text, self._start)
        following = reveal(parts[1].text)[:1] if len(parts) > 1 else ""
        cut = self.region is UrlRegion.FRAGMENT and following
        if cut or (self.region is UrlRegion.QUERY and following == "/"):
            self._note(
                "url_start",
                f'Variable "{part.name}" ends with "{"fragment" if cut else "query"}", '
                "and more of the URL follows it.",
                "What follows would not be part of the path.",
                f'Remove the {"fragment" if cut else "query"} from "{part.name}".',
            )

    def _structure(self, text: MaybeSecret, name: str) -> None:
        """Text whose delimiters count; of a secret, all is shown with its first piece."""
        rest = reveal(text)
        visible = masked(text)

        def piece(raw: str) -> MaybeSecret:
            nonlocal visible
            if not isinstance(text, Secret):
                return raw
            first, visible = visible, ""
            return cut_secret(text, raw, first)

        if self.region is UrlRegion.SCHEME and rest:
            before = "".join(map(reveal, self.scheme))
            found = (before + rest).find("://")
            cut = len(rest) if found < 0 else found + 3 - len(before)
            self.scheme.append(_encoded(piece(rest[:cut])))
            rest = rest[cut:]
            self.region = UrlRegion.SCHEME if found < 0 else UrlRegion.AUTHORITY
        while rest and self.region is not UrlRegion.FRAGMENT:
            found_end = _END[self.region].search(rest)
            cut = found_end.start() if found_end else len(rest)
            if cut:
                self._add(piece(rest[:cut]), rest[:cut], name)
            if found_end is None:
                return
            rest = rest[cut:]
            self._turn(found_end[0])
            if self.region is UrlRegion.QUERY:
                self.query.append("?")
                rest = rest[1:]

    def _turn(self, delimiter: str) -> None:
        """Goes on to the region that a delimiter begins."""
        if delimiter == "\\":
            self._note(
                "url_host",
                "The URL has a backslash after the host.",
                "Programs disagree on whether it is a slash.",
                'Replace it with "/".',
            )
        self.region = _AFTER[delimiter]

    def _add(self, piece: MaybeSecret, raw: str, name: str) -> None:
        if self.region is UrlRegion.AUTHORITY:
            # A host is not percent-encoded: the transport turns it into its ASCII form.
            self.authority.append(piece)
        elif self.region is UrlRegion.PATH:
            self.path.append(_encoded(piece))
            self._raw.append((raw, name))
        else:
            self.query.append(_encoded(piece))

    def _value(
        self, part: ResolvedPart, *, after_start: bool, ends_host: bool, in_user_info: bool
    ) -> None:
        """A value that does not start the URL: nothing in it is a delimiter."""
        value = reveal(part.text)
        name = part.name or ""
        after_host = self.region is UrlRegion.AUTHORITY and after_start and bool(self.authority)
        begins_path = after_host or (ends_host and bool(self.authority))
        if self.region is UrlRegion.AUTHORITY and begins_path and value[:1] == "/":
            self.region = UrlRegion.PATH
        if self.region is UrlRegion.SCHEME:
            self._note(
                "value_in_scheme",
                f'Variable "{name}" is used before "://".',
                "The scheme must be literal, or come from the variable that the URL starts with.",
                f"Write the scheme itself, or begin the URL with {{{{{name}}}}}.",
            )
        elif self.region is UrlRegion.AUTHORITY and in_user_info and _DELIMITER.search(value):
            self._note(
                "value_in_authority",
                f'Variable "{name}" in the user name or password of the URL contains '
                f'"{_DELIMITER.findall(value)[0]}".',
                "It would change the host that receives the credentials.",
                'Set type = "basic" with username and password in [auth], and remove them from '
                "the URL.",
            )
        elif self.region is UrlRegion.AUTHORITY:
            if ends_host and not after_host and self._is_host_and_port(part):
                self.authority.append(transform(part.text, _encode_host_and_port))
            else:
                self._value_in_authority(part, value, name, after_host=after_host)
        elif self.region is UrlRegion.PATH:
            self.path.append(transform(part.text, encode_in_path))
            self._raw.append((value, name))
        elif self.region is UrlRegion.QUERY:
            self.query.append(transform(part.text, encode_component))

    def _is_host_and_port(self, part: ResolvedPart) -> bool:
        """Whether a value is the end of a host and its port, which its start has room for.

        What it says is what the URL would say with the value written out. Nothing of a secret
        gets there, and no value that continues a name or a port.
        """
        if isinstance(part.text, Secret) or not _HOST_AND_PORT.fullmatch(part.text):
            return False
        before = "".join(map(reveal, self.authority)).rpartition("@")[2]
        if part.text.startswith("["):
            return not before
        return not before or (before.endswith(".") and ":" not in before)

    def _value_in_authority(
        self, part: ResolvedPart, value: str, name: str, *, after_host: bool
    ) -> None:
        found = _DELIMITER.search(value)
        if found is not None:
            self._note(
                "value_in_authority",
                f'Variable "{name}" in the host contains "{found[0]}".',
                "It would change the host that receives the credentials.",
                "Use separate variables for host and port.",
            )
        elif after_host and value:
            self._note(
                "value_in_authority",
                f'The value of "{name}" directly follows the host from "{self._start}".',
                "It would change the host.",
                f"Write {{{{{self._start}}}}}/{{{{{name}}}}}.",
            )
        else:
            self.authority.append(transform(part.text, _encode_in_host))

    def _check_segments(self) -> None:
        """Refuses ``.`` and ``..`` segments in which a value has a part."""
        segment, names = "", [""]
        for raw, name in [*self._raw, ("/", "")]:
            first, *others = re.split(r"[/\\]", raw) if name else raw.split("/")
            segment += first
            names += [name] if first else []
            for other in others:
                self._check_segment(segment, names)
                segment, names = other, [name] if other else []

    def _check_segment(self, segment: str, names: Sequence[str]) -> None:
        blamed = [name for name in names if name]
        plain = _plain(segment) if blamed else ""
        if plain in {".", ".."}:
            self._note(
                "dot_segment",
                f'Variable "{blamed[-1]}" makes the path segment "{plain}".',
                "Servers resolve it to a different resource.",
                'Remove "." and ".." from the value.',
            )

    def _note(self, code: str, what: str, why: str, advice: str) -> None:
        self.faults.append(Fault(code, what, self._place, why, advice))


def _encoded(piece: MaybeSecret) -> MaybeSecret:
    """Literal text as it stands in a URL; what is shown of a secret stays as it is."""
    if isinstance(piece, Secret):
        return derive(piece, encode_literal, masked(piece))
    return encode_literal(piece)


def _plain(segment: str) -> str:
    """The segment as a lenient server may read it: dots decoded, path parameters cut off."""
    for _ in range(4):
        decoded = re.sub("%25", "%", re.sub("%2e", ".", segment, flags=re.IGNORECASE))
        if decoded == segment:
            break
        segment = decoded
    return segment.partition(";")[0]
