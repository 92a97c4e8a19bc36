"""Requests of one-line commands, whatever program or language they are for, as one import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.importers.curl.at_file_reader import AtFileReader
from outrider.importers.curl.curl_connection import PASSWORD, connection_of
from outrider.importers.curl.inert_braces import tell_inert_braces
from outrider.importers.curl.literal_variables import tell_literal_variables
from outrider.importers.curl.operation_reader import OperationReader
from outrider.importers.curl.operations import CurlOperation
from outrider.importers.curl.script_secrets import ScriptSecrets
from outrider.importers.curl.shell_command import ShellCommand
from outrider.importers.curl.shell_dialects import Dialect
from outrider.importers.curl.shell_notes import ShellNote
from outrider.importers.file_naming import FileNamer, SecretVault
from outrider.importers.importer import ImportSource, no_file, tell_respelled
from outrider.importers.large_bodies import LargeBody, body_files, to_file
from outrider.model.import_result import ImportedEnvironment, ImportReport, ImportResult
from outrider.model.secret import Secret
from outrider.model.workspace import Environment, Request, TlsTable
from outrider.variables.literal_credentials import hide_in_proxy, hide_in_request


class CommandImport:
    """Takes the operations of commands, and makes requests of them; nothing is run.

    A format says in operations of curl what its commands send.

    Args:
        sources: all texts of the format.
        name: of the format, and of the environment for what a workspace has from one.

    Attributes:
        report: what it says of its source is of the text that is being read.
        secrets: credentials of variables, with what stands for them while commands are read.
        dialect: the shell that the text was written for.
    """

    def __init__(self, sources: Sequence[ImportSource], name: str) -> None:
        # A text without a name is pasted into one request: it is looked at before it is saved,
        # and brings no environment. What has a name goes into a workspace as it is.
        self._named = any(source.name for source in sources)
        self._name = name
        self._vault = SecretVault({})
        self._names = FileNamer()
        self._requests: list[Request] = []
        self.report = ImportReport()
        self.secrets = ScriptSecrets()
        self.dialect = Dialect.BASH
        self._connection: dict[str, Any] = {}
        self._respelled: list[str] = []
        self._large: list[LargeBody] = []
        # Credentials of variables that a pasted text has.
        self._used: dict[str, Secret] = {}

    def finish(self) -> ImportResult:
        """All that was taken."""
        self.report.source = ""
        if self._respelled:
            tell_respelled(self.report, self._respelled)
        environments = tuple(self._environments())
        return ImportResult(
            name=self._name,
            requests=tuple(self._requests),
            environments=environments,
            secrets={} if environments else dict(self._vault.values),
            remarks=tuple(map(self.secrets.masked, self.report.remarks)),
            literals=tuple(self._vault.values),
            files=body_files(self._large),
            pasted=self._used,
        )

    def files_for(self, source: ImportSource, command: ShellCommand) -> AtFileReader:
        """What reads the files that a command names; its report is of the command's place."""
        # A file of another computer is not the one of that name here.
        read = no_file if command.place else source.read_file
        return AtFileReader(command, self.secrets.reading(read), self.report.at(line=command.line))

    def take(
        self, command: ShellCommand, files: AtFileReader, operations: Iterable[CurlOperation]
    ) -> None:
        """The requests of a command; ``files`` is what :meth:`files_for` gave for it."""
        report = files.report
        for operation in operations:
            requests = list(OperationReader(operation, files).requests())
            connection = self.secrets.restored(connection_of(operation, report))
            # A table of an auth is not shown as a text by itself.
            auths = [dict(one.auth.table) for one in requests if one.auth is not None]
            made = f"{requests}{auths}{connection}"
            for note in (*command.notes, *operation.notes):
                if not (note.name and f"\0({note.name}\0" in "".join(operation.unread)):
                    self._tell(note, made)
            for request in requests:
                request_id = self._names.take("", self.secrets.title(request.name))
                file = f"requests/{request_id}.toml"
                read = replace(request, id=request_id, file=file)
                plain = self.secrets.restored(read)
                named = self._with_body_file(plain, report)
                if named.body != plain.body:
                    # Nothing is put into a file when it is sent.
                    read = replace(read, body=named.body)
                kept = self._without_secrets(read)
                tell_inert_braces(named, kept, report)
                tell_literal_variables(named, self.dialect, report)
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
        at = self.report.at(line=note.line)
        tell = at.changed if note.is_change else at.lost
        if not note.name or f"{{{{{note.name}}}}}" in made:
            tell(note.what, why=note.why, advice=note.advice)
        elif note.unused:
            tell(note.unused, why=note.why)

    def _without_secrets(self, request: Request) -> Request:
        """The request as it is in a workspace; in the editor literals stay until it is saved."""
        if not self._named:
            used = self.secrets.used_in(request)
            self._used |= {name: Secret(value) for name, value in used.items()}
            return self.secrets.restored(request)
        request = self.secrets.referring(request, self._put)

        def hide(name: str, value: str, _: SourceLocation) -> str:
            return self._vault.put(name, value)

        return hide_in_request(request, hide, placeholders=True, respelled=self._respelled)

    def _put(self, name: str, value: str, respelled: bool) -> str:
        reference = self._vault.put(name, value)
        self._respelled += [reference] if respelled else []
        return reference

    def _environments(self) -> Iterator[ImportedEnvironment]:
        connection, name = self._connection, self._name
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
            self.report.changed(
                f'Environment "{name}" has {", ".join([*connection])}'
                + (f"; its local file has {kept}." if kept else "."),
                why="Certificates, proxies and secrets belong to environments; git ignores "
                "local files.",
                advice=f'Choose environment "{name}" to send these requests, or move the '
                "settings to yours.",
            )
            environment = Environment(
                name,
                name,
                f"environments/{name}.toml",
                tls=TlsTable(**tls),
                proxy=proxy,
            )
            yield ImportedEnvironment(environment).with_secrets(self._vault.values)

    def _leave_to_environment(self) -> None:
        for key, value in self._connection.items():
            # A proxy's URL may hold a password.
            text = str(value).lower() if isinstance(value, bool) else value
            shown = key if key in {"proxy", PASSWORD} else f"{key} = {text}"
            self.report.lost(
                f"{shown} was not imported.",
                why="It belongs to an environment, not to a request.",
                advice="Edit the environment to set it there.",
            )
