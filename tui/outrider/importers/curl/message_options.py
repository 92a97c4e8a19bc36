"""Requests of programming languages as operations of curl: fields, and bodies of several pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from outrider.importers.curl.operations import CurlOption

_HEAD = re.compile(r'\s*form-data\s*((?:;[^;"]*(?:"[^"]*"[^;"]*)*)*)', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(name|filename)\s*=\s*"([^"]*)"', re.IGNORECASE)
_BOUNDARY = re.compile(r'\bboundary="?([^";]+)', re.IGNORECASE)


class FileOfBody(Struct, frozen=True):
    """A piece of a body that is a file."""

    path: str


def header_option(name: str, value: str) -> CurlOption:
    """A field as it is sent; an empty one is sent as well."""
    text = re.sub(r"[\r\n]+", " ", value).strip(" \t")
    return CurlOption("header", f"{name}: {text}" if text else f"{name};")


def multipart_options(
    pieces: Sequence[str | FileOfBody], media_type: str
) -> list[CurlOption] | None:
    """The parts of a body of multipart/form-data; ``None`` where it is not exactly that.

    Args:
        pieces: texts and files, in order.
        media_type: with the boundary (RFC 7578 §4).
    """
    boundary = _BOUNDARY.search(media_type)
    if boundary is None or not media_type.lower().startswith("multipart/form-data"):
        return None
    files = [one for one in pieces if isinstance(one, FileOfBody)]
    numbers = iter(range(len(files)))
    whole = "".join(
        one if isinstance(one, str) else f"\ue000{next(numbers)}\ue001" for one in pieces
    )
    first, *parts = f"\r\n{whole}".split(f"\r\n--{boundary[1]}")
    if first or not parts or parts[-1].strip("\r\n") != "--":
        return None
    found: list[CurlOption] = []
    for part in parts[:-1]:
        head, blank, content = part.removeprefix("\r\n").partition("\r\n\r\n")
        option = _part(head, content, files) if blank else None
        if option is None:
            return None
        found.append(option)
    return found


def _part(head: str, content: str, files: Sequence[FileOfBody]) -> CurlOption | None:
    fields = dict(_fields(head))
    disposition = _HEAD.fullmatch(fields.get("content-disposition", ""))
    if disposition is None or fields.keys() - {"content-disposition", "content-type"}:
        return None
    names = {name.lower(): value for name, value in _PARAMETER.findall(disposition[1])}
    if "name" not in names or "%" in "".join(names.values()):
        return None
    kind = fields.get("content-type", "")
    file = re.fullmatch("\ue000(\\d+)\ue001", content)
    if file is None:
        plain = "\ue000" not in content and not kind and "filename" not in names
        return CurlOption("form-string", f"{names['name']}={content}") if plain else None
    filename = f';filename="{_quoted(names["filename"])}"' if "filename" in names else ""
    typed = f";type={kind}" if kind else ""
    path = _quoted(files[int(file[1])].path)
    return CurlOption("form", f'{names["name"]}=@"{path}"{typed}{filename}')


def _fields(head: str) -> Iterator[tuple[str, str]]:
    for line in head.split("\r\n"):
        name, _, value = line.partition(":")
        yield name.strip().lower(), value.strip()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
