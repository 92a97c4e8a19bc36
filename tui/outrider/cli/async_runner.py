"""Opens what a command needs, and runs a coroutine to its end, an interrupt or termination."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

from outrider.cli.arguments.variable_overrides import variable_overrides
from outrider.cli.main import tell_fault
from outrider.cli.output.console_output import ConsoleWriter
from outrider.cli.output.error_output import write_fault
from outrider.cli.told_to_stop import until_told
from outrider.crash_report import FaultLog, disable_core_dumps
from outrider.engine.engine import Engine
from outrider.engine.event_bus import EventBus
from outrider.engine.events import EntryLogged
from outrider.engine.send.send_job import OverrideOrigin, WorkspaceSnapshot
from outrider.engine.user_interface import UserInterface
from outrider.engine.workspace.open_workspace import OpenWorkspace, open_workspace
from outrider.model.settings import TokenSharing
from outrider.storage.user_files.settings_file import settings_file
from outrider.storage.user_files.token_settings import read_token_settings, token_sharing

if TYPE_CHECKING:
    import argparse

T = TypeVar("T")


def open_snapshot(arguments: argparse.Namespace) -> tuple[OpenWorkspace, WorkspaceSnapshot]:
    """The workspace that a command names, and its files as a send in the environment needs them."""
    process = dict(os.environ)
    session = open_workspace(arguments.workspace, process, trust_once=arguments.trust)
    environment = session.environment(arguments.env, process)
    variables = variable_overrides(arguments.var, environment, process)
    return session, session.snapshot(environment, variables, OverrideOrigin.COMMAND_LINE)


def run_with_engine(
    body: Callable[[Engine], Coroutine[Any, Any, T]],
    console: TextIO | None = None,
    *,
    verbose: bool = False,
    reveals: bool = False,
    hands_over: bool = False,
) -> T:
    """Opens an engine, runs the body with it, and closes it whatever happens.

    Args:
        body: what is run.
        console: where the lines of the console go; nowhere unless said.
        verbose: whether they hold headers and bodies.
        reveals: whether secrets are in clear in them.
        hands_over: whether another program takes the place of this one afterwards, whose limits
            are the user's.

    Raises:
        KeyboardInterrupt: the user interrupted.
        Terminated: SIGTERM or SIGHUP arrived.
    """
    disable_core_dumps(for_good=not hands_over)
    engine = engine_of_process()

    async def whole() -> T:
        async with engine as workbench:
            if console is not None:
                view = ConsoleWriter(console, workbench.redactor, verbose=verbose, reveals=reveals)
                workbench.bus.subscribe(lambda event: view.write_entry(event.entry), EntryLogged)
            return await body(workbench)

    noted = FaultLog()

    try:
        return asyncio.run(until_told(whole(), noted))
    finally:
        for fault in noted.faults:
            tell_fault(fault)


def engine_of_process(bus: EventBus | None = None) -> Engine:
    """An engine with the environment, the settings and the user of this process.

    Args:
        bus: where it publishes; one of its own unless given.
    """
    process = dict(os.environ)
    return Engine(process_environment=process, user=_user(), sharing=_sharing(), bus=bus)


def _sharing() -> TokenSharing:
    """Where tokens are kept; what the settings say wrongly of it is told."""
    process = dict(os.environ)
    written, faults = read_token_settings(settings_file(process))
    for fault in faults:
        write_fault(fault, sys.stderr)
    return token_sharing(process, written)


def _user() -> UserInterface | None:
    """Who sits at the terminal, where there is one."""
    if not sys.stderr.isatty():
        return None
    from outrider.cli.secret_prompt import TerminalUser

    return TerminalUser(os.environ)
