"""One TOML file of a workspace: read, parsed, checked, with every mistake at its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from outrider.errors import DocumentError, Fault, Severity, SourceLocation, WorkspaceError
from outrider.storage.files.workspace_files import WorkspaceFiles
from outrider.storage.reading.auth_schema import AuthKeys, auth_keys_check
from outrider.storage.reading.environment_overlay import WORLD_BITS, others_can_read
from outrider.toml_text.schema import Check, Finding
from outrider.toml_text.toml_parsing import parse_toml


class LoadedFile(Struct, frozen=True):
    """What became of a file.

    Attributes:
        file: path relative to the workspace.
        data: empty where the file is missing or broken.
        failure: what to raise if the file is what was asked for.
    """

    file: str
    data: Mapping[str, Any]
    exists: bool
    text: str = ""
    faults: tuple[Fault, ...] = ()
    failure: WorkspaceError | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the values can be used."""
        return self.failure is None


def load_file(
    files: WorkspaceFiles, file: str, check: Check, auth_keys: AuthKeys | None
) -> LoadedFile:
    """Reads and checks a file; never raises for what is in it."""
    text = ""
    try:
        source = files.read(file)
        if source is None:
            return LoadedFile(file, {}, exists=False)
        text = source.text
        data = parse_toml(text, file)
    except WorkspaceError as error:
        return LoadedFile(file, {}, True, text, error.faults, error)
    findings: list[Finding] = []
    check(data, (), findings)
    wrong = any(one.is_error for one in findings)
    if auth_keys is not None and not wrong and "auth" in data:
        findings += auth_keys_check(data["auth"], ("auth",), auth_keys)
    if source.mode & WORLD_BITS and file.endswith(".local.toml"):
        from shlex import quote

        what = others_can_read(file)
        findings.append(Finding((), what, "overlay_mode", f"Run: chmod 600 {quote(file)}"))
    if not findings:
        return LoadedFile(file, data, True, text)
    faults = locate_findings(findings, file, text)
    errors = errors_of(faults)
    return LoadedFile(file, data, True, text, faults, DocumentError.of(errors) if errors else None)


def errors_of(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults that are errors."""
    return tuple(fault for fault in faults if fault.severity is Severity.ERROR)


def locate_findings(findings: Iterable[Finding], file: str, text: str) -> tuple[Fault, ...]:
    """Findings as faults, each with the line where it is written."""
    from outrider.toml_text.source_map import map_source

    layout = map_source(text)
    return tuple(
        Fault(
            finding.code,
            finding.what,
            SourceLocation(file, finding.path, layout.nearest_line(finding.path)),
            advice=finding.advice,
            severity=finding.severity,
        )
        for finding in findings
    )
