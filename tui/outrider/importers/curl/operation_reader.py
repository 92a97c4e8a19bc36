"""One operation of curl as requests of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.importers.curl import curl_urls
from outrider.importers.curl.curl_auth import Vault, auth_of, nameless_user
from outrider.importers.curl.curl_body import (
    DATA,
    CurlBody,
    Reader,
    data_text,
    read_body,
    url_encoded,
)
from outrider.importers.curl.curl_headers import header_rows, media_type
from outrider.importers.curl.curl_options import ANSWER
from outrider.importers.curl.operations import Operation, ReadFile
from outrider.importers.curl.shell_variables import template
from outrider.importers.curl.shell_words import Command
from outrider.model.import_result import Remark, Verdict
from outrider.model.workspace import FileBody, Options, Request, Row, TextBody

_WORDS = """
    form form-string upload-file header user-agent referer range cookie compressed user
    oauth2-bearer request get head location location-trusted max-time url-query globoff
    path-as-is proto-default insecure cacert cert key proxy basic digest ntlm negotiate
    anyauth aws-sigv4
"""
_HANDLED = frozenset((*DATA, *_WORDS.split()))
_SECRET = frozenset(
    ("proxy-user", "pass", "tlspassword", "proxy-pass", "proxy-tlspassword", "login-options")
)
"""Options whose values are not told."""

_HTTP = ("http://", "https://", "\0")
_DEFAULT_TYPES = {"json": "application/json", "text": "text/plain; charset=utf-8"}


class Read(Struct, frozen=True):
    """What one operation brings.

    Attributes:
        requests: their ids are still empty, their names are what they are about.
        remarks: the report.
        connection: what belongs to an environment: ``verify``, ``ca_bundle`` and so on, ``proxy``.
    """

    requests: tuple[Request, ...]
    remarks: tuple[Remark, ...]
    connection: Mapping[str, Any]


class OperationReader:
    """Turns one operation into requests.

    Args:
        source: the file, for the report.
        command: where the operation stands.
        operation: what to read.
        read: reads what it names.
        vault: takes secrets.
    """

    def __init__(
        self, source: str, command: Command, operation: Operation, read: ReadFile, vault: Vault
    ) -> None:
        self._source = source
        self._command = command
        self._operation = operation
        self._files = Reader(command, read)
        self._vault = vault
        self._remarks: list[Remark] = []

    def read(self) -> Read:
        """The requests, and what became of the rest."""
        for note in (*self._command.notes, *self._operation.notes):
            self._remark(Verdict.NOT_CARRIED, note.what, note.why, note.line)
        self._leave_aside()
        found = tuple(self._requests())
        for what in self._files.notes:
            self._remark(Verdict.NOT_CARRIED, what)
        return Read(found, tuple(dict.fromkeys(self._remarks)), self._connection())

    def _remark(self, verdict: Verdict, what: str, why: str = "", line: int | None = None) -> None:
        self._remarks.append(
            Remark(verdict, what, self._source, line=line or self._command.line, why=why)
        )

    def _leave_aside(self) -> None:
        names = dict.fromkeys(one.name for one in self._operation.options)
        answer = [f"--{name}" for name in names if name in ANSWER]
        if answer:
            self._remark(
                Verdict.CARRIED,
                f"{', '.join(answer)} says what happens to the answer, and changes no request.",
            )
        for name in names:
            if name in ANSWER or name in _HANDLED:
                continue
            value = self._operation.last(name)
            shown = f"--{name} {value}" if value and name not in _SECRET else f"--{name}"
            self._remark(Verdict.NOT_CARRIED, f"{shown.replace(chr(0), '')} is left out.")
        for value in self._operation.all("cookie"):
            if value and "=" not in value:
                self._remark(
                    Verdict.NOT_CARRIED,
                    f"--cookie {value} is left out.",
                    "It reads cookies that another call has saved.",
                )

    def _requests(self) -> Iterator[Request]:
        operation = self._operation
        uploads = list(operation.all("upload-file"))
        if not operation.urls:
            self._remark(Verdict.NOT_CARRIED, "A curl command without a URL makes no request.")
        for index, written in enumerate(operation.urls):
            upload = uploads[index] if index < len(uploads) else ""
            for url in [written] if operation.on("globoff") else curl_urls.expand(written):
                request = self._request(url, upload)
                if request is not None:
                    yield request

    def _request(self, written: str, upload: str) -> Request | None:
        operation = self._operation
        url = curl_urls.absolute(written, operation.last("proto-default") or "http")
        if not url.lower().startswith(_HTTP):
            self._remark(Verdict.NOT_CARRIED, f"{written} is left out: it is not HTTP.")
            return None
        url = curl_urls.normal(url, as_is=operation.on("path-as-is"))
        url = curl_urls.with_query(url, [*map(self._query_part, operation.all("url-query"))])
        rows, removed = header_rows(operation, self._files, self._vault)
        typed = media_type(operation, self._files)
        body = CurlBody()
        if operation.on("get") or operation.on("head"):
            if operation.on("get"):
                url = curl_urls.with_query(url, [data_text(operation, self._files) or ""])
        else:
            body = self._body(upload, typed)
        if upload and url.endswith("/") and "?" not in url and isinstance(body.body, FileBody):
            url += curl_urls.encoded(upload.rpartition("/")[2])
        rows += self._type_row(body, typed, removed)
        rows += [Row(name, "", enabled=False) for name in sorted(removed) if name != "content-type"]
        auth, notes = auth_of(operation, self._vault)
        if nameless := nameless_user(operation, self._vault):
            rows.append(Row("Authorization", nameless))
        for what in (*body.notes, *notes):
            self._remark(Verdict.CHANGED, what)
        return Request(
            id="",
            name=curl_urls.title(url),
            file="",
            method=self._method(upload, body),
            url=template(url),
            headers=tuple(rows),
            auth=auth,
            options=self._options(),
            body=body.body,
        )

    def _query_part(self, value: str) -> str:
        return value[1:] if value.startswith("+") else url_encoded(value, self._files)

    def _body(self, upload: str, typed: str) -> CurlBody:
        operation = self._operation
        has_data = any(one.name in DATA or one.name.startswith("form") for one in operation.options)
        if has_data or not upload:
            others = tuple(one for one in operation.options if one.name != "upload-file")
            return read_body(Operation(others, operation.urls), self._files, typed)
        return read_body(
            Operation(
                tuple(
                    one
                    for one in operation.options
                    if one.name == "upload-file" and one.value == upload
                )[:1],
                operation.urls,
            ),
            self._files,
            typed,
        )

    def _type_row(self, body: CurlBody, typed: str, removed: set[str]) -> list[Row]:
        """The Content-Type that curl adds by itself, where the body does not say it already."""
        if not body.media_type or typed or "content-type" in removed:
            return []
        if (
            isinstance(body.body, TextBody)
            and _DEFAULT_TYPES.get(body.body.type) != body.media_type
        ):
            return [Row("Content-Type", body.media_type)]
        return []

    def _method(self, upload: str, body: CurlBody) -> str:
        operation = self._operation
        asked = operation.last("request")
        if asked:
            return template(asked)
        if operation.on("head"):
            return "HEAD"
        if operation.on("get"):
            return "GET"
        has_data = any(one.name in DATA or one.name.startswith("form") for one in operation.options)
        if has_data:
            return "POST"
        return "PUT" if upload else "GET"

    def _options(self) -> Options:
        operation = self._operation
        follows = operation.on("location") or operation.on("location-trusted")
        seconds = operation.last("max-time")
        try:
            timeout = float(seconds) if seconds else Options().timeout
        except ValueError:
            timeout = Options().timeout
        if not 0 < timeout <= 86400:
            timeout = Options().timeout
        return Options(timeout=timeout, follow_redirects=follows)

    def _connection(self) -> Mapping[str, Any]:
        operation = self._operation
        found: dict[str, Any] = {}
        if operation.on("insecure"):
            found["verify"] = False
        for name, key in (("cacert", "ca_bundle"), ("key", "client_key")):
            if value := operation.last(name):
                found[key] = template(value)
        if certificate := operation.last("cert"):
            found["client_certificate"] = template(certificate.partition(":")[0])
        if proxy := operation.last("proxy"):
            found["proxy"] = template(proxy if "://" in proxy else f"http://{proxy}")
        return found
