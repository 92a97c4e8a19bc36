"""``# @name value`` in the comments of ``.http`` files."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from msgspec import Struct

from outrider.importers.building.build_report import BuildReport
from outrider.importers.building.item_builders import FolderBuilder, RequestBuilder
from outrider.importers.building.scope_builders import VariableBuilder
from outrider.importers.building.secret_naming import SecretNamer
from outrider.importers.http_files.authorization_headers import HttpVariables
from outrider.importers.http_files.http_sections import HttpDirective, HttpSection
from outrider.importers.http_files.reference_texts import ReferenceTexts
from outrider.importers.http_files.response_scripts import ResponseScripts
from outrider.importers.http_files.resterm_auth import RestermAuth
from outrider.importers.importer import without_credentials
from outrider.model.connection import HttpVersion
from outrider.model.secret import Secret
from outrider.model.workspace import DEFAULT_TIMEOUT, AuthTable, RequestOptions
from outrider.visible_text import visible_line

_READ = frozenset(
    ("name", "title", "description", "auth", "graphql", "operation", "query", "variables",
     "script", "capture", "assert", "no-redirect", "noredirect", "timeout", "prompt", "import",
     "var", "global", "ref", "forceref", "tag", "tags", "no-cookie-jar", "nocookiejar")
)  # fmt: skip
_WHY = {
    "note": "Outrider asks before unsafe requests where the environment is protected.",
    "disabled": "Outrider has no switch for requests; it can be sent.",
    "loop": "A run repeats requests by rows of data.",
    "noRejectUnauthorized": "TLS verification belongs to environments: verify in [tls].",
    "insecure": "TLS verification belongs to environments: verify in [tls].",
    "no-client-cert": "Client certificates belong to environments: [tls].",
    "proxy": "The proxy belongs to environments: [proxy].",
}
_TIMEOUT = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>ms|s|sec|m|min|h)?")
_UNITS = {"ms": 0.001, "s": 1.0, "sec": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


class FileContext(Struct):
    """What all files of an import know of each other.

    Attributes:
        variables: of all scopes.
        auths: names of the auth definitions of environments.
        files: base names of all files, for imports of each other.
    """

    report: BuildReport
    secrets: SecretNamer
    variables: HttpVariables
    auths: Collection[str]
    files: Collection[str]
    requests: Collection[str]


class RequestDirectives:
    """Takes the directives of one file."""

    def __init__(self, context: FileContext, root: FolderBuilder, texts: ReferenceTexts) -> None:
        self._context = context
        self._root = root
        self._texts = texts
        self._file_auth: AuthTable | None = None
        self._resterm: RestermAuth | None = None

    def of_file(self, section: HttpSection) -> None:
        """What stands apart from requests: it is of the file."""
        report = self._context.report
        for one in section.directives:
            at = report.at("", one.line)
            if one.name.lower() == "auth":
                self._scoped_auth(one, at)
            elif one.name.lower() == "import":
                self._import(one, at)
            elif one.name.lower() not in {"global", "var", "name", "title", "description"}:
                at.lost(f'"@{visible_line(one.name)}" was not imported.', why=_why(one.name))
        for script in section.scripts:
            report.at("", script.line).lost(
                "Script was not imported.", why="Imports run no scripts."
            )
        for unread in section.unread:
            report.at("", unread.line).lost(unread_line(unread.what))
        for line in section.body:
            report.at("", line.number).lost(unread_line(line.text))

    def take(self, one: HttpDirective, request: RequestBuilder, scripts: ResponseScripts) -> None:
        """Takes what a comment above or below a request line says."""
        at = self._context.report.at(request.place, one.line)
        name = one.name.lower()
        if name == "auth":
            self._request_auth(one, request, at)
        elif name in {"capture", "assert"}:
            if not scripts.resterm(one, request):
                at.lost(f'"@{name} {visible_line(one.value)}" was not imported.')
        elif name == "description":
            request.description = "\n".join([*filter(None, [request.description]), one.value])
        elif name == "prompt":
            self._prompt(one, at)
        elif name == "import":
            self._import(one, at)
        elif name in {"ref", "forceref"}:
            at.changed(
                f'"@{one.name} {visible_line(one.value)}" was ignored.',
                why="Outrider sends no other request before this one; a run sends all in order.",
                advice=f'Send "{visible_line(one.value)}" first.',
            )
        elif name in {"tag", "tags"}:
            at.lost(f"Tags were not imported: {visible_line(one.value)}.")
        elif name not in _READ:
            value = f" {visible_line(one.value)}" if one.value else ""
            at.lost(f'"@{visible_line(one.name)}{value}" was not imported.', why=_why(one.name))

    def _prompt(self, one: HttpDirective, at: BuildReport) -> None:
        name, _, _ = one.value.strip().partition(" ")
        if name:
            variable = at.name(name)
            ask_for(self._root.values, variable)

    def _import(self, one: HttpDirective, at: BuildReport) -> None:
        written = re.sub(r"\{\{.*?\}\}", "", one.value).strip("\"'")
        if written.replace("\\", "/").rpartition("/")[2] not in self._context.files:
            at.lost(
                f'"{visible_line(one.value)}" was not imported.',
                why="The file is not among the imported ones.",
                advice="Import it too, or the folder that both are in.",
            )

    # resterm.

    def _reader(self, at: BuildReport) -> RestermAuth:
        text: Callable[[str], str] = self._texts.text
        if self._resterm is None:
            self._resterm = RestermAuth(at, text, self._context.secrets)
        self._resterm.report = at
        return self._resterm

    def _scoped_auth(self, one: HttpDirective, at: BuildReport) -> None:
        """An auth for the requests of the file; the last of several counts for those below."""
        words = one.value.split(None, 1)
        is_scoped = words[:1] and words[0].lower() in {"global", "file"}
        written = words[1] if is_scoped and len(words) > 1 else one.value
        if self._file_auth is not None:
            at.changed("This @auth takes the place of the one above it for the whole file.")
        self._file_auth = self._reader(at).read(written)

    def _request_auth(self, one: HttpDirective, request: RequestBuilder, at: BuildReport) -> None:
        words = one.value.split(None, 1)
        scope = words[0].lower() if words else ""
        if scope in {"global", "file"}:
            self._scoped_auth(one, at)
            return
        written = words[1] if scope == "request" and len(words) > 1 else one.value
        request.auth = self._reader(at).read(written) or request.auth

    def inherit(self, request: RequestBuilder) -> None:
        """Gives a request the auth of its file, where it has none of its own."""
        has_row = any(row.name.lower() == "authorization" for row in request.headers)
        if request.auth is None and self._file_auth is not None and not has_row:
            request.auth = self._file_auth


def request_options(section: HttpSection, at: BuildReport) -> RequestOptions:
    """How a request is sent; all readers of the format follow redirects by default."""
    timeout = DEFAULT_TIMEOUT
    if directive := section.directive("timeout"):
        found = _TIMEOUT.fullmatch(directive.value.strip())
        if found is None:
            at.lost(f'"@timeout {visible_line(directive.value)}" was not imported.')
        else:
            number = float(found["number"])
            factor = _UNITS[found["unit"]] if found["unit"] else 1.0
            if not found["unit"] and number >= 1000:
                factor = 0.001
            timeout = number * factor or DEFAULT_TIMEOUT
            if not found["unit"]:
                at.changed(
                    f"@timeout {found['number']} was imported as {timeout:g} s.",
                    why="It has no unit: JetBrains means seconds, httpyac milliseconds.",
                )
    http = None
    if section.version.startswith("2"):
        is_prior = "prior" in section.version.lower()
        http = HttpVersion.HTTP2 if is_prior else HttpVersion.AUTO
        if not is_prior:
            at.changed(
                'HTTP/2 was imported as http = "auto".',
                why="HTTP/2 is used where the server has it, else HTTP/1.1.",
            )
    follows = section.directive("no-redirect", "noredirect") is None
    return RequestOptions(timeout, follows, None, http)


def ask_for(values: VariableBuilder, name: str) -> None:
    """Has a value asked for: it is a secret without a value."""
    if name not in values.variables:
        values.secrets.setdefault(name, Secret(""))


def _why(name: str) -> str:
    return _WHY.get(name, _WHY.get(name.lower(), ""))


def unread_line(what: str) -> str:
    """What is said of a line that means nothing here."""
    line = visible_line(without_credentials(what.strip()))
    shown = line if len(line) <= 60 else f"{line[:59]}…"
    return f"Line was not imported: {shown}"
