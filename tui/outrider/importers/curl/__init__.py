"""curl commands, as a shell, Windows or a wiki page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_connection import PASSWORD, connection_of
from outrider.importers.curl.inert_braces import tell_inert_braces
from outrider.importers.curl.literal_variables import tell_literal_variables
from outrider.importers.curl.operation_reader import OperationReader
from outrider.importers.curl.operations import operations
from outrider.importers.curl.script_secrets import ScriptSecrets
from outrider.importers.curl.shell_branches import branched_lines
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_constructs import (
    curl_arguments,
    inner_commands,
    powershell_option,
    unread_call,
)
from outrider.importers.curl.shell_dialects import Dialect, as_bash
from outrider.importers.curl.shell_input import with_input
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.curl.shell_variables import ShellVariables
from outrider.importers.curl.shell_words import parse_commands
from outrider.importers.curl.shell_wrappers import with_wrapped
from outrider.importers.curl.unread_lines import tell_unread_lines
from outrider.importers.file_naming import FileNamer, SecretVault
from outrider.importers.importer import ImportSource, SourceFolder, no_file, tell_respelled
from outrider.importers.large_bodies import LargeBody, body_files, to_file
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Request, TlsTable
from outrider.variables.literal_credentials import hide_in_proxy, hide_in_request

ENVIRONMENT = "curl"
"""The environment for what curl takes from its options and a workspace from an environment."""

_COMMAND = re.compile(
    r"(?:(?:^|[\s;&|(`/\\>@])curl(?:\.exe)?|\$\{?\w*CURL\w*\}?)(?=[\s\"'`)]|$)"
    # In a text for another shell.
    r"|(?i:-\w*c|-command|/[ck]|\b(?:eval|iex|invoke-expression|powershell(?:\.exe)?))"
    r"[ \t]+[\"']+[ \t]*(?:&[ \t]*)?curl(?:\.exe)?[ \t]"
    r"|[\"'][ \t]*curl(?:\.exe)?[ \t]+(?:-{1,2}[A-Za-z]|https?:|[\"'\\$])",
    re.MULTILINE,
)
_OTHER = re.compile(r"[\[{]\s*(?:[\"\[{\]}\d-]|true|false|null|\Z)|<(?!#)|%[A-Z]")
"""How JSON, XML and other documents begin, and no script does."""
_YAML = re.compile(r"^(?:openapi|swagger|asyncapi|info|meta *\{)[: {\n]", re.MULTILINE)
"""Documents that may have commands among their examples."""
_HALVES = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Halves of characters; the others stand for bytes that are no UTF-8."""


class CurlImporter:
    """Every option that curl has for HTTP; nothing is run."""

    name = "curl"
    summary = "curl commands, quoted for bash, cmd or PowerShell."

    def recognises(self, text: str) -> bool:
        """Whether a command named curl is in it, and it is no JSON, no XML and no YAML."""
        return (
            _COMMAND.search(text) is not None
            and _OTHER.match(text.lstrip("\ufeff \t\r\n")) is None
            and _YAML.search(text, 0, 20_000) is None
        )

    def recognises_folder(self, folder: SourceFolder) -> bool:
        """Its files are named one by one."""
        del folder
        return False

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every curl command of every text, in order."""
        return _CurlImport(sources).run()


class _CurlImport:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._sources = sources
        # A text without a name is pasted into one request: it is looked at before it is saved,
        # and brings no environment. What has a name goes into a workspace as it is.
        self._named = any(source.name for source in sources)
        self._vault = SecretVault({})
        self._names = FileNamer()
        self._requests: list[Request] = []
        self._report = ImportReport()
        self._connection: dict[str, Any] = {}
        self._respelled: list[str] = []
        self._large: list[LargeBody] = []
        self._dialect = Dialect.BASH
        self._secrets = ScriptSecrets()
        # Credentials of variables that a pasted text has.
        self._used: dict[str, Secret] = {}

    def run(self) -> ImportResult:
        for source in self._sources:
            self._report.source = source.name
            script = as_bash(_HALVES.sub("\ufffd", source.text))
            self._dialect = script.dialect
            commands = with_input(with_wrapped(parse_commands(script.text)))
            tell_unread_lines(source.text, commands, self._report)
            for line in branched_lines(commands):
                self._report.at(line=line).changed(
                    "The commands of all branches were imported; the script runs those of one.",
                    why="The import does not evaluate conditions.",
                )
            variables = ShellVariables(commands, self._secrets)
            for written in commands:
                command = variables.fill(written)
                arguments = curl_arguments(command)
                if arguments is not None:
                    self._take_call(source, command, arguments)
                    self._tell_inner(command)
                    continue
                inner = map(variables.fill, inner_commands(command))
                for filled in (*inner, command):
                    arguments = curl_arguments(filled)
                    if arguments is not None:
                        self._take_call(source, filled, arguments)
                    elif program := unread_call(filled):
                        self._report.at(line=filled.line).lost(
                            f'The curl command called by "{program}" was not imported.',
                            why=f'What "{program}" adds to it is known only when it runs.',
                            advice="Import the command by itself.",
                        )
        self._report.source = ""
        if self._respelled:
            tell_respelled(self._report, self._respelled)
        environments = tuple(self._environments())
        return ImportResult(
            name="curl",
            requests=tuple(self._requests),
            environments=environments,
            secrets={} if environments else dict(self._vault.values),
            remarks=tuple(map(self._secrets.masked, self._report.remarks)),
            literals=tuple(self._vault.values),
            files=body_files(self._large),
            pasted=self._used,
        )

    def _take_call(
        self, source: ImportSource, command: ShellCommand, arguments: Sequence[str]
    ) -> None:
        option = powershell_option(arguments)
        if not option:
            self._take(source, command, arguments)
            return
        self._report.at(line=command.line).lost(
            "A PowerShell Invoke-WebRequest command was not imported.",
            why=f"PowerShell calls it curl too, but curl has no option {option}.",
            advice="Rewrite it as a command for curl.exe.",
        )

    def _tell_inner(self, command: ShellCommand) -> None:
        for one in inner_commands(command):
            if curl_arguments(one) is not None or unread_call(one):
                self._report.at(line=one.line).lost(
                    "A curl command inside another one was not imported.",
                    why="The outer command uses its output; the import does not run commands.",
                    advice="Import the inner command by itself.",
                )

    def _take(self, source: ImportSource, command: ShellCommand, arguments: Sequence[str]) -> None:
        report = self._report.at(line=command.line)
        # A file of another computer is not the one of that name here.
        reads = no_file if command.place else source.read_file
        read_file = self._secrets.reading(reads)
        files = AtFileReader(command, read_file, report)
        for operation in operations(command, arguments, read_file):
            requests = list(OperationReader(operation, files).requests())
            connection = self._secrets.restored(connection_of(operation, report))
            # A table of an auth is not shown as a text by itself.
            auths = [dict(one.auth.table) for one in requests if one.auth is not None]
            made = f"{requests}{auths}{connection}"
            for note in (*command.notes, *operation.notes):
                if not (note.name and f"\0({note.name}\0" in "".join(operation.unread)):
                    self._tell(note, made)
            for request in requests:
                request_id = self._names.take("", self._secrets.title(request.name))
                file = f"requests/{request_id}.toml"
                read = replace(request, id=request_id, file=file)
                plain = self._secrets.restored(read)
                named = self._with_body_file(plain, report)
                if named.body != plain.body:
                    # Nothing is put into a file when it is sent.
                    read = replace(read, body=named.body)
                kept = self._without_secrets(read)
                tell_inert_braces(named, kept, report)
                tell_literal_variables(named, self._dialect, report)
                self._requests.append(kept)
            for key, value in connection.items():
                if self._connection.setdefault(key, value) != value:
                    shown = "" if key in {"proxy", PASSWORD} else f" = {value}"
                    report.lost(
                        f"{key}{shown} was not imported.",
                        why="Another command sets another value, and all share one environment.",
                    )

    def _with_body_file(self, request: Request, report: ImportReport) -> Request:
        """The request, its body in a file of its own where the request's cannot hold it."""
        if not self._named:
            return request
        is_typed = any(
            row.enabled and row.name.lower() == "content-type" for row in request.headers
        )
        name = f"bodies/{request.id}"
        body, found = to_file(request.body, name, report, is_typed=is_typed)
        self._large += found
        return replace(request, body=body)

    def _tell(self, note: ShellNote, made: str) -> None:
        """Tells a note of a command; ``made`` shows all that the command became."""
        at = self._report.at(line=note.line)
        tell = at.changed if note.is_change else at.lost
        if not note.name or f"{{{{{note.name}}}}}" in made:
            tell(note.what, why=note.why, advice=note.advice)
        elif note.unused:
            tell(note.unused, why=note.why)

    def _without_secrets(self, request: Request) -> Request:
        """The request as it is in a workspace; in the editor literals stay until it is saved."""
        if not self._named:
            used = self._secrets.used_in(request)
            self._used |= {name: Secret(value) for name, value in used.items()}
            return self._secrets.restored(request)
        request = self._secrets.referring(request, self._put)

        def hide(name: str, value: str, _: SourceLocation) -> str:
            return self._vault.put(name, value)

        return hide_in_request(request, hide, placeholders=True, respelled=self._respelled)

    def _put(self, name: str, value: str, respelled: bool) -> str:
        reference = self._vault.put(name, value)
        self._respelled += [reference] if respelled else []
        return reference

    def _environments(self) -> Iterator[ImportedEnvironment]:
        connection = self._connection
        if not self._named:
            self._leave_to_environment()
        elif connection:
            tls = {key: value for key, value in connection.items() if key != "proxy"}
            if PASSWORD in tls:
                tls[PASSWORD] = self._vault.put("client_key_password", tls[PASSWORD])
            proxy = connection.get("proxy")
            if proxy is not None:
                proxy = hide_in_proxy(proxy, self._vault.put)
            kept = ", ".join(self._vault.values)
            self._report.changed(
                f'Environment "{ENVIRONMENT}" has {", ".join([*connection])}'
                + (f"; its local file has {kept}." if kept else "."),
                why="Certificates, proxies and secrets belong to environments; git ignores "
                "local files.",
                advice='Choose environment "curl" to send these requests, or move the '
                "settings to yours.",
            )
            environment = Environment(
                ENVIRONMENT,
                ENVIRONMENT,
                f"environments/{ENVIRONMENT}.toml",
                tls=TlsTable(**tls),
                proxy=proxy,
            )
            yield ImportedEnvironment(environment).with_secrets(self._vault.values)

    def _leave_to_environment(self) -> None:
        for key, value in self._connection.items():
            # A proxy's URL may hold a password.
            text = str(value).lower() if isinstance(value, bool) else value
            shown = key if key in {"proxy", PASSWORD} else f"{key} = {text}"
            self._report.lost(
                f"{shown} was not imported.",
                why="It belongs to an environment, not to a request.",
                advice="Edit the environment to set it there.",
            )
