"""``Invoke-WebRequest`` and ``Invoke-RestMethod`` as operations of curl (PowerShell 7's manual)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from outrider.importers.curl.curl_urls import url_encode, with_query
from outrider.importers.curl.message_options import FileOfBody, header_option, multipart_options
from outrider.importers.curl.operations import OTHER_AUTH, CurlOperation, CurlOption
from outrider.importers.importer import without_credentials
from outrider.importers.powershell.known_calls import MISSING
from outrider.importers.powershell.powershell_script import WebCommand
from outrider.importers.powershell.script_objects import (
    BinaryPieces,
    ScriptObject,
    UnreadValue,
    member_of,
    pieces_of,
    plain_text,
)
from outrider.model.import_result import ImportReport

_READ = """
    uri method custommethod headers body form infile contenttype useragent credential
    authentication token timeoutsec operationtimeoutseconds connectiontimeoutseconds
    maximumredirection proxy proxycredential skipcertificatecheck websession httpversion
"""
_ANSWER = """
    outfile usebasicparsing skipheadervalidation skiphttperrorcheck passthru verbose debug
    responseheadersvariable statuscodevariable erroraction outvariable errorvariable
    allowunencryptedauthentication progressaction warningaction outbuffer
"""
_OTHERS = """
    certificate certificatethumbprint sessionvariable usedefaultcredentials resume
    disablekeepalive transferencoding maximumretrycount retryintervalsec noproxy
    preserveauthorizationonredirect preservehttpmethodonredirect followrellink
    maximumfollowrellink sslprotocol allowinsecureredirect proxyusedefaultcredentials unixsocket
"""
READ, ANSWER = frozenset(_READ.split()), frozenset(_ANSWER.split())
_ALL = (*_READ.split(), *_ANSWER.split(), *_OTHERS.split())
_ALIASES = {"ea": "erroraction", "rhv": "responseheadersvariable", "ct": "contenttype",
            "timeout": "timeoutsec"}  # fmt: skip
_PSEUDO = frozenset(("authority", "method", "path", "scheme"))
_FORM = "application/x-www-form-urlencoded"


def parameter_name(written: str) -> str:
    """The parameter that a name means, or a beginning that only one has; empty for none."""
    low = written.lower()
    if low in _ALL:
        return low
    near = [one for one in _ALL if one.startswith(low)]
    return _ALIASES.get(low) or (near[0] if len(near) == 1 else "")


class WebCommandReader:
    """One command; what it does not carry over is told."""

    def __init__(self, command: WebCommand, report: ImportReport) -> None:
        self._report = report
        self._given: dict[str, Any] = {}
        self._written: dict[str, str] = {}
        for written, value in command.parameters:
            name = parameter_name(written)
            if name:
                self._given[name] = value
                self._written[name] = written
            else:
                report.lost(f"Unknown or ambiguous parameter -{written} was not imported.")
        places = [one for one in command.given if isinstance(one, str | UnreadValue) or one]
        if "uri" not in self._given and places:
            self._given["uri"] = places.pop(0)
        if command.piped is not MISSING and "body" not in self._given:
            self._given["body"] = command.piped
        self._headers = self._read_headers()

    def _text(self, name: str) -> str:
        return plain_text(self._given.get(name))

    def operation(self) -> CurlOperation:
        """What it sends."""
        self._tell()
        url = self._text("uri")
        method = self._text("custommethod") or self._text("method").upper() or "GET"
        body = self._given.get("body")
        if isinstance(body, Mapping) and method == "GET":
            url, body = with_query(url, [_form(body)]), None
        content = list(self._content(body, method))
        options = [
            CurlOption("globoff"),
            *(header_option(name, value) for name, value in self._headers),
            *(one for one in content if one.name == "header" and one.value.endswith(":")),
            *self._cookies(url),
            *(one for one in content if not (one.name == "header" and one.value.endswith(":"))),
            *self._credentials(),
            *self._connection(),
        ]
        options.append(
            CurlOption("head")
            if method == "HEAD" and not content
            else CurlOption("request", method)
        )
        return CurlOperation(tuple(options), (url,) if url else (), program="PowerShell")

    def _tell(self) -> None:
        answer = [f"-{self._written[name]}" for name in self._given if name in ANSWER]
        others = [name for name in self._given if name not in READ | ANSWER]
        if answer:
            self._report.carried(f"Output parameters were ignored: {', '.join(answer)}.")
        for name in others:
            self._report.lost(f"Parameter -{self._written[name]} was not imported.")

    def _session(self) -> Any:
        session = self._given.get("websession")
        if isinstance(session, ScriptObject):
            return session
        if session is not None:
            self._report.lost(
                "The session of the command was not imported.",
                why="Its headers and cookies are known only when the script runs.",
            )
        return None

    def _read_headers(self) -> list[tuple[str, str]]:
        session = self._session()
        tables = [member_of(session, "Headers"), self._given.get("headers")]
        found: dict[str, tuple[str, str]] = {}
        for table in tables:
            if isinstance(table, Mapping):
                for name, value in table.items():
                    found[str(name).lower()] = (str(name), plain_text(value))
            elif table is not None:
                self._report.lost(
                    "Headers of the command were not imported.",
                    why="Their table is known only when the script runs.",
                )
        dropped = [one for one in found if one.startswith(":")]
        if _PSEUDO & found.keys() >= _PSEUDO - {"scheme"}:
            dropped += [one for one in _PSEUDO if one in found]
        for one in dropped:
            found.pop(one)
        if dropped:
            self._report.carried(
                f"Pseudo-header fields of HTTP/2 were removed: {', '.join(sorted(dropped))}."
            )
        if agent := plain_text(self._given.get("useragent", member_of(session, "UserAgent"))):
            found["user-agent"] = ("User-Agent", agent)
        if kind := self._text("contenttype"):
            found["content-type"] = ("Content-Type", kind)
        return list(found.values())

    def _content(self, body: Any, method: str) -> Iterator[CurlOption]:
        typed = next((value for name, value in self._headers if name.lower() == "content-type"), "")
        form = self._given.get("form")
        if isinstance(body, ScriptObject) and body.kind == "multipartformdatacontent":
            form = _form_of_content(body)
        if isinstance(form, Mapping):
            self._headers = [one for one in self._headers if one[0].lower() != "content-type"]
            for name, value in form.items():
                for one in value if isinstance(value, list) else [value]:
                    yield _part(str(name), one)
            return
        if (file := self._given.get("infile")) is not None:
            yield CurlOption("data-binary", f"@{_path(plain_text(file))}")
        elif body is None:
            return
        elif isinstance(body, Mapping):
            yield CurlOption("data-raw", _form(body))
            typed = typed or _FORM
        else:
            pieces = pieces_of(body)
            parts = multipart_options([one if isinstance(one, FileOfBody) else plain_text(one)
                                       for one in pieces], typed)  # fmt: skip
            if parts is not None:
                self._headers = [one for one in self._headers if one[0].lower() != "content-type"]
                yield from parts
                return
            yield from self._text_or_file(pieces)
        if not typed and method != "POST":
            # Only of POST PowerShell says by itself what the body is.
            yield CurlOption("header", "Content-Type:")

    def _text_or_file(self, pieces: tuple[Any, ...]) -> Iterator[CurlOption]:
        files = [one for one in pieces if isinstance(one, FileOfBody)]
        if len(pieces) == 1 and files:
            yield CurlOption("data-binary", f"@{_path(files[0].path)}")
            return
        for one in files:
            self._report.lost(
                f'File "{without_credentials(one.path)}" in the body was not imported.',
                why="The body consists of several files and texts.",
                advice="Save it in a file, and use that file as the body.",
            )
        yield CurlOption("data-raw", "".join(plain_text(one) for one in pieces
                                             if not isinstance(one, FileOfBody)))  # fmt: skip

    def _cookies(self, url: str) -> Iterator[CurlOption]:
        jar = member_of(self._given.get("websession"), "Cookies")
        if not isinstance(jar, ScriptObject):
            return
        try:
            host = (urlsplit(url).hostname or "").lower()
        except ValueError:
            host = ""
        kept: list[str] = []
        for one in jar.values:
            if not isinstance(one, ScriptObject):
                continue
            values = one.values or [
                member_of(one, key) for key in ("Name", "Value", "Path", "Domain")
            ]
            name, value, _, domain = [*map(plain_text, values), "", "", "", ""][:4]
            if not name:
                continue
            wanted = domain.lower().lstrip(".")
            if wanted and host != wanted and not host.endswith(f".{wanted}"):
                self._report.lost(
                    f'Cookie "{name}" was not imported: it is for {wanted}.',
                    why="PowerShell does not send it to this host.",
                )
            else:
                kept.append(f"{name}={value}")
        if kept:
            yield header_option("Cookie", "; ".join(kept))

    def _credentials(self) -> Iterator[CurlOption]:
        kind = self._text("authentication").lower()
        token, credential = self._given.get("token"), self._given.get("credential")
        if kind in {"bearer", "oauth"} and token is not None:
            yield CurlOption("oauth2-bearer", plain_text(token))
        elif credential is not None:
            user, password = _user_and_password(credential)
            yield CurlOption("user", f"{user}:{password}")
            if kind not in {"", "basic", "none"}:
                yield CurlOption(OTHER_AUTH, kind)
            elif kind != "basic":
                self._report.changed(
                    "The credential became Basic auth, which is sent at once.",
                    why="Without -Authentication Basic, PowerShell waits for a challenge.",
                )

    def _connection(self) -> Iterator[CurlOption]:
        redirects = self._given.get("maximumredirection")
        if redirects is None or plain_text(redirects) != "0":
            yield CurlOption("location")
        if redirects is not None and plain_text(redirects) != "0":
            self._report.lost(
                f"-MaximumRedirection {plain_text(redirects)} was not imported.",
                why="The limit is the same for all requests.",
            )
        if self._given.get("skipcertificatecheck"):
            yield CurlOption("insecure")
        seconds = next((self._text(one) for one in ("timeoutsec", "operationtimeoutseconds",
                        "connectiontimeoutseconds") if one in self._given), "")  # fmt: skip
        if re.fullmatch(r"\d+", seconds):
            if seconds != "0":
                yield CurlOption("max-time", seconds)
            else:
                self._report.changed("-TimeoutSec 0 (no limit) was not imported.")
        elif seconds:
            self._report.lost("-TimeoutSec was not imported: its value is not known.")
        if proxy := self._text("proxy"):
            has_port = re.search(r":\d+/?$", proxy.partition("://")[2]) is not None
            yield CurlOption("proxy", proxy if has_port else f"{proxy.rstrip('/')}:80")
        if (credential := self._given.get("proxycredential")) is not None:
            yield CurlOption("proxy-user", ":".join(_user_and_password(credential)))
        version = self._text("httpversion")
        if version:
            yield CurlOption("http2" if version.startswith(("2", "3")) else "http1.1")


def _user_and_password(credential: Any) -> tuple[str, str]:
    if isinstance(credential, ScriptObject) and len(credential.values) > 1:
        return plain_text(credential.values[0]), plain_text(credential.values[1])
    name = credential.name if isinstance(credential, UnreadValue) else "credential"
    user, password = user_names(name)
    return f"\0({user}\0", f"\0({password}\0"


def user_names(name: str) -> tuple[str, str]:
    """The references for the user name and the password of a credential."""
    return f"{name}_username", f"{name}_password"


def _form(table: Mapping[str, Any]) -> str:
    return "&".join(
        f"{url_encode(str(name))}={url_encode(plain_text(value))}" for name, value in table.items()
    )


def _form_of_content(content: ScriptObject) -> dict[str, list[Any]]:
    """The fields of a ``MultipartFormDataContent``, as ``-Form`` would have them."""
    found: dict[str, list[Any]] = {}
    for one in content.values:
        disposition = member_of(member_of(one, "Headers"), "ContentDisposition")
        value = one.values[0] if isinstance(one, ScriptObject) and one.values else None
        if isinstance(value, ScriptObject) and value.kind == "filestream" and value.values:
            value = FileOfBody(plain_text(value.values[0]))
        name = plain_text(member_of(disposition, "Name")).strip('"')
        if name:
            found.setdefault(name, []).append(value)
    return found


def _path(written: str) -> str:
    """A path as every system has it; one with a drive stays that of Windows."""
    return written if re.match(r"[A-Za-z]:|\\\\", written) else written.replace("\\", "/")


def _part(name: str, value: Any) -> CurlOption:
    if isinstance(value, BinaryPieces) and len(value.pieces) == 1:
        value = value.pieces[0]
    if isinstance(value, FileOfBody):
        path = _path(value.path).replace('"', '\\"')
        return CurlOption("form", f'{name}=@"{path}"')
    return CurlOption("form-string", f"{name}={plain_text(value)}")
