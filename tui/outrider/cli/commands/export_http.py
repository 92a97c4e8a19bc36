"""``outrider export --as http``: a request, a folder or the workspace, with its environments."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from outrider.cli.async_runner import run_with_engine
from outrider.cli.commands.export_postman import active_environment
from outrider.engine.import_export.http_export import HttpWorkspaceExport
from outrider.engine.import_export.report_lines import report_lines
from outrider.engine.import_export.workspace_export import opened_secrets, tell_connection
from outrider.engine.workspace.open_workspace import open_workspace
from outrider.errors import UsageError, WorkspaceError
from outrider.exporters.http_file.environment_tables import files_of_environments
from outrider.exporters.http_file.http_export_report import HttpExportReport
from outrider.exporters.http_file.request_writer import HttpRequestWriter
from outrider.home_path import expand_home
from outrider.model.secret import Secret
from outrider.model.workspace import Collection, Environment
from outrider.storage.files.atomic_write import save_error, write_atomically

if TYPE_CHECKING:
    import argparse

    from outrider.engine.engine import Engine
    from outrider.engine.workspace.open_workspace import OpenWorkspace


def export_http(arguments: argparse.Namespace) -> int:
    """Writes what was asked for, and tells on standard error what the format cannot hold."""
    session = open_workspace(arguments.workspace, dict(os.environ), trust_once=arguments.trust)
    reader = session.reader
    collection = reader.collection()
    errors = [one for one in collection.faults if one.severity.value == "error"]
    if errors:
        raise WorkspaceError.of(errors)
    only = _asked(session, collection, arguments.request)
    folder = _folder(arguments.output)
    words = HttpExportReport(reveals=arguments.reveal)
    names = [arguments.env] if arguments.env else list(reader.environment_ids())
    environments = [reader.environment(name) for name in names]
    opened = _opened(session, environments, words) if arguments.reveal and folder else {}
    export = HttpWorkspaceExport(reader.settings(), collection, environments, opened, words)
    of_environments = len(words.remarks)
    target = folder or Path(expand_home(arguments.output or "x")).absolute().parent

    def path(file: str, below: str) -> str:
        """A file of the workspace, from the folder of the file that names it."""
        if file.startswith(("{{", "~", "/")):
            return file
        found = os.path.relpath(session.root / file, target.absolute() / below)
        return found if found.startswith(".") else f"./{found}"

    writer = HttpRequestWriter(words, path)
    written = {f"{one.name}.http": writer.file(one) for one in export.files(only)}
    files = {name: one.text.encode("utf-8", "replace") for name, one in written.items()}
    bodies = {
        f"{name.rpartition('/')[0]}/{body}".lstrip("/"): data
        for name, one in written.items()
        for body, data in one.bodies.items()
    }
    if folder is not None:
        more = files_of_environments(list(export.environments.values()))
        texts = {name: text.encode("utf-8", "replace") for name, text in more.items()}
        _write({**files, **bodies, **texts}, folder)
    else:
        del words.remarks[:of_environments]
        if (active := active_environment(session, arguments.env)) is not None:
            tell_connection(active, words, "Environments are exported to a folder only.")
        beside = {body: data for one in written.values() for body, data in one.bodies.items()}
        _print(files, beside, arguments.output, words)
    if words.remarks and not arguments.quiet:
        for line in report_lines(words.remarks, full=True, lost="Not exported"):
            sys.stderr.write(f"{line}\n")
    return 0


def _asked(session: OpenWorkspace, collection: Collection, name: str | None) -> str:
    """The request or the folder that is exported; empty for all."""
    if not name:
        return ""
    plain = name.removeprefix("./").removeprefix("requests/").rstrip("/")
    if plain in collection.folders and plain not in collection.requests:
        return plain
    return session.reader.find_request(name).request.id


def _folder(output: str | None) -> Path | None:
    if output is None:
        return None
    path = Path(expand_home(output))
    return path if output.endswith(("/", os.sep)) or path.is_dir() else None


def _opened(
    session: OpenWorkspace, environments: list[Environment], words: HttpExportReport
) -> dict[str, Mapping[str, Secret]]:
    async def body(workbench: Engine) -> dict[str, Mapping[str, Secret]]:
        return {
            one.id: await opened_secrets(workbench.secret_opener, session.snapshot(one, {}), words)
            for one in environments
        }

    return run_with_engine(body)


def _print(
    files: Mapping[str, bytes],
    bodies: Mapping[str, bytes],
    output: str | None,
    words: HttpExportReport,
) -> None:
    """Writes the one file that there is, and bodies beside it where it is a file itself."""
    from outrider.cli.output.text_output import write_output

    if len(files) != 1:
        raise UsageError(
            "The requests of several folders are several files."
            if files
            else "No requests found to export.",
            code="several_files",
            advice="Pass a folder as --output, or name a request or one folder.",
        )
    write_output(next(iter(files.values())).decode(), output)
    for name, data in bodies.items():
        if output is None:
            words.lost(f'File "{name}" was not written.', "", "", "Pass a folder as --output.")
        else:
            _write_one(Path(output).parent / name, data)


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"--output {folder} is not a folder.", code="output_file")
    for name, data in files.items():
        path = folder / name
        known = path.read_bytes() if path.name == ".gitignore" and path.exists() else b""
        if data.strip() in known.splitlines():
            continue
        _write_one(path, (known.rstrip(b"\n") + b"\n" if known else b"") + data)
        sys.stdout.write(f"{path}\n")


def _write_one(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise save_error(error, str(path.parent)) from None
    write_atomically(path, data, private=True)
