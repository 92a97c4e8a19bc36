"""URLs as curl takes them: a missing scheme, ranges and lists, ``..`` in the path."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from urllib.parse import quote

from outrider.importers.importer import without_credentials

MOST_URLS = 1000
"""URLs that one pattern may stand for."""

_GLOB = re.compile(r"\[([^\[\]]*)\]|\{([^{}]*)\}")
_NUMBERS = re.compile(r"(\d+)-(\d+)(?::(\d+))?")
_LETTERS = re.compile(r"([A-Za-z])-([A-Za-z])(?::(\d+))?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_PARTS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_NUMBER = re.compile(r"0[xX]([0-9A-Fa-f]{1,16})|(0[0-7]{0,16})|([1-9][0-9]{0,16})")
_IPV4_BYTES = 4
_RAW = re.compile("[\udc80-\udcff]")


def expand_globs(written: str) -> list[str]:
    """The URLs that ``{a,b}`` and ``[1-3]`` stand for (curl's manual, GLOBBING).

    What only looks similar, such as an IPv6 address in brackets, is left as it is.
    """
    pieces: list[list[str]] = []
    at = 0
    for match in _GLOB.finditer(written):
        if match.start() and written[match.start() - 1] == "\\":
            continue
        values = _values(match)
        if values is None:
            continue
        pieces += [[written[at : match.start()]], values]
        at = match.end()
    if not pieces:
        return [_plain(written)]
    pieces.append([written[at:]])
    combined = ("".join(one) for one in itertools.product(*pieces))
    return [_plain(url) for url in itertools.islice(combined, MOST_URLS)]


def _plain(url: str) -> str:
    return re.sub(r"\\([\[\]{}])", r"\1", url)


def _values(match: re.Match[str]) -> list[str] | None:
    if match[2] is not None:
        return match[2].split(",") if match[2] and "\0" not in match[2] else None
    if numbers := _NUMBERS.fullmatch(match[1]):
        first, last, step = numbers.groups()
        width = len(first) if first.startswith("0") else 0
        found = range(int(first), int(last) + 1, int(step or 1) or 1)[: MOST_URLS + 1]
        return [f"{number:0{width}d}" for number in found]
    if letters := _LETTERS.fullmatch(match[1]):
        first, last, step = letters.groups()
        return [chr(number) for number in range(ord(first), ord(last) + 1, int(step or 1) or 1)]
    return None


def with_scheme(url: str, default: str = "http") -> str:
    """The URL with a scheme: curl takes ``http`` where there is none."""
    if _SCHEME.match(url) or url.startswith("\0"):
        return url
    return f"{default}://{url.removeprefix('//')}"


def normalized(url: str, *, as_is: bool = False) -> str:
    """The URL with a path, without ``.`` and ``..`` in it (RFC 3986 §5.2.4), and no fragment.

    A host that is a number stands for an address of IPv4 (RFC 3986 §7.4). With ``as_is`` the path
    is left alone, as ``--path-as-is`` does.
    """
    match = _PARTS.fullmatch(url)
    if match is None:
        return url.split("#", 1)[0]
    scheme, authority, path, query, _ = match.groups()
    host, colon, port = authority.partition(":")
    authority = f"{_ipv4(host) or host}{colon}{port}"
    path = path if as_is else _without_dots(path)
    if not path and "\0" not in authority:
        path = "/"
    return scheme + authority + path + (query or "")


def _ipv4(host: str) -> str:
    """The address that numbers stand for, as ``inet_aton`` has it; empty for another host."""
    numbers = [_number(piece) for piece in host.split(".")]
    if len(numbers) > _IPV4_BYTES or None in numbers:
        return ""
    *first, last = (number or 0 for number in numbers)
    room = _IPV4_BYTES - len(first)
    if any(number > 0xFF for number in first) or last >= 1 << 8 * room:
        return ""
    return ".".join(map(str, (*first, *last.to_bytes(room, "big"))))


def _number(piece: str) -> int | None:
    """A number in hexadecimal, octal or decimal digits."""
    match = _NUMBER.fullmatch(piece)
    if match is None:
        return None
    hexadecimal, octal, decimal = match.groups()
    return int(hexadecimal, 16) if hexadecimal else int(octal, 8) if octal else int(decimal)


def without_raw_bytes(url: str) -> str:
    """The URL with bytes that are no UTF-8 percent-encoded, as curl does in a path."""
    return _RAW.sub(lambda match: f"%{ord(match[0]) - 0xDC00:02x}", url)


def _without_dots(path: str) -> str:
    kept: list[str] = []
    segments = path.split("/")
    for segment in segments:
        if segment == ".." and len(kept) > 1:
            kept.pop()
        elif segment not in {".", ".."}:
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/".join(kept)


def split_userinfo(url: str) -> tuple[str | None, str]:
    """The user info of a URL, percent-encoded, and the URL without it (RFC 3986 §3.2.1)."""
    match = _PARTS.fullmatch(url)
    if match is None or "@" not in match[2]:
        return None, url
    info, _, host = match[2].rpartition("@")
    return info, f"{match[1]}{host}{url[match.end(2) :]}"


def with_query(url: str, parts: Iterable[str]) -> str:
    """The URL with more in its query, joined by ``&``."""
    more = "&".join(parts)
    if not more:
        return url
    separator = "?" if "?" not in url else "" if url.endswith(("?", "&")) else "&"
    return f"{url}{separator}{more}"


def with_file_name(url: str, file: str) -> str:
    """The URL for an upload: with the file's name, where its path ends in a slash."""
    base, mark, query = url.partition("?")
    if base[-1:] != "/":
        return url
    # Unlike in data, a space is no plus sign here.
    name = in_lower_case(url_encode(file.rpartition("/")[2])).replace("+", "%20")
    return f"{base}{name}{mark}{query}"


def url_encode(text: str | bytes) -> str:
    """Percent-encoded as ``--data-urlencode`` does; variables of the shell stay recognisable."""
    if isinstance(text, bytes):
        return _encoded(text)
    return "".join(
        piece if index % 2 else _encoded(piece.encode("utf-8", "surrogateescape"))
        for index, piece in enumerate(re.split("(\0[^\0]*\0)", text))
    )


def _encoded(data: bytes) -> str:
    return quote(data, safe="-._~ ").replace(" ", "+")


def in_lower_case(encoded: str) -> str:
    """Percent encodings as curl has them that it makes for a URL."""
    return re.sub("%[0-9A-F]{2}", lambda match: match[0].lower(), encoded)


def request_title(url: str) -> str:
    """A name for a request to a URL: its path's end, else its host."""
    # A variable is called by its name, and so is what stands for a command's output.
    url = url.replace("\0(", "\0")
    match = _PARTS.fullmatch(url)
    if match is None:
        return url.replace("\0", "")
    # What opens something is no name: a title is written to the request, and names its file.
    path = without_credentials(match[3].replace("\0", ""), "…").rstrip("/")
    host = match[2].rpartition("@")[2].replace("\0", "")
    return path.lstrip("/") or host
