"""Reads the sides of a comparison."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct
from msgspec.structs import replace

from outrider.comparison.compared_exchange import ComparedExchange, of_exchange, of_message
from outrider.engine.send.send_job import SendJob
from outrider.engine.send.sender import Sender
from outrider.engine.side_by_side.archive_side import archive_side, side_text
from outrider.engine.side_by_side.command_side import (
    command_job,
    placed_in_command,
    with_masks,
)
from outrider.engine.side_by_side.side_source import SideKind, SideSource
from outrider.errors import UnknownName, UsageError, WorkspaceError
from outrider.model.past_send import PastSend
from outrider.model.secret import masked
from outrider.model.units import moment_text
from outrider.storage.files.workspace_files import UnusualFile, read_regular
from outrider.storage.user_files.history_folder import HistoryFolder

LARGEST_BODY = 50_000_000
"""Bytes of a file that is compared where a request sends it."""


class SideReader(Struct, frozen=True):
    """Gives exchanges to compare.

    Attributes:
        sender: prepares what would be sent.
        job: what would be sent, by the names of a request and an environment.
        history: of the workspace, when somebody asks.
        stdin: standard input, where a side may come from it.
    """

    sender: Sender
    job: Callable[[str, str], SendJob]
    history: Callable[[], HistoryFolder]
    stdin: BinaryIO | None = None

    async def read(self, source: SideSource) -> ComparedExchange:
        """One side.

        Raises:
            OutriderError: there is none of that name, or it cannot be read or prepared.
        """
        match source.kind:
            case SideKind.PAST_SEND:
                return self._past(source)
            case SideKind.REQUEST:
                label = f"{source.name} in {source.environment}"
                return await self._planned(label, self.job(source.name, source.environment))
            case SideKind.FILE:
                text = await asyncio.to_thread(side_text, source, self.stdin)
                side = archive_side(source, text)
                return side or await self._command(source, text)

    async def _command(self, source: SideSource, text: str) -> ComparedExchange:
        job = command_job(source, text)
        try:
            outgoing = await self.sender.preview(job)
        except WorkspaceError as error:
            raise placed_in_command(error, source) from None
        message = with_masks(outgoing.message)
        return of_message(f"curl in {source.title}", message, read_file=read_body_file)

    async def _planned(self, label: str, job: SendJob) -> ComparedExchange:
        outgoing = await self.sender.preview(job)
        return of_message(label, outgoing.message, read_file=read_body_file)

    def _past(self, source: SideSource) -> ComparedExchange:
        found = self.history().find(source.name)
        if len(found) > 1:
            raise UsageError(
                f'{len(found)} history entries begin with "{source.name}".',
                code="ambiguous",
                advice="Give more of the ID.",
            )
        if not found:
            raise UnknownName(
                f'History entry "{source.name}" not found.',
                code="unknown_history",
                why="The history is kept in files only if the settings say so, for 30 days.",
            )
        [past] = found
        where = past.environment_name or past.environment
        name = past.request_id
        if not name and past.exchange is not None:
            name = f"{past.exchange.request.method} {masked(past.exchange.request.url)}"
        label = f"{name}{f' in {where}' if where else ''}, {moment_text(past.sent_at)}"
        return replace(past_side(past), label=label)


def past_side(past: PastSend, now: float | None = None) -> ComparedExchange:
    """A past send as a side; one of which nothing was sent is what went wrong.

    Args:
        past: it.
        now: seconds since the epoch: the date is in the label where it is not of today.
    """
    label = f"{past.environment_name or past.request_id} {moment_text(past.sent_at, now)}".strip()
    if past.exchange is None:
        problem = past.problem_lines or ("Nothing was sent.",)
        return ComparedExchange(label, "", "", (), problem=problem)
    return of_exchange(label, past.exchange, past.problem_lines, read_file=read_body_file)


def read_body_file(path: str) -> bytes | None:
    """The bytes of a file that is sent; ``None`` where they cannot be had."""
    try:
        return read_regular(Path(path), LARGEST_BODY)[0]
    except (OSError, UnusualFile):
        return None
