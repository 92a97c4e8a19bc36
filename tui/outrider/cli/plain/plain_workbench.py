"""``outrider --plain``: the workbench that asks and answers line by line."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress

from outrider.cli.async_runner import engine_of_process
from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.plain.line_terminal import LineTerminal
from outrider.cli.plain.plain_commands import leave, next_words, run_line
from outrider.cli.plain.plain_runner import PlainRunner
from outrider.cli.plain.plain_session import PlainSession, draft_instance
from outrider.crash_report import disable_core_dumps
from outrider.engine.editing.other_instances import held_lines
from outrider.engine.editing.request_autosave import RequestAutosaver
from outrider.engine.events import EntryLogged
from outrider.engine.workspace.active_workspace import ActiveWorkspace
from outrider.errors import OutriderError
from outrider.storage.draft_folder import DraftFolder
from outrider.storage.user_files.user_folders import state_folder


def run_plain(directory: str | None, environment: str | None) -> int:
    """Opens a workspace and does what the lines of standard input say, until they end.

    Where they do not come from a person, the first error ends it with its exit status.

    Raises:
        UsageError: there is no workspace, or no such environment.
        WorkspaceError: ``outrider.toml`` is broken.
    """
    disable_core_dumps()
    process = dict(os.environ)
    workspace = ActiveWorkspace(directory, process)
    workspace.activate_initial(environment)
    terminal = LineTerminal.of_process()
    with PlainRunner() as runner:
        engine = engine_of_process(workspace.bus)
        session = PlainSession.on(workspace, engine, terminal, runner)
        terminal.complete = lambda begun: next_words(session, begun)
        view = ConsoleWriter(sys.stderr, engine.redactor)
        engine.bus.subscribe(lambda event: view.write_entry(event.entry), EntryLogged)
        engine.bus.subscribe(lambda event: session.entries.append(event.entry), EntryLogged)
        saver = _saver(session, process)
        try:
            _begin(session)
            while not session.done:
                _next(session)
        finally:
            saver.close()
            with suppress(KeyboardInterrupt):
                runner.run(engine.close())
    return session.status


def _saver(session: PlainSession, process: Mapping[str, str]) -> RequestAutosaver:
    """Keeps edits that are in no file, whatever ends the session."""
    folder = DraftFolder(
        state_folder(process) / "drafts",
        session.workspace.root,
        draft_instance(),
        session.engine.clock,
    )
    left = folder.orphaned_requests()
    if left:
        names = ", ".join(one.request.name for one in left)
        session.say(f"Unsaved edits of an earlier session: {names}. The workbench recovers them.")
    for held in folder.held_elsewhere():
        session.say(*held_lines(held, session.engine.clock()))
    return RequestAutosaver(
        session.buffers, folder, session.say, secrets=lambda: session.engine.redactor.secrets
    )


def _begin(session: PlainSession) -> None:
    environment = session.workspace.environment
    name = environment.name if environment is not None else "none"
    session.say(
        f"{session.workspace.name}. Environment: {name}. "
        f'{len(session.requests)} requests. Type "help" for the commands.'
    )
    session.tell_faults()


def _next(session: PlainSession) -> None:
    """Reads a line and does what it says; what goes wrong is told."""
    try:
        line = session.terminal.read_command(session.prompt)
    except EOFError:
        session.terminal.say("")
        _leave_at_end(session)
        return
    except KeyboardInterrupt:
        session.terminal.say("")
        return
    try:
        session.refresh()
        run_line(session, line)
    except OutriderError as error:
        session.tell_error(error)
    except KeyboardInterrupt:
        session.terminal.say("", "Cancelled.")


def _leave_at_end(session: PlainSession) -> None:
    if session.terminal.is_attended:
        leave(session, "")
        return
    unsaved = session.buffers.dirty
    if unsaved:
        session.say(f"Not saved: {', '.join(unsaved)}. The edits are kept as drafts.")
    session.done = True
