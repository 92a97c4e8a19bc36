"""One operation of curl as requests of a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from outrider.importers.curl import curl_urls
from outrider.importers.curl.curl_auth import SecretVault, nameless_user, read_auth
from outrider.importers.curl.curl_body import (
    DATA,
    AtFileReader,
    CurlBody,
    data_text,
    read_curl_body,
    url_encoded,
)
from outrider.importers.curl.curl_headers import declared_media_type, header_rows
from outrider.importers.curl.curl_options import ANSWER
from outrider.importers.curl.operations import CurlOperation, ReadFile
from outrider.importers.curl.shell_words import ShellCommand, template
from outrider.model.import_result import ImportRemark, ImportVerdict
from outrider.model.workspace import FileBody, NameValueRow, Request, RequestOptions, TextBody

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


class OperationResult(Struct, frozen=True):
    """What one operation brings.

    Attributes:
        requests: their ids are still empty, their names are what they are about.
        remarks: the report.
        connection: what belongs to an environment: ``verify``, ``ca_bundle`` and so on, ``proxy``.
    """

    requests: tuple[Request, ...]
    remarks: tuple[ImportRemark, ...]
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
        self,
        source: str,
        command: ShellCommand,
        operation: CurlOperation,
        read: ReadFile,
        vault: SecretVault,
    ) -> None:
        self._source = source
        self._command = command
        self._operation = operation
        self._files = AtFileReader(command, read)
        self._vault = vault
        self._remarks: list[ImportRemark] = []

    def read(self) -> OperationResult:
        """The requests, and what became of the rest."""
        for note in (*self._command.notes, *self._operation.notes):
            self._remark(ImportVerdict.NOT_CARRIED, note.what, note.why, note.line)
        self._leave_aside()
        found = tuple(self._requests())
        for what in self._files.notes:
            self._remark(ImportVerdict.NOT_CARRIED, what)
        return OperationResult(found, tuple(dict.fromkeys(self._remarks)), self._connection())

    def _remark(
        self, verdict: ImportVerdict, what: str, why: str = "", line: int | None = None
    ) -> None:
        self._remarks.append(
            ImportRemark(verdict, what, self._source, line=line or self._command.line, why=why)
        )

    def _leave_aside(self) -> None:
        names = dict.fromkeys(one.name for one in self._operation.options)
        answer = [f"--{name}" for name in names if name in ANSWER]
        if answer:
            self._remark(
                ImportVerdict.CARRIED,
                f"{', '.join(answer)} says what happens to the answer, and changes no request.",
            )
        for name in names:
            if name in ANSWER or name in _HANDLED:
                continue
            value = self._operation.last(name)
            shown = f"--{name} {value}" if value and name not in _SECRET else f"--{name}"
            self._remark(ImportVerdict.NOT_CARRIED, f"{shown.replace(chr(0), '')} is left out.")
        for value in self._operation.all("cookie"):
            if value and "=" not in value:
                self._remark(
                    ImportVerdict.NOT_CARRIED,
                    f"--cookie {value} is left out.",
                    "It reads cookies that another call has saved.",
                )

    def _requests(self) -> Iterator[Request]:
        operation = self._operation
        uploads = list(operation.all("upload-file"))
        if not operation.urls:
            self._remark(
                ImportVerdict.NOT_CARRIED, "A curl command without a URL makes no request."
            )
        for index, written in enumerate(operation.urls):
            upload = uploads[index] if index < len(uploads) else ""
            for url in [written] if operation.on("globoff") else curl_urls.expand_globs(written):
                request = self._request(url, upload)
                if request is not None:
                    yield request

    def _request(self, written: str, upload: str) -> Request | None:
        operation = self._operation
        url = curl_urls.with_scheme(written, operation.last("proto-default") or "http")
        if not url.lower().startswith(_HTTP):
            self._remark(ImportVerdict.NOT_CARRIED, f"{written} is left out: it is not HTTP.")
            return None
        url = curl_urls.normalized(url, as_is=operation.on("path-as-is"))
        url = curl_urls.with_query(url, [*map(self._query_part, operation.all("url-query"))])
        rows, removed = header_rows(operation, self._files, self._vault)
        typed = declared_media_type(operation, self._files)
        body = CurlBody()
        if operation.on("get") or operation.on("head"):
            if operation.on("get"):
                url = curl_urls.with_query(url, [data_text(operation, self._files) or ""])
        else:
            body = self._body(upload, typed)
        if upload and url.endswith("/") and "?" not in url and isinstance(body.body, FileBody):
            url += curl_urls.url_encode(upload.rpartition("/")[2])
        rows += self._type_row(body, typed, removed)
        rows += [
            NameValueRow(name, "", enabled=False)
            for name in sorted(removed)
            if name != "content-type"
        ]
        auth, notes = read_auth(operation, self._vault)
        if nameless := nameless_user(operation, self._vault):
            rows.append(NameValueRow("Authorization", nameless))
        for what in (*body.notes, *notes):
            self._remark(ImportVerdict.CHANGED, what)
        return Request(
            id="",
            name=curl_urls.request_title(url),
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
            return read_curl_body(CurlOperation(others, operation.urls), self._files, typed)
        return read_curl_body(
            CurlOperation(
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

    def _type_row(self, body: CurlBody, typed: str, removed: set[str]) -> list[NameValueRow]:
        """The Content-Type that curl adds by itself, where the body does not say it already."""
        if not body.media_type or typed or "content-type" in removed:
            return []
        if (
            isinstance(body.body, TextBody)
            and _DEFAULT_TYPES.get(body.body.type) != body.media_type
        ):
            return [NameValueRow("Content-Type", body.media_type)]
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

    def _options(self) -> RequestOptions:
        operation = self._operation
        follows = operation.on("location") or operation.on("location-trusted")
        seconds = operation.last("max-time")
        try:
            timeout = float(seconds) if seconds else RequestOptions().timeout
        except ValueError:
            timeout = RequestOptions().timeout
        if not 0 < timeout <= 86400:
            timeout = RequestOptions().timeout
        return RequestOptions(timeout=timeout, follow_redirects=follows)

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
