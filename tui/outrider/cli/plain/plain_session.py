"""What a line-by-line session works on, and where it stands."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import TypeVar

from msgspec import Struct

from outrider.cli.output.error_output import write_error, write_fault, write_lines
from outrider.cli.plain.line_terminal import LineTerminal
from outrider.cli.plain.plain_runner import PlainRunner
from outrider.cli.plain.plain_steps import plain_advice
from outrider.engine.editing.edit_buffers import EditBuffers, RequestBuffer
from outrider.engine.editing.pasted_secrets import PastedSecrets
from outrider.engine.engine import Engine
from outrider.engine.send.send_job import SendJob, SendResult
from outrider.engine.workspace.active_workspace import (
    ActiveWorkspace,
    EnvironmentEntry,
    TreeEntry,
)
from outrider.engine.workspace.workspace_consent import WorkspaceConsent
from outrider.errors import OutriderError, UnknownName, UsageError
from outrider.model.console_entry import ConsoleEntry

Entry = TypeVar("Entry", EnvironmentEntry, TreeEntry)


class PlainSession(Struct):
    """An open workspace, its engine, the request that is open, and what came of its sends.

    Attributes:
        entries: of the console, in their order.
        request_id: of the open request; empty for none.
        results: the last result of each request, by id.
        rest: the lines of the last response that were not shown yet.
        done: the user wants to leave.
        status: what the process ends with.
    """

    workspace: ActiveWorkspace
    engine: Engine
    buffers: EditBuffers
    pasted: PastedSecrets
    consent: WorkspaceConsent
    terminal: LineTerminal
    runner: PlainRunner
    entries: list[ConsoleEntry]
    request_id: str = ""
    results: dict[str, SendResult] = {}
    rest: list[str] = []
    done: bool = False
    status: int = 0

    @classmethod
    def on(
        cls, workspace: ActiveWorkspace, engine: Engine, terminal: LineTerminal, runner: PlainRunner
    ) -> PlainSession:
        """A session that begins: nothing is open."""
        buffers = EditBuffers(workspace.reader, engine.bus)
        pasted = PastedSecrets(workspace)
        buffers.keep_apart = pasted.keep_apart
        consent = WorkspaceConsent(workspace)
        return cls(
            workspace, engine, buffers, pasted, consent, terminal, runner, [], results={}, rest=[]
        )

    # --- files --------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Takes what was changed outside; edits stay.

        Raises:
            WorkspaceError: ``outrider.toml`` is broken.
        """
        self.workspace.reload()
        self.buffers.set_reader(self.workspace.reader)
        self.buffers.refresh()

    @property
    def requests(self) -> tuple[TreeEntry, ...]:
        """All requests, in the order of the tree."""
        return tuple(one for one in self.workspace.tree() if not one.is_folder)

    @property
    def open_request(self) -> RequestBuffer:
        """The open request with its edits.

        Raises:
            UsageError: none is open.
            WorkspaceError: its file is broken.
        """
        if not self.request_id:
            raise UsageError("No request is open.", advice='Type "requests", then "open NUMBER".')
        return self.buffers.open(self.request_id)

    def job(self, request_id: str = "", environment_id: str | None = None) -> SendJob:
        """A send of a request as it is edited.

        Args:
            request_id: the open one without it.
            environment_id: the active one without it.

        Raises:
            OutriderError: there is none, or a file that belongs to it is broken.
        """
        from msgspec.structs import replace

        buffer = self.buffers.open(request_id) if request_id else self.open_request
        placed = self.workspace.with_folders(buffer.current)
        saved = replace(placed, request=buffer.saved) if buffer.saved is not None else None
        return SendJob(self.workspace.snapshot(environment_id), placed, saved=saved)

    # --- words --------------------------------------------------------------------------------

    @property
    def prompt(self) -> str:
        """The environment and the request, as a line begins with them."""
        environment = self.workspace.active or "no environment"
        unsaved = " (unsaved)" if self.buffers.is_dirty(self.request_id) else ""
        return f"{environment} {self.request_id}{unsaved}".strip()

    def mask(self, text: str) -> str:
        """A text without secrets."""
        return self.engine.redactor.mask_text(text)

    def say(self, *lines: str) -> None:
        """Writes lines, without secrets."""
        self.terminal.say(*map(self.mask, lines))

    def tell_error(self, error: OutriderError, *, request: bool = False) -> None:
        """Writes an error where errors are read; where nobody is there it ends the session.

        The lines that follow count on what could not be done: another environment, say.
        """
        sys.stdout.flush()
        write_error(error, sys.stderr, request=request, advise=plain_advice)
        if not self.terminal.is_attended:
            self.done, self.status = True, error.exit_code
            write_lines(["The rest of the input was not read."], sys.stderr)
        sys.stderr.flush()

    def tell_faults(self) -> None:
        """Writes what is wrong with files that were read."""
        sys.stdout.flush()
        for fault in self.workspace.collection.faults:
            write_fault(fault, sys.stderr, advise=plain_advice)


def find_entry(entries: Sequence[Entry], text: str, noun: str) -> Entry:
    """The entry of a number, an id or a name.

    Raises:
        UnknownName: there is none, or several have this name.
    """
    wanted = text.strip()
    if wanted.isdecimal() and 0 < int(wanted) <= len(entries):
        return entries[int(wanted) - 1]
    key = wanted.casefold()
    for fits in (_has_id, _has_name, _begins_so):
        found = [one for one in entries if fits(one, key)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UnknownName(
                f'{len(found)} {noun}s are meant by "{wanted}".', advice="Type the number of one."
            )
    near = get_close_matches(wanted, [one.id for one in entries], 1)
    raise UnknownName(
        f'Unknown {noun} "{wanted}".',
        advice=f'Did you mean "{near[0]}"?' if near else f'Type "{noun}s" to list them.',
    )


def _has_id(entry: EnvironmentEntry | TreeEntry, key: str) -> bool:
    return entry.id.casefold() == key


def _has_name(entry: EnvironmentEntry | TreeEntry, key: str) -> bool:
    return _name(entry).casefold() == key


def _begins_so(entry: EnvironmentEntry | TreeEntry, key: str) -> bool:
    return bool(key) and (
        entry.id.casefold().startswith(key) or _name(entry).casefold().startswith(key)
    )


def _name(entry: EnvironmentEntry | TreeEntry) -> str:
    if isinstance(entry, TreeEntry):
        return entry.name
    return entry.environment.name if entry.environment is not None else entry.id


def draft_instance() -> str:
    """What the drafts of this process are called."""
    return f"{os.getpid()}-{os.urandom(4).hex()}"
