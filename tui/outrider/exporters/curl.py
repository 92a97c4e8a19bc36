"""curl commands: what a shell makes of them sends the same request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.exporters.ascii_url import wire_url
from outrider.exporters.bash_quoting import bash_word, printf_bytes, printf_command
from outrider.exporters.code.code_request import code_request, redirect_notes
from outrider.exporters.masking import MaskingPolicy
from outrider.exporters.untold_options import OPTIONS_OF_SENDING
from outrider.model.connection import HttpVersion
from outrider.model.console_entry import ConsoleEntry
from outrider.model.message import (
    Content,
    FieldLine,
    FileContent,
    MultipartContent,
    PartContent,
    PreparedRequest,
    TextContent,
    header_value,
)
from outrider.model.secret import MASK, MaybeSecret, join_texts, reveal

_WITH_CONTENT = frozenset({"POST", "PUT", "PATCH"})
_OF_CURL = ("Accept", "User-Agent")
"""Fields that curl adds by itself."""
_PARTS = re.compile(r"\s*multipart/form-data\s*;\s*boundary=[^;]*;?\s*", re.IGNORECASE)
"""A Content-Type of parts that curl writes by itself, but for its boundary."""
_DOTS = re.compile(r"/\.{1,2}(?:/|$|[?#])")
_GLOBS = frozenset("[]{}")
_LONGEST_WORD = 100_000
"""Bytes; Linux gives a program no argument of more than 128 KiB."""


class CurlExporter:
    """A command for each request."""

    name = "curl"
    summary = "A curl command for bash."
    suffix = ".sh"
    carries = OPTIONS_OF_SENDING

    def export_request(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> str:
        """The command for a request."""
        return _CurlCommand(outgoing, masking).text()

    def export_entries(self, entries: Sequence[ConsoleEntry], masking: MaskingPolicy) -> str:
        """The commands for all requests that were sent, in order."""
        exchanges = [one.exchange for one in entries if one.exchange is not None]
        sent = [PreparedRequest(one.request, one.connection) for one in exchanges]
        return "\n".join(self.export_request(one, masking) for one in sent)


class _CurlCommand:
    def __init__(self, outgoing: PreparedRequest, masking: MaskingPolicy) -> None:
        self._outgoing = outgoing
        self._message = outgoing.message
        self._connection = outgoing.connection
        self._masking = masking
        self._before = ""

    def text(self) -> str:
        message = self._message
        # curl sends characters outside ASCII as they are.
        url = wire_url(self._masking.url(message.url), keeps_mask=True)
        body = list(self._body(message.content))
        options = [
            *self._method(),
            *(["--globoff"] if _GLOBS & set(url) else []),
            *(["--path-as-is"] if _DOTS.search(url.partition("://")[2]) else []),
            *self._limits(),
            *self._settings(secure=url[:8].lower() == "https://"),
            *self._login(),
            *self._fields(),
            *body,
        ]
        lines = [f"{self._before}curl {bash_word(url)}", *(f"  {option}" for option in options)]
        notes = "".join(f"# {note}\n" for note in self._notes())
        return notes + " \\\n".join(lines) + "\n"

    def _notes(self) -> Iterator[str]:
        if not self._outgoing.redirects:
            return
        request = code_request(self._outgoing, self._masking)
        # The fields of a form are curl's own, and go with it.
        is_form = isinstance(self._message.content, MultipartContent) and not self._before
        yield from redirect_notes(request, "curl", describes=not is_form)
        if any(one.startswith("--request") for one in self._method()):
            yield "curl repeats the method after a redirect with status 303."

    def _limits(self) -> Iterator[str]:
        if self._outgoing.redirects:
            yield f"--location --max-redirs {self._outgoing.redirects}"
        if self._outgoing.timeout is not None:
            yield f"--max-time {self._outgoing.timeout:g}"

    def _method(self) -> Iterator[str]:
        message = self._message
        if message.method == "HEAD" and not self._sends:
            yield "--head"
        elif message.method != ("POST" if self._sends else "GET"):
            yield f"--request {bash_word(message.method)}"
        if message.method == "HEAD" and self._sends:
            # With a body curl waits for the one that the answer's Content-Length announces and
            # no answer to HEAD has (RFC 9110 §9.3.2): so it reads until the server closes.
            yield "--ignore-content-length"
            if header_value(message.headers, "connection") is None:
                yield "--header 'Connection: close'"

    @property
    def _sends(self) -> bool:
        """Whether there is a body, if only an empty one."""
        message = self._message
        if message.content is not None or message.method in _WITH_CONTENT:
            return True
        # Without one, curl announces chunks and sends none, not even the last.
        return header_value(message.headers, "transfer-encoding") is not None

    def _settings(self, *, secure: bool) -> Iterator[str]:
        """TLS and proxy. What ``--cacert`` names takes the place of curl's own trust."""
        settings = self._connection
        if settings is None:
            return
        if settings.http is HttpVersion.HTTP1:
            yield "--http1.1"
        elif settings.http is HttpVersion.HTTP2:
            yield "--http2-prior-knowledge"
        elif settings.http is HttpVersion.AUTO and secure:
            # Over plain http, curl would ask for an upgrade.
            yield "--http2"
        if secure and not settings.verify:
            yield "--insecure"
        elif secure and settings.ca_bundle:
            yield f"--cacert {bash_word(settings.ca_bundle)}"
        if secure and settings.client_certificate:
            # curl reads what stands behind a colon as the password.
            certificate = settings.client_certificate.replace("\\", "\\\\").replace(":", "\\:")
            yield f"--cert {bash_word(certificate)}"
            if certificate.lower().endswith((".p12", ".pfx")):
                yield "--cert-type P12"
            if settings.client_key:
                yield f"--key {bash_word(settings.client_key)}"
            if settings.client_key_password is not None:
                yield f"--pass {bash_word(self._masking.body(settings.client_key_password))}"
        if reveal(settings.proxy):
            yield f"--proxy {bash_word(self._masking.url(settings.proxy))}"

    def _login(self) -> Iterator[str]:
        """What curl signs by itself."""
        login = self._outgoing.login
        if login is None:
            return
        if login.scheme == "digest":
            yield "--digest"
        else:
            provider = f"aws:amz:{login.region}:{login.service}"
            yield f"--aws-sigv4 {bash_word(provider.rstrip(':'))}"
        user = self._masking.body(join_texts((login.user, ":", login.password)))
        yield f"--user {bash_word(user)}"
        if login.session_token:
            token = self._masking.field("X-Amz-Security-Token", login.session_token)
            yield f"--header {bash_word(f'X-Amz-Security-Token: {token}')}"

    def _fields(self) -> Iterator[str]:
        message = self._message
        multipart = isinstance(message.content, MultipartContent) and not self._before
        for line in message.headers:
            if multipart and line.name.lower() in {"content-type", "content-length"}:
                # curl draws its own boundary, and counts.
                continue
            yield f"--header {bash_word(self._field(line))}"
        if self._sends and not multipart and header_value(message.headers, "content-type") is None:
            # Otherwise curl says that it is a form.
            yield "--header 'Content-Type:'"
        yield from (f"--header '{name}:'" for name in _OF_CURL if name.lower() in message.without)
        coding = header_value(message.headers, "accept-encoding")
        if coding is not None and reveal(coding).strip().lower() != "identity":
            yield "--compressed"

    def _field(self, line: FieldLine) -> str:
        value = self._masking.field(line.name, line.value)
        # A colon with nothing behind it would take the field away.
        return f"{line.name}: {value}" if value else f"{line.name};"

    def _body(self, content: Content | None) -> Iterator[str]:
        match content:
            case TextContent(text):
                yield from self._data(content, self._masking.body(text))
            case FileContent(path):
                yield f"--data-binary {bash_word(f'@{path}')}"
            case MultipartContent():
                yield from self._form(content)
            case None if self._sends:
                yield "--data-raw ''"

    def _data(self, content: TextContent, text: str) -> Iterator[str]:
        if _is_coded(content) and MASK not in text:
            self._before = f"{printf_bytes(content.encoded(text))} | "
            yield "--data-binary @-"
        elif "\0" in text or len(text.encode("utf-8", "replace")) > _LONGEST_WORD:
            self._before = f"{printf_command(text)} | "
            yield "--data-binary @-"
        else:
            yield f"--data-raw {bash_word(text)}"

    def _form(self, content: MultipartContent) -> Iterator[str]:
        if self._is_usual_form() and all(map(_has_option, content.parts)):
            yield from map(self._part, content.parts)
            return
        pieces = "; ".join(self._pieces(content))
        self._before = f"{{ {pieces}; }} | "
        yield "--data-binary @-"

    def _is_usual_form(self) -> bool:
        """Whether curl says by itself what the parts are: multipart/form-data and no more."""
        types = [
            reveal(line.value)
            for line in self._message.headers
            if line.name.lower() == "content-type"
        ]
        return len(types) == 1 and _PARTS.fullmatch(types[0]) is not None

    def _part(self, part: PartContent) -> str:
        """A part as curl's manual describes it under ``--form``."""
        content = part.content
        name = self._plain(part.name)
        if isinstance(content, FileContent):
            # With < curl sends no file name.
            sign = "@" if part.filename is not None else "<"
            value = f"{sign}{_quoted(content.path)}"
        else:
            text = self._masking.form_value(part.name, content.text)
            if part.filename is None and part.content_type is None:
                return f"--form-string {bash_word(f'{name}={text}')}"
            value = _quoted(text)
        if part.content_type is not None:
            value += f";type={self._plain(part.content_type)}"
        if part.filename is not None:
            value += f";filename={_quoted(self._plain(part.filename))}"
        return f"--form {bash_word(f'{name}={value}')}"

    def _pieces(self, content: MultipartContent) -> Iterator[str]:
        """Commands that print the body (RFC 7578 §4), where curl has no option for a part."""
        for part in content.parts:
            head = f'Content-Disposition: form-data; name="{_percent(self._plain(part.name))}"'
            if part.filename is not None:
                head += f'; filename="{_percent(self._plain(part.filename))}"'
            if part.content_type is not None:
                head += f"\r\nContent-Type: {self._plain(part.content_type)}"
            start = f"--{content.boundary}\r\n{head}\r\n\r\n"
            if isinstance(part.content, FileContent):
                yield printf_command(start)
                yield f"cat {bash_word(part.content.path)}"
                yield printf_command("\r\n")
            else:
                value = self._masking.form_value(part.name, part.content.text)
                if _is_coded(part.content) and MASK not in value:
                    yield printf_command(start)
                    yield printf_bytes(part.content.encoded(value) + b"\r\n")
                else:
                    yield printf_command(f"{start}{value}\r\n")
        yield printf_command(f"--{content.boundary}--\r\n")

    def _plain(self, text: MaybeSecret) -> str:
        return self._masking.body(text)


def _is_coded(content: TextContent) -> bool:
    """Whether its bytes are others than those of the text in UTF-8."""
    text = reveal(content.text)
    return content.encoded(text) != text.encode("utf-8", "replace")


def _has_option(part: PartContent) -> bool:
    """Whether an option of curl can express the part exactly."""
    texts = [part.name, part.filename or "", part.content_type or ""]
    if isinstance(part.content, TextContent):
        if _is_coded(part.content):
            return False
        texts.append(part.content.text)
    if part.content_type is None and (
        part.filename is not None or isinstance(part.content, FileContent)
    ):
        # curl would guess one, from the file's name.
        return False
    whole = "".join(map(reveal, texts))
    kind = reveal(part.content_type or "")
    return "\0" not in whole and "=" not in reveal(part.name) and ";" not in kind


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _percent(text: str) -> str:
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
