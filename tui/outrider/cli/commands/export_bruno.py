"""``outrider export --as bruno``: a request, or the workspace as a collection folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.cli.commands.export_postman import (
    active_environment,
    exported_environments,
    opened_for_export,
)
from outrider.cli.output.text_output import write_output
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.import_export.workspace_export import (
    WITHOUT_ENVIRONMENT,
    WorkspaceExport,
    tell_connection,
)
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.errors import UsageError, WorkspaceError
from outrider.exporters.bruno.bruno_words import BrunoExportReport
from outrider.exporters.bruno.collection_folder import CollectionFolder, single_request
from outrider.home_path import expand_home
from outrider.storage.files.atomic_write import save_error

if TYPE_CHECKING:
    import argparse


def export_bruno(arguments: argparse.Namespace) -> int:
    """Writes what was asked for, and tells on standard error what Bruno cannot hold."""
    session = open_workspace(arguments.workspace, dict(os.environ), trust_once=arguments.trust)
    reader = session.reader
    collection = reader.collection()
    errors = [one for one in collection.faults if one.severity.value == "error"]
    if errors:
        raise WorkspaceError.of(errors)
    request_id = reader.find_request(arguments.request).request.id if arguments.request else ""
    environments = exported_environments(session, arguments.env)
    words = BrunoExportReport(reveals=arguments.reveal)
    settings = reader.settings()
    export = WorkspaceExport(session.root, settings, collection, environments, words)
    tree = export.folder_tree(request_id)
    if request_id:
        write_output(single_request(tree, words), arguments.output)
        if (active := active_environment(session, arguments.env)) is not None:
            tell_connection(active, words, WITHOUT_ENVIRONMENT)
    else:
        folder = _folder(arguments.output)
        opened = opened_for_export(session, environments, words) if arguments.reveal else {}
        exported = [export.environment(one, opened.get(one.id, {})) for one in environments]
        made = CollectionFolder(words, exported)
        made.add_collection(settings.name, tree)
        for one, environment in zip(environments, exported, strict=True):
            export.tell_environment(one)
            made.add_environment(environment, one.color)
        _write(made.files, folder)
    if words.remarks and not arguments.quiet:
        for line in report_lines(words.remarks, full=True, lost="Not exported"):
            sys.stderr.write(f"{line}\n")
    return 0


def _folder(output: str | None) -> Path:
    """The folder to write, which has no collection yet that is not Outrider's to change."""
    if output is None:
        raise UsageError(
            "--as bruno writes a folder.",
            code="no_output",
            advice="Pass --output FOLDER, or a REQUEST to print one.",
        )
    folder = Path(expand_home(output))
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--output {folder} is not a folder.", code="output_file")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(
            f"--output {folder} is not empty.",
            code="output_file",
            why="Files of an older export would stay in the collection.",
            advice="Choose a new folder.",
        )
    return folder


def _write(files: Mapping[str, str], folder: Path) -> None:
    for name, text in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise save_error(error, str(path.parent)) from None
        write_output(text, str(path))
    sys.stdout.write(f"{folder}: {len(files)} files\n")
