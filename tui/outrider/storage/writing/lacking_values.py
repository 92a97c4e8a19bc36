"""Tells what a new environment lacks that the auths of the workspace take from the others."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from outrider.errors import OutriderError
from outrider.model.import_result import ImportReport, ImportResult
from outrider.model.workspace import Environment
from outrider.storage.reading.workspace_discovery import REQUESTS
from outrider.storage.reading.workspace_reader import WorkspaceReader
from outrider.storage.writing.import_environments import workspace_items, workspace_text
from outrider.variables.reference_grammar import reference_spans


def tell_lacking_values(
    imported: ImportResult, reader: WorkspaceReader, report: ImportReport
) -> None:
    """Tells it of each environment that the workspace does not have yet."""
    known = reader.environment_ids()
    new = [one for one in imported.environments if one.environment.id not in known]
    if not new or not known:
        return
    elsewhere: set[str] = set()
    for name in known:
        try:
            elsewhere |= _names(reader.environment(name))
        except OutriderError:
            # What is wrong with it is told where it would be used.
            continue
    shared = reader.settings().variables.keys() | imported.variables.keys()
    wanted = {
        name: file
        for file, table in _auths(reader)
        for name in _references(table)
        if name in elsewhere
    }
    for one in new:
        lacking = [name for name in wanted if name not in _names(one.environment) | shared]
        if lacking:
            report.changed(
                f'Environment "{one.environment.name}" has no value for {", ".join(lacking)}.',
                why=f"[auth] in {wanted[lacking[0]]} refers to it, and other environments have "
                "one.",
                advice=f"Define it in {one.environment.file} before the first send.",
            )


def _names(environment: Environment) -> set[str]:
    return environment.variables.keys() | environment.secrets.keys()


def _auths(reader: WorkspaceReader) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for _, path in workspace_items(reader.root):
        text = workspace_text(path)
        if "auth" not in text:
            continue
        try:
            found = tomllib.loads(text).get("auth")
        except tomllib.TOMLDecodeError:
            continue
        if isinstance(found, Mapping):
            yield f"{REQUESTS}/{path.relative_to(reader.root / REQUESTS).as_posix()}", found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (span.name for span in reference_spans(value))
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _references(one)
