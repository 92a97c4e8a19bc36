"""What a report quotes of its source, without a credential: whoever wrote the sentence.

Readers quote lines, options and statements that they do not understand, and nobody knows what is
in these: so each sentence comes by here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import structs

from outrider.credential_shapes import (
    find_credentials,
    find_in_title,
    is_credential_field,
    is_credential_name,
    is_placeholder,
)
from outrider.lazy_pattern import lazy_pattern
from outrider.model.import_result import ImportRemark, ImportResult
from outrider.model.secret import MASK
from outrider.redaction import Redactor

_LINE = lazy_pattern(
    r"(?:^|[\"'`\s#/@])@(?P<name>[\w.-]+)(?:[ \t]*[:=][ \t]*|[ \t]+)(?P<value>[^\"`\n]+)"
)
"""A line that begins with a sign and a name, quoted: ``"@password x"``."""

_PAIR = lazy_pattern(
    r"(?<![\w.-])(?P<name>[A-Za-z][\w.-]*)[ \t]*[:=][ \t]*"
    r"(?P<value>(?:[A-Za-z]+[ \t]+)?[^\s\"'`]+)"
)
_OPTION = lazy_pattern(
    r"(?<!\w)(?:--(?P<name>[a-z][a-z0-9-]*)|-(?P<letter>[uU]))(?:=|[ \t]+)[\"']?"
    r"(?P<value>[^\s\"'`]+)"
)
_COMPARED = lazy_pattern(
    r"(?P<name>[A-Za-z_][\w-]*)[\"'\])]{0,4}[ \t]*(?:={2,3}|!={1,2})[ \t]*[\"'](?P<value>[^\"']+)"
)
_USER = frozenset({"user", "proxy-user", "proxy-cert", "cert", "auth", "oauth2-bearer"})
"""Options that have a password behind a colon, or are one."""


def with_masked_remarks(read: ImportResult) -> ImportResult:
    """The same, with no credential in what the report says.

    That is what became a secret of the import, whatever it looks like, and what is one by its name
    or its shape where it is quoted.
    """
    redactor = Redactor()
    redactor.register(value for one in read.environments for value in one.values.values())
    remarks = tuple(_masked(remark, redactor) for remark in read.remarks)
    return structs.replace(read, remarks=remarks)


def _masked(remark: ImportRemark, redactor: Redactor) -> ImportRemark:
    what, why, advice = (
        _without_quoted(redactor.mask_text(text))
        for text in (remark.what, remark.why, remark.advice)
    )
    if (what, why, advice) == (remark.what, remark.why, remark.advice):
        return remark
    return structs.replace(remark, what=what, why=why, advice=advice)


def _without_quoted(text: str) -> str:
    spans = sorted(_spans(text), key=lambda span: (span[0], -span[1]))
    made, at = [], 0
    for start, end in spans:
        if start >= at:
            made += [text[at:start], MASK]
        at = max(at, end)
    return "".join([*made, text[at:]]) if spans else text


def _spans(text: str) -> Iterable[tuple[int, int]]:
    for found in (*find_credentials(text), *find_in_title(text)):
        yield found.start, found.end
    for line in _LINE.finditer(text):
        yield from _in_line(line)


def _in_line(line: re.Match[str]) -> Iterator[tuple[int, int]]:
    """What is secret in a line that names itself, however it goes on."""
    start, end = line.span("value")
    named = is_credential_name(line["name"]) or (line["name"] == "user" and ":" in line["value"])
    if named and not is_placeholder(line["value"]):
        yield start, end
        return
    for pair in _PAIR.finditer(line.string, start, end):
        value = pair["value"]
        if "{{" not in value and is_credential_field(pair["name"], value):
            yield pair.span("value")
    for pair in _COMPARED.finditer(line.string, start, end):
        if is_credential_field(pair["name"], pair["value"]):
            yield pair.span("value")
    for option in _OPTION.finditer(line.string, start, end):
        name = option["name"]
        if not name or name in _USER or is_credential_name(name):
            yield option.span("value")
