"""Header fields of a curl command: ``-H``, and the options that stand for a field."""

from __future__ import annotations

from outrider.importers.curl.curl_auth import SecretVault, stored_header_value
from outrider.importers.curl.curl_body import AtFileReader
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.shell_words import template
from outrider.model.workspace import NameValueRow

_OPTIONS = {"user-agent": "User-Agent", "referer": "Referer"}


def header_rows(
    operation: CurlOperation, reader: AtFileReader, vault: SecretVault
) -> tuple[list[NameValueRow], set[str]]:
    """The rows, and the names (in small letters) of fields that shall not be sent."""
    rows: list[NameValueRow] = []
    removed: set[str] = set()
    for name, value in _written(operation, reader):
        if value is None:
            removed.add(name.lower())
        else:
            rows.append(NameValueRow(template(name), stored_header_value(name, value, vault)))
    given = {row.name.lower() for row in rows} | removed
    for option, name in _OPTIONS.items():
        found = operation.last(option)
        if found and name.lower() not in given:
            rows.append(NameValueRow(name, template(found.removesuffix(";auto"))))
        elif found == "":
            removed.add(name.lower())
    if (span := operation.last("range")) is not None and "range" not in given:
        rows.append(NameValueRow("Range", template(f"bytes={span}" + ("" if "-" in span else "-"))))
    cookies = [value for value in operation.all("cookie") if "=" in value or not value]
    if cookies and "cookie" not in given:
        written = ";".join(filter(None, cookies))
        rows.append(NameValueRow("Cookie", stored_header_value("Cookie", written, vault)))
    if operation.on("compressed") and "accept-encoding" not in given:
        rows.append(NameValueRow("Accept-Encoding", "deflate, gzip"))
    if operation.last("json") is not None and "accept" not in given:
        rows.append(NameValueRow("Accept", "application/json"))
    return rows, removed


def declared_media_type(operation: CurlOperation, reader: AtFileReader) -> str:
    """What ``-H`` says that the body is; empty where it says nothing."""
    written = _written(operation, reader)
    declared = (value for name, value in written if name.lower() == "content-type")
    return next(filter(None, declared), "")


def _written(operation: CurlOperation, reader: AtFileReader) -> list[tuple[str, str | None]]:
    lines: list[str] = []
    for value in operation.all("header"):
        if value.startswith("@"):
            lines += (reader.text(value[1:]) or "").splitlines()
        else:
            lines.append(value)
    found: list[tuple[str, str | None]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            found.append((name.strip(), value.strip() or None))
        elif line.rstrip().endswith(";"):
            found.append((line.rstrip()[:-1].strip(), ""))
        elif line.strip():
            reader.report.lost("A header without a colon is left out, as curl does.")
    return found
