"""``outrider export --as postman``: a request, the workspace, or one environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.cli.async_runner import run_with_engine
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.import_export.workspace_export import (
    WITHOUT_ENVIRONMENT,
    WorkspaceExport,
    file_names,
    opened_secrets,
    tell_connection,
)
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.errors import UsageError, WorkspaceError
from outrider.exporters.postman.collection_writer import (
    collection_table,
    postman_environment,
    postman_json,
)
from outrider.exporters.postman.export_report import ExportReport
from outrider.exporters.postman.url_variables import UrlVariables
from outrider.home_path import expand_home
from outrider.model.secret import Secret
from outrider.model.workspace import Environment
from outrider.storage.files.atomic_write import save_error

if TYPE_CHECKING:
    import argparse

    from outrider.engine.engine import Engine
    from outrider.engine.workspace.open_workspace import OpenWorkspace

COLLECTION = ".postman_collection.json"
ENVIRONMENT = ".postman_environment.json"


def export_postman(arguments: argparse.Namespace) -> int:
    """Writes what was asked for, and tells on standard error what Postman cannot hold."""
    session = open_workspace(arguments.workspace, dict(os.environ), trust_once=arguments.trust)
    reader = session.reader
    collection = reader.collection()
    errors = [one for one in collection.faults if one.severity.value == "error"]
    if errors:
        raise WorkspaceError.of(errors)
    request_id = reader.find_request(arguments.request).request.id if arguments.request else ""
    environments = exported_environments(session, arguments.env)
    words = ExportReport(reveals=arguments.reveal)
    settings = reader.settings()
    export = WorkspaceExport(session.root, settings, collection, environments, words)
    tree = export.folder_tree(request_id)
    of_tree = len(words.remarks)
    files: dict[str, str] = {}
    folder = _folder(arguments.output)
    wanted = [] if request_id else environments if folder is not None else environments[:1]
    if folder is None and arguments.env is None:
        wanted = []
    opened = opened_for_export(session, wanted, words) if arguments.reveal else {}
    exported = {one.id: export.environment(one, opened.get(one.id, {})) for one in environments}
    in_urls = UrlVariables(tree, [*exported.values()], words)
    if arguments.env is None or request_id or folder is not None:
        name = next(file_names([settings.name], COLLECTION))
        files[name] = postman_json(collection_table(settings.name, in_urls.tree(tree), words))
    elif wanted:
        # One environment alone: what the collection cannot hold is not its business.
        del words.remarks[:of_tree]
    if request_id and (active := active_environment(session, arguments.env)) is not None:
        tell_connection(active, words, WITHOUT_ENVIRONMENT)
    names = file_names([one.name for one in wanted], ENVIRONMENT)
    for one, name in zip(wanted, names, strict=True):
        export.tell_environment(one)
        written = in_urls.environment(exported[one.id])
        files[name] = postman_json(postman_environment(written, words))
    _write(files, folder, arguments.output)
    if words.remarks and not arguments.quiet:
        for line in report_lines(words.remarks, full=True, lost="Not exported"):
            sys.stderr.write(f"{line}\n")
    return 0


def exported_environments(session: OpenWorkspace, asked: str | None) -> list[Environment]:
    """All of them, the one first that was asked for, else the default."""
    reader = session.reader
    first = asked or reader.settings().default_environment or ""
    if asked:
        reader.environment(asked)
    names = sorted(reader.environment_ids(), key=lambda name: name != first)
    return [reader.environment(name) for name in names]


def active_environment(session: OpenWorkspace, asked: str | None) -> Environment | None:
    """The one that a request would be sent in; ``None`` for none."""
    name = asked or session.reader.settings().default_environment
    return session.reader.environment(name) if name else None


def _folder(output: str | None) -> Path | None:
    """The folder that the output is, if it is one."""
    if output is None:
        return None
    path = Path(expand_home(output))
    return path if output.endswith(("/", os.sep)) or path.is_dir() else None


def opened_for_export(
    session: OpenWorkspace,
    environments: list[Environment],
    words: ExportReport,
) -> dict[str, Mapping[str, Secret]]:
    """The secrets of each environment, by its id."""

    async def body(workbench: Engine) -> dict[str, Mapping[str, Secret]]:
        return {
            one.id: await opened_secrets(workbench.secret_opener, session.snapshot(one, {}), words)
            for one in environments
        }

    return run_with_engine(body)


def _write(files: Mapping[str, str], folder: Path | None, output: str | None) -> None:
    from outrider.cli.output.text_output import write_output

    if folder is None:
        for text in files.values():
            write_output(text, output)
        return
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--output {folder} is not a folder.", code="output_file")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise save_error(error, str(folder)) from None
    for name, text in files.items():
        write_output(text, str(folder / name))
        sys.stdout.write(f"{folder / name}\n")
