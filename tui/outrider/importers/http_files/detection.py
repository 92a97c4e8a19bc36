"""Whether a text is an ``.http`` file, by what its first lines are."""

from __future__ import annotations

import re

from outrider.importers.http_files.section_parser import is_request_line

SUFFIXES = (".http", ".rest")

_MOST_LINES = 2_000
_LOOKED_AT = 200_000
_HURL = re.compile(
    r"^(?:HTTP(?:/[\d.]+)?[ \t]+(?:\d{3}|\*)[ \t]*"
    r"|\[(?:Asserts|Captures|QueryStringParams|Query|FormParams|Form|MultipartFormData|Multipart"
    r"|BasicAuth|Cookies|Options)\][ \t]*)$",
    re.MULTILINE,
)
_COMMENT = re.compile(r"\s*(?:#|//)")
_VARIABLE = re.compile(r"\s*@[^\s=:]+\s*:?=")
_URL = re.compile(r"\s*(?:https?://|\{\{[^{}]+\}\}/?|/[\w{])\S*\s*(?:HTTP/[\d.]+)?\s*")
_SCRIPT = re.compile(r"\s*(?:<\s*\{%|<\s+\S+\.js|\{\{(?:@\w+|\+\w*)?\s*$)")
_SCRIPT_END = re.compile(r"%\}|\s*\}\}\s*$")

_URL_LINE = re.compile(r"^[ \t]*(?:https?://|\{\{[\w.-]+\}\})\S*[ \t]*$", re.MULTILINE)


def has_request_line(text: str) -> bool:
    """Whether some line is a request, a URL alone among them.

    It is one in a file of this name, whatever stands before it; in any other, a URL is an address.
    """
    return _URL_LINE.search(text) is not None or any(map(is_request_line, text.splitlines()))


def is_http_file(text: str) -> bool:
    """Whether the first line that is no comment, variable or script is a request line.

    A line that is only a URL counts where ``###`` or a variable stands somewhere: alone it is an
    address. Hurl's files have request lines as well, and are none.
    """
    text = text[:_LOOKED_AT].lstrip("\ufeff")
    if text[:2] == "#!" or _HURL.search(text):
        return False
    is_marked = False
    end = ""
    for number, line in enumerate(text.splitlines()):
        if number > _MOST_LINES:
            return False
        if end:
            end = "" if re.search(end, line) else end
        elif line.lstrip().startswith("###") or _VARIABLE.match(line):
            is_marked = True
        elif line.strip() == "/*":
            end = r"\*/"
        elif _SCRIPT.match(line):
            end = "" if "%}" in line or line.rstrip().endswith(".js") else _SCRIPT_END.pattern
        elif line.lstrip().startswith("fragment "):
            end = r"^\s*$"
        elif line.strip() and not _COMMENT.match(line):
            if line.startswith((">", "<")):
                continue
            return is_request_line(line) or (is_marked and _URL.fullmatch(line) is not None)
    return False
