"""Reading the user's own files: whatever is wrong in them is a warning, and the rest counts."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct, structs

from outrider.errors import DocumentError, Fault, Severity, SourceLocation
from outrider.storage.files.workspace_files import UnusualFile, decode_utf8, read_regular
from outrider.storage.reading.document_loading import locate_findings
from outrider.toml_text.schema import Check, Finding, KeyPath
from outrider.toml_text.toml_parsing import parse_toml


class UserFile(Struct, frozen=True):
    """What a file holds, without what is wrong, and what is wrong."""

    data: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()


def read_user_file(path: Path, check: Check) -> UserFile:
    """Reads a TOML file; a missing one is empty. Never raises."""
    file = str(path)
    try:
        text = decode_utf8(read_regular(path)[0], file).replace("\r\n", "\n")
        data = parse_toml(text, file)
    except (FileNotFoundError, NotADirectoryError):
        return UserFile({})
    except DocumentError as error:
        return UserFile({}, tuple(map(_warning, error.faults)))
    except OSError as error:
        why = os.strerror(error.errno or 5).lower()
        return UserFile({}, (_unreadable(file, f"{file} cannot be read: {why}."),))
    except UnusualFile:
        return UserFile({}, (_unreadable(file, f"{file} is not a TOML file."),))
    findings: list[Finding] = []
    check(data, (), findings)
    for finding in findings:
        _drop(data, finding.path)
    faults = locate_findings(findings, file, text) if findings else ()
    return UserFile(data, tuple(map(_warning, faults)))


def _drop(data: dict[str, Any], path: KeyPath) -> None:
    *tables, last = path
    value: Any = data
    for step in tables:
        value = value.get(step) if isinstance(value, dict) else None
    if isinstance(value, dict):
        value.pop(last, None)


def _warning(fault: Fault) -> Fault:
    return structs.replace(fault, severity=Severity.WARNING)


def _unreadable(file: str, what: str) -> Fault:
    return Fault("unreadable", what, SourceLocation(file), severity=Severity.WARNING)
