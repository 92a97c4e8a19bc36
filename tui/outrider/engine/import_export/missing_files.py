"""Relative files that a request names and its workspace does not have."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from outrider.engine.send.trust_needs import body_paths
from outrider.model.import_result import ImportRemark, ImportResult, ImportVerdict
from outrider.variables.reference_grammar import parse_template

_TLS_KEYS = ("ca_bundle", "client_certificate", "client_key")


def missing_files(root: Path, imported: ImportResult) -> tuple[ImportRemark, ...]:
    """One remark for each file that would not be found when a request is sent.

    A command names its files from the folder in which it runs, a workspace from its own. What a
    reference completes is not known before a send, and an absolute path is the same everywhere.

    Args:
        root: the workspace, or a folder that becomes one.
        imported: what would be written there, or would be shown.
    """
    remarks = dict.fromkeys(
        ImportRemark(
            ImportVerdict.NOT_CARRIED,
            f'File "{file}" not found in the workspace.',
            why=f"Relative paths start at the folder of the workspace, {os.path.abspath(root)}.",  # noqa: PTH100
            advice=f"Copy the file there, or correct its path in {place}.",
        )
        for written, place in _named(imported)
        if (file := _relative(written)) and not _is_there(root, file, imported.files)
    )
    return tuple(remarks)


def _named(imported: ImportResult) -> Iterator[tuple[str, str]]:
    """The files as they are written, and what names them."""
    for request in imported.requests:
        for written, _ in body_paths(request):
            yield written, f'request "{request.name}"'
    for one in imported.environments:
        for key in _TLS_KEYS:
            if (file := getattr(one.environment.tls, key)) is not None:
                yield file, f'environment "{one.environment.name}"'


def _relative(written: str) -> str:
    """The path that is written, where it is the workspace that says what it means; else empty."""
    pieces = parse_template(written)
    if not all(isinstance(piece, str) for piece in pieces):
        return ""
    path = "".join(map(str, pieces))
    return "" if path.startswith(("/", "~")) or "\0" in path else path


def _is_there(root: Path, file: str, brought: Collection[str]) -> bool:
    try:
        return file in brought or (root / file).exists()
    except (OSError, ValueError):
        return False
