"""What ``outrider send`` sends: a request of the workspace, or what the command line says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from outrider.cli.arguments.variable_overrides import variable_overrides
from outrider.cli.async_runner import open_snapshot
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.errors import Fault, SourceLocation, UnknownName, UsageError
from outrider.model.workspace import Folder, RequestWithFolders

if TYPE_CHECKING:
    import argparse

    from outrider.cli.commands.once_request import OnceOptions, TypedTarget
    from outrider.cli.commands.typed_files import TypedFiles
    from outrider.engine.workspace.open_workspace import OpenWorkspace


class OpenedRequest(Struct, frozen=True):
    """A request, and the files that it is sent with.

    Attributes:
        workspace: ``None`` where a URL is sent outside of one.
        is_typed: it is written on the command line.
        notes: what was written for it, as lines for the console.
    """

    workspace: OpenWorkspace | None
    snapshot: WorkspaceSnapshot
    request: RequestWithFolders
    is_typed: bool = False
    notes: tuple[str, ...] = ()

    @property
    def faults(self) -> Sequence[Fault]:
        """Warnings of the files that were read."""
        return self.workspace.reader.faults if self.workspace is not None else ()


def opened_request(arguments: argparse.Namespace, files: TypedFiles) -> OpenedRequest:
    """The request that a command line means.

    Raises:
        UsageError: it means none, or its options do not go together.
        WorkspaceError: a file of the workspace is broken.
    """
    from outrider.cli.commands.once_request import typed_target

    target, options = typed_target(arguments.words), once_options(arguments)
    if target is not None:
        return _typed(arguments, target, options, files)
    name = arguments.words[0]
    if options.given:
        raise UsageError(
            f'{options.given[0]} needs a URL, and "{name}" is not one.',
            code="not_a_url",
            advice=_hint(name) or "Pass a URL, or change the file of the request.",
        )
    try:
        workspace, snapshot = open_snapshot(arguments)
        return OpenedRequest(workspace, snapshot, workspace.reader.find_request(name))
    except UsageError as error:
        hint = _hint(name)
        if hint and error.code == "no_workspace" and not arguments.workspace:
            what = f'"{name}" is not a URL, and no workspace was found here.'
            raise UsageError(what, code=error.code, advice=hint) from None
        if hint and isinstance(error, UnknownName):
            error.advice = f"{error.advice} {hint}"
        raise


def once_options(arguments: argparse.Namespace) -> OnceOptions:
    """The options that only a URL takes."""
    from outrider.cli.commands.once_request import OnceOptions

    return OnceOptions(
        arguments.auth,
        arguments.header,
        arguments.data,
        arguments.json_data,
        arguments.form,
        arguments.save,
    )


def _hint(word: str) -> str:
    """What a word that is no request would be as a URL."""
    from outrider.cli.commands.once_request import is_method, url_of_host

    url = url_of_host(word)
    if url:
        return f"For a URL, write {url}"
    return f"After a method, write a URL: {word} https://…" if is_method(word) else ""


def _typed(
    arguments: argparse.Namespace, target: TypedTarget, options: OnceOptions, files: TypedFiles
) -> OpenedRequest:
    """What is typed, as if it were a file at the top of the workspace's requests."""
    from outrider.cli.commands.once_request import once_request, option_place

    body_option = options.body_option
    workspace, snapshot = _surroundings(arguments, options)
    saving = None
    if workspace is not None and options.save is not None:
        from outrider.cli.commands.once_saving import OnceSaving

        process = dict(os.environ)
        saving = OnceSaving(workspace.root, options.save, snapshot.environment_id, process)
    folders: tuple[Folder, ...] = ()
    if workspace is not None:
        folders = workspace.reader.folders_above(saving.name.id if saving else "")
    inherited = {row.name.strip().lower() for folder in folders for row in folder.headers}
    request = once_request(target, options, files.path_of, inherited)
    notes: tuple[str, ...] = ()
    if saving is not None:
        if files.is_copied:
            raise UsageError(
                "--save cannot keep what comes from standard input or a pipe.",
                code="save_input",
                advice=f"Save it to a file first, and pass {body_option} @FILE.",
            )

        def inside(option: str, written: str) -> str:
            return saving.path_inside(files.path_of(option, written))

        notes = saving.save(once_request(target, options, inside, inherited))
    with_line = snapshot.with_line

    def placed(place: SourceLocation) -> SourceLocation:
        return with_line(place) if place.file else option_place(place, body_option)

    return OpenedRequest(
        workspace,
        replace(snapshot, with_line=placed),
        RequestWithFolders(request, folders),
        is_typed=True,
        notes=notes,
    )


def _surroundings(
    arguments: argparse.Namespace, options: OnceOptions
) -> tuple[OpenWorkspace | None, WorkspaceSnapshot]:
    """The workspace around, which has to be there only for what names something of it."""
    from outrider.cli.commands.auth_names import require_auth
    from outrider.cli.commands.once_request import NO_AUTH

    named = options.auth not in (None, NO_AUTH)
    try:
        workspace, snapshot = open_snapshot(arguments)
    except UsageError as error:
        needed = arguments.workspace or arguments.env or options.save is not None or named
        if error.code != "no_workspace" or needed:
            raise
        return None, _bare_snapshot(arguments)
    if options.auth is not None and named:
        require_auth(snapshot.environment, options.auth)
    return workspace, snapshot


def _bare_snapshot(arguments: argparse.Namespace) -> WorkspaceSnapshot:
    """No files at all: the current folder, which has none of a workspace."""
    from outrider.model.trust import TRUST_NOTHING
    from outrider.model.workspace import WorkspaceSettings

    return WorkspaceSnapshot(
        root=Path.cwd(),
        settings=WorkspaceSettings("", file=""),
        environment=None,
        trust=TRUST_NOTHING,
        overrides=variable_overrides(arguments.var, None, dict(os.environ)),
        override_origin=OverrideOrigin.COMMAND_LINE,
    )
