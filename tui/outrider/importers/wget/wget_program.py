"""wget, by what curl would have to be told to send the same (the manual of GNU Wget)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.operations import CurlOperation, CurlOption
from outrider.importers.curl.program_options import OptionWords, parsed_options
from outrider.importers.curl.scheme_proxies import proxy_options, with_port_of_scheme
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import CalledProgram
from outrider.importers.curl.timeouts import timeout_option
from outrider.importers.importer import without_credentials
from outrider.importers.wget.wget_options import ANSWER, OLD_NAMES, OPTIONS
from outrider.model.import_result import ImportReport

_PROXY = re.compile(r"(https?|ftp)_?proxy\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
_USE_PROXY = re.compile(r"use_?proxy\s*=\s*(?:on|yes|1)", re.IGNORECASE)
_SECRET = frozenset(
    ("password", "http-password", "proxy-password", "ftp-password", "ftp-user", "http-user")
)
_NAMED = {
    "referer": "referer",
    "ca-certificate": "cacert",
    "private-key": "key",
}
_HANDLED = frozenset(
    (*_NAMED, "header", "method", "post-data", "post-file", "body-data", "body-file", "user",
     "password", "http-user", "http-password", "auth-no-challenge", "user-agent", "certificate",
     "no-check-certificate", "timeout", "max-redirect", "execute", "proxy-user", "proxy-password",
     "compression", "no-cache", "spider", "start-pos")
)  # fmt: skip


class WgetProgram:
    """One operation for all URLs of a command."""

    name = "wget"

    def operations(
        self, command: ShellCommand, called: CalledProgram, files: AtFileReader
    ) -> Sequence[CurlOperation]:
        """That of a command; what has no word here is told."""
        before = len(command.words) - len(called.arguments)
        bare = {index - before for index in command.bare}
        words = parsed_options(called.arguments, OPTIONS, bare)
        words.options = [(OLD_NAMES.get(name, name), value) for name, value in words.options]
        return [_WgetCommand(words, files.report).operation()]


class _WgetCommand:
    def __init__(self, words: OptionWords, report: ImportReport) -> None:
        self._words = words
        self._report = report

    def operation(self) -> CurlOperation:
        words = self._words
        urls, unread = list(words.words), list(words.unread)
        if not urls and unread:
            urls.append(unread.pop())
        self._tell()
        options = [
            CurlOption("globoff"),
            *self._headers(),
            *self._message(),
            *self._credentials(urls),
            *self._connection(urls),
        ]
        return CurlOperation(tuple(options), tuple(urls), unread=tuple(unread), program="wget")

    def _tell(self) -> None:
        names = dict.fromkeys(name for name, _ in self._words.options)
        answer = [f"--{name}" for name in names if name in ANSWER and name != "n"]
        answer += [f"-n{value}" for value in self._words.all("n")]
        if answer:
            self._report.carried(f"Output options were ignored: {', '.join(answer)}.")
        for one in self._words.unknown:
            self._report.lost(f"Unknown or ambiguous wget option {one}.")
        for name in names:
            if name not in ANSWER and name not in _HANDLED:
                self._lost(name)

    def _lost(self, name: str, why: str = "") -> None:
        value = self._words.last(name) or ""
        shown = f"={without_credentials(value)}" if value and name not in _SECRET else ""
        self._report.lost(f"--{name}{shown} was not imported.", why=why)

    def _headers(self) -> Iterator[CurlOption]:
        """The fields: of one name the last; an empty one is sent, and an empty option clears."""
        words = self._words
        fields: dict[str, str] = {}
        if words.has("no-cache"):
            fields |= {"cache-control": "Cache-Control: no-cache", "pragma": "Pragma: no-cache"}
        if (kind := words.last("compression")) not in {None, "none"}:
            fields["accept-encoding"] = "Accept-Encoding: gzip"
            if kind not in {"auto", "gzip"}:
                self._lost("compression")
        if words.last("start-pos") is not None:
            fields["range"] = f"Range: bytes={words.last('start-pos')}-"
        agent = words.last("user-agent")
        if agent is not None:
            fields["user-agent"] = f"User-Agent: {agent}" if agent else "User-Agent:"
        repeated: dict[str, None] = {}
        given: set[str] = set()
        for written in words.all("header"):
            name, colon, value = written.partition(":")
            if not written:
                fields.clear()
                given.clear()
            elif not colon or not name.strip():
                self._report.lost("A header without a colon was not imported: wget refuses it.")
            else:
                low = name.strip().lower()
                if low in given:
                    repeated[name.strip()] = None
                given.add(low)
                fields[low] = f"{name.strip()}: {value.strip()}" if value.strip() else f"{name};"
        if repeated:
            self._report.changed(
                f"Of several headers {', '.join(repeated)}, the last one was imported.",
                why="Only that one is sent by wget.",
            )
        for field in fields.values():
            yield CurlOption("header", field)

    def _message(self) -> Iterator[CurlOption]:
        words = self._words
        for name, curl in _NAMED.items():
            if value := words.last(name):
                yield CurlOption(curl, value)
        data = words.last("post-data", "body-data")
        file = words.last("post-file", "body-file")
        is_post = words.last("post-data", "post-file") is not None
        method = (words.last("method") or ("POST" if is_post else "")).upper()
        if words.has("spider") and not method:
            method = "HEAD"
            self._report.changed("--spider became a HEAD request.")
        if data is not None:
            yield CurlOption("data-raw", data)
        elif file is not None:
            yield CurlOption("data-binary", f"@{file}")
        if method == "HEAD":
            yield CurlOption("head")
        elif method:
            yield CurlOption("request", method)

    def _credentials(self, urls: Sequence[str]) -> Iterator[CurlOption]:
        words = self._words
        user = words.last("user", "http-user")
        password = words.last("password", "http-password")
        if user is not None or password is not None:
            yield CurlOption("user", f"{user or ''}:{password or ''}")
        in_url = any("@" in re.split(r"[/?#]", url.partition("://")[2])[0] for url in urls)
        if (user is not None or in_url) and not words.has("auth-no-challenge"):
            self._report.changed(
                "The user name and password became Basic auth, which is sent at once.",
                why="Without --auth-no-challenge, wget sends them only after status 401.",
            )

    def _connection(self, urls: Sequence[str]) -> Iterator[CurlOption]:
        words = self._words
        if words.last("max-redirect") != "0":
            yield CurlOption("location")
            if words.last("max-redirect") is not None:
                self._lost("max-redirect", "The limit is the same for all requests.")
        if words.has("no-check-certificate"):
            yield CurlOption("insecure")
        if certificate := words.last("certificate"):
            yield CurlOption("cert", certificate.replace("\\", "\\\\").replace(":", "\\:"))
        if (seconds := words.last("timeout")) is not None:
            yield from timeout_option("--timeout", seconds, self._report)
        proxies: dict[str, str] = {}
        for written in words.all("execute"):
            proxy = _PROXY.fullmatch(written.strip())
            if proxy:
                proxies[proxy[1].lower()] = with_port_of_scheme(proxy[2].strip())
            elif not _USE_PROXY.fullmatch(written.strip()):
                self._report.lost(f"-e {without_credentials(written)} was not imported.")
        yield from proxy_options(proxies, urls, "http", self._report)
        user = words.last("proxy-user")
        if user is not None:
            yield CurlOption("proxy-user", f"{user}:{words.last('proxy-password') or ''}")
