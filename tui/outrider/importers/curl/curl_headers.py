"""Header fields of a curl command: ``-H``, and the options that stand for a field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from enum import Enum

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_body import DATA
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_command import VARIABLE, template
from outrider.importers.importer import without_credentials
from outrider.model.import_result import ImportReport
from outrider.model.workspace import NameValueRow
from outrider.variables.characters import forbidden, is_token
from outrider.variables.reference_grammar import has_reference

_OPTIONS = {"user-agent": "User-Agent", "referer": "Referer"}


_ONCE = ("host", "content-length", "transfer-encoding")
_SENT_ANYWAY = "host"
"""A field that is always sent (RFC 9112 §3.2)."""
_LENGTH = "content-length"
_WITH_BODY = frozenset((*DATA, "form", "form-string", "upload-file"))
_RANGED = frozenset(DATA)
"""Options with whose body curl says a range of it."""


def header_rows(operation: CurlOperation, reader: AtFileReader) -> list[NameValueRow]:
    """The rows; one without a value that is switched off takes its field away."""
    rows: list[NameValueRow] = []
    removed: set[str] = set()
    for name, value in _written(operation, reader):
        if value is None:
            removed.add(name.lower())
        else:
            rows.append(NameValueRow(template(name), template(value)))
    removed -= {row.name.lower() for row in rows}
    given = {row.name.lower() for row in rows} | removed
    for option, name in _OPTIONS.items():
        found = operation.last(option)
        # Behind the semicolon stands what is done with redirects.
        value = (found or "").removesuffix(";auto") if option == "referer" else found
        if value and name.lower() not in given:
            rows.append(NameValueRow(name, template(value)))
        elif found == "":
            removed.add(name.lower())
    rows += _range_rows(operation, reader, given)
    cookies = [
        value
        for value in operation.all("cookie")
        if "=" in value or not value or VARIABLE.search(value)
    ]
    # An empty one only has curl keep what servers set.
    written = ";".join(filter(None, cookies))
    if written and "cookie" not in given:
        rows.append(NameValueRow("Cookie", template(written)))
    if operation.on("compressed") and "accept-encoding" not in given:
        rows.append(NameValueRow("Accept-Encoding", "deflate, gzip"))
    if operation.last("json") is not None and "accept" not in given:
        rows.append(NameValueRow("Accept", "application/json"))
    if _SENT_ANYWAY in removed:
        removed.discard(_SENT_ANYWAY)
        reader.report.changed(
            "The command sends no Host header; Outrider sends one.",
            why="HTTP/1.1 requires it, and servers reject requests without it.",
        )
    if _LENGTH in removed and any(one.name in _WITH_BODY for one in operation.options):
        reader.report.changed(
            "The command sends no Content-Length header; Outrider sends one.",
            why="Without it, a server cannot know where the body ends.",
        )
    return [*rows, *(_taken_away(name) for name in sorted(removed))]


def tell_refused(rows: Iterable[NameValueRow], report: ImportReport) -> None:
    """Tells which fields are refused when the request is sent, although curl sends them."""
    sent: set[str] = set()
    for row in rows:
        if not row.enabled:
            continue
        name = row.name.lower()
        # A reference is judged when it has a value.
        problem = forbidden(row.value.replace("\t", " "))
        if not problem and not row.value.isascii():
            problem = "a non-ASCII character"
        why = f"Its value contains {problem}." if problem else ""
        if not has_reference(row.name) and not is_token(row.name):
            why = "Its name contains a character that is not allowed in header names."
        elif name in _ONCE and name in sent:
            why = "It can be sent only once."
        elif name == "host" and not row.value:
            why = "Its value is empty."
        sent.add(name)
        if why:
            shown = without_credentials(row.name)
            report.lost(
                f'Header "{shown}" cannot be sent.',
                why=why,
                advice="Correct or remove it in the request's headers.",
            )


class FieldSetting(Enum):
    """What a command says of a field by ``--header``: nothing, a value, or that it is removed."""

    ABSENT = "absent"
    SENT = "sent"
    REMOVED = "removed"


def field_setting(rows: Iterable[NameValueRow], name: str) -> FieldSetting:
    """What the rows of a command say of a field."""
    enabled = {row.enabled for row in rows if row.name.lower() == name.lower()}
    if not enabled:
        return FieldSetting.ABSENT
    return FieldSetting.SENT if True in enabled else FieldSetting.REMOVED


def without_field(rows: list[NameValueRow], name: str) -> None:
    """Sees to it that a field is not sent that the rows say nothing of."""
    if not any(row.name.lower() == name.lower() for row in rows):
        rows.append(_taken_away(name))


def _range_rows(
    operation: CurlOperation, reader: AtFileReader, given: AbstractSet[str]
) -> Iterator[NameValueRow]:
    """What ``--range`` asks for; with a body it says which part of a whole that is."""
    span = operation.last("range")
    if span is None:
        return
    uploads = list(operation.all("upload-file"))
    sends = any(one.name in _RANGED for one in operation.options) and not operation.on("get")
    if not uploads and not sends:
        if "range" not in given:
            yield NameValueRow("Range", template(f"bytes={span}" + ("" if "-" in span else "-")))
        return
    if "content-range" in given:
        return
    data = reader.data(uploads[0]) if len(uploads) == 1 and not sends else None
    if data is None:
        reader.report.lost(
            f"--range {span} was not imported.",
            why="With a body, curl sends it as Content-Range, with the size of the body.",
            advice='Add header "Content-Range" if the server needs it.',
        )
        return
    yield NameValueRow("Content-Range", template(f"bytes {span}/{len(data)}"))


def _taken_away(name: str) -> NameValueRow:
    return NameValueRow(template(name.title()), "", enabled=False)


def declared_media_type(rows: list[NameValueRow]) -> str:
    """What the rows say that the body is; empty where they say nothing."""
    declared = (row.value for row in rows if row.name.lower() == "content-type" and row.enabled)
    return next(filter(None, declared), "")


def _written(operation: CurlOperation, reader: AtFileReader) -> list[tuple[str, str | None]]:
    lines: list[str] = []
    for value in operation.all("header"):
        if value.startswith("@"):
            lines += reader.text(value[1:]).splitlines()
        else:
            lines.append(value)
    found: list[tuple[str, str | None]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            # A name with a space around it is another one to curl, and removes nothing.
            if value.strip() or name == name.strip():
                found.append((name.strip(), value.strip() or None))
                _tell_blanks(name, value, reader.report)
        elif VARIABLE.search(line):
            found.append((line, ""))
            if VARIABLE.sub("", line) == "" and "\0(" in line:
                # What stands for the output of a command is told by itself.
                continue
            reader.report.lost(
                f'Header "{template(line)}" is incomplete.',
                why="A shell would complete it; the import does not run commands.",
                advice="Complete it in the request's headers before sending.",
            )
        elif line.rstrip().endswith(";"):
            found.append((line.rstrip()[:-1].strip(), ""))
        elif line.strip():
            reader.report.lost("A header without a colon was not imported: curl does not send it.")
    return found


def _tell_blanks(name: str, value: str, report: ImportReport) -> None:
    """Tells the blanks that curl sends and Outrider does not, but for the usual one."""
    where = "name" if name != name.strip() else "value"
    usual = value.removeprefix(" ")
    if value.strip() and (where == "name" or usual != usual.strip()):
        shown = without_credentials(template(name.strip()))
        report.changed(
            f'Spaces around the {where} of header "{shown}" are not sent.',
            why="They are not part of a header field (RFC 9110 §5.5, RFC 9112 §5.1).",
        )
