"""A side of a comparison that is a curl command: what it would send."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from outrider.engine.import_export.import_run import ImportRun
from outrider.engine.send.send_job import SendJob, WorkspaceSnapshot
from outrider.engine.send.trust_needs import body_paths
from outrider.engine.side_by_side.side_source import SideSource
from outrider.errors import ImportRejected, ResolveError, SourceLocation, WorkspaceError
from outrider.home_path import expand_home
from outrider.model.import_result import ImportVerdict
from outrider.model.message import FieldLine, RequestMessage, TextContent
from outrider.model.secret import MASK, MaybeSecret, Secret
from outrider.model.trust import TRUST_EVERYTHING
from outrider.model.workspace import Environment, RequestWithFolders, WorkspaceSettings

_PLACE = "command"

_STAND_IN = "masked-by-outrider"
"""In the place of a mask: a command that was exported without its secrets can be read too."""


def command_job(source: SideSource, text: str) -> SendJob:
    """What a curl command would send; it is prepared and not sent.

    Raises:
        ImportRejected: it holds no command, or several, or names a file that is not there.
    """
    imported = ImportRun.read_text(text.replace(MASK, _STAND_IN), "").imported
    name = source.title
    if len(imported.requests) != 1:
        lost = [one.what for one in imported.remarks if one.verdict is not ImportVerdict.CARRIED]
        count = len(imported.requests)
        raise ImportRejected(
            f"{name} has {count} curl requests, not one." if count else f"{name} has no request.",
            code="no_request",
            where=source.name,
            why=" ".join(lost[:3]),
            advice="Give one curl command with one URL.",
        )
    [request] = imported.requests
    for path, _ in body_paths(request):
        if not Path(expand_home(path)).is_file():
            raise ImportRejected(
                f'File "{path}", which the command sends, not found.',
                code="unreadable",
                where=source.name,
                advice="Its path is relative to the current folder.",
            )
    snapshot = WorkspaceSnapshot(
        root=Path.cwd(),
        settings=WorkspaceSettings(""),
        # Nothing is sent, so nothing is sent in the clear.
        environment=Environment(_PLACE, _PLACE, "", allow_insecure_http=True),
        trust=TRUST_EVERYTHING,
        overrides=imported.pasted,
    )
    placed = RequestWithFolders(request, ())
    # The command names the host that its credentials go to.
    return SendJob(snapshot, placed, saved=placed)


def with_masks(message: RequestMessage) -> RequestMessage:
    """The message of a command, with masks again where its text had some."""
    content = message.content
    if isinstance(content, TextContent):
        content = replace(content, text=_masks(content.text))
    return replace(
        message,
        url=_masks(message.url),
        headers=tuple(FieldLine(one.name, _masks(one.value)) for one in message.headers),
        content=content,
    )


def _masks(text: MaybeSecret) -> MaybeSecret:
    if isinstance(text, Secret):
        # What is made of a mask, as for Basic, is not known.
        return text
    return text.replace(_STAND_IN, MASK)


def placed_in_command(error: WorkspaceError, source: SideSource) -> WorkspaceError:
    """The error with the command as its place, since the request that it became has no file."""
    place = SourceLocation("" if source.is_stdin else source.name)
    faults = [replace(one, place=place if place.file else None) for one in error.faults]
    return ResolveError.of(faults) if faults else error
