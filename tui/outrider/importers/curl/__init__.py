"""curl commands, as a shell, Windows or a wiki page has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.importers.curl.curl_auth import SecretVault
from outrider.importers.curl.curl_body import AtFileReader
from outrider.importers.curl.operation_reader import OperationReader, connection_of
from outrider.importers.curl.operations import operations
from outrider.importers.curl.shell_dialects import as_bash
from outrider.importers.curl.shell_words import ShellCommand, parse_commands
from outrider.importers.file_naming import FileNamer
from outrider.importers.importer import ImportSource
from outrider.model.auth import UNKNOWN_LOCATION
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.workspace import Environment, Request, SecretRef, TlsTable

ENVIRONMENT = "curl"
"""The environment for what curl takes from its options and a workspace from an environment."""

_COMMAND = re.compile(r"(?:^|[\s;&|(`/\\])curl(?:\.exe)?(?=[\s\"']|$)", re.MULTILINE)
_NAME = re.compile(r"(?:.*[/\\])?curl(?:\.exe)?")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
_PROMPTS = frozenset({"$", "%", ">", "#", "sudo", "time", "exec", "command", "env"})


class CurlImporter:
    """Every option that curl has for HTTP; nothing is run."""

    name = "curl"
    summary = "curl commands: bash, cmd and PowerShell quoting, every option for HTTP."

    def recognises(self, text: str) -> bool:
        """Whether a command named curl is in it, and it is no JSON."""
        return text.lstrip()[:1] not in {"{", "["} and _COMMAND.search(text) is not None

    def read(self, sources: Sequence[ImportSource]) -> ImportResult:
        """Every curl command of every text, in order."""
        return _CurlImport(sources).run()


class _CurlImport:
    def __init__(self, sources: Sequence[ImportSource]) -> None:
        self._sources = sources
        # A text without a name is pasted into one request: it is looked at before it is saved,
        # and brings no environment. What has a name goes into a workspace as it is.
        self._named = any(source.name for source in sources)
        self._vault = SecretVault(keeps=self._named)
        self._names = FileNamer()
        self._requests: list[Request] = []
        self._report = ImportReport()
        self._connection: dict[str, Any] = {}

    def run(self) -> ImportResult:
        for source in self._sources:
            self._report.source = source.name
            for command in parse_commands(as_bash(source.text)):
                for one in _calls(command):
                    self._take(source, command, one)
        self._report.source = ""
        return ImportResult(
            name="curl",
            requests=tuple(self._requests),
            environments=tuple(self._environments()),
            remarks=tuple(self._report.remarks),
        )

    def _take(self, source: ImportSource, command: ShellCommand, arguments: Sequence[str]) -> None:
        report = self._report.at(line=command.line)
        files = AtFileReader(command, source.read_file, report)
        for operation in operations(command, arguments, source.read_file):
            for note in (*command.notes, *operation.notes):
                self._report.at(line=note.line).lost(note.what, why=note.why)
            for request in OperationReader(operation, files, self._vault).requests():
                request_id = self._names.take("", request.name)
                file = f"requests/{request_id}.toml"
                self._requests.append(replace(request, id=request_id, file=file))
            for key, value in connection_of(operation).items():
                if self._connection.setdefault(key, value) != value:
                    report.lost(
                        f"{key} = {value} is left out.",
                        why="Another command sets it otherwise, and all share one environment.",
                    )

    def _environments(self) -> Iterator[ImportedEnvironment]:
        connection, values = self._connection, self._vault.values
        if not self._named:
            self._leave_to_environment()
        elif connection or values:
            names = ", ".join([*connection, *values])
            self._report.changed(
                f"The environment {ENVIRONMENT} holds {names}.",
                why="Certificates, proxies and secrets belong to an environment; secret values "
                "stand in its overlay, which git ignores.",
                advice=f"Choose {ENVIRONMENT} to send these requests, or move them to yours.",
            )
            tls = TlsTable(**{key: value for key, value in connection.items() if key != "proxy"})
            prompt = {"prompt": True}
            environment = Environment(
                ENVIRONMENT,
                ENVIRONMENT,
                f"environments/{ENVIRONMENT}.toml",
                secrets={one: SecretRef(one, "prompt", prompt, UNKNOWN_LOCATION) for one in values},
                tls=tls,
                proxy=connection.get("proxy"),
            )
            yield ImportedEnvironment(environment, values)

    def _leave_to_environment(self) -> None:
        for key, value in self._connection.items():
            # A proxy's URL may hold a password.
            text = str(value).lower() if isinstance(value, bool) else value
            shown = key if key == "proxy" else f"{key} = {text}"
            self._report.lost(
                f"{shown} is left out.",
                why="It belongs to an environment, not to a request.",
                advice="Edit the environment to set it there.",
            )


def _calls(command: ShellCommand) -> Iterator[Sequence[str]]:
    """The arguments of curl, where the command is curl; what stands before it does not count."""
    words = list(command.words)
    while words and (words[0] in _PROMPTS or _ASSIGNMENT.match(words[0])):
        words.pop(0)
    if words and _NAME.fullmatch(words[0]):
        yield words[1:]
