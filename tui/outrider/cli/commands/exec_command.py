"""``outrider exec``: another program, with the token in its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.commands.passed_over_words import passed_over_warnings, require_passed
from outrider.cli.commands.token_definition import token_definition
from outrider.cli.output.error_output import write_fault
from outrider.cli.program_start import CoreLimit, become_program, require_program
from outrider.engine.engine import Engine
from outrider.engine.send.program_environment import secret_os_variables
from outrider.engine.send.program_variables import (
    ProgramChoice,
    ProgramWish,
    choose_variables,
    is_lived_by,
    is_os_variable_name,
    program_scope,
    variables_in,
)
from outrider.engine.send.sender import require_confirmed_use
from outrider.engine.send.token_delivery import TokenOrder
from outrider.errors import UnknownName, UsageError
from outrider.model.secret import MaybeSecret, reveal

if TYPE_CHECKING:
    import argparse
    from collections.abc import Collection, Sequence

    from outrider.engine.send.send_job import WorkspaceSnapshot
    from outrider.model.auth import AuthConfig
    from outrider.model.workspace import RequestWithFolders


def command(arguments: argparse.Namespace) -> int:
    """Starts a program in the place of this one; returns only by an error."""
    words: list[str] = arguments.program
    if not words:
        raise UsageError(
            "The command to run is missing.", advice="Pass it after --: outrider exec -- COMMAND."
        )
    taken = _token_names(arguments)
    session, snapshot = open_snapshot(arguments)
    require_confirmed_use(snapshot.environment, confirmed=arguments.yes)
    config, request = None, None
    if not arguments.no_token:
        config, request = token_definition(arguments, session, snapshot.environment)
    elif arguments.request:
        request = session.reader.find_request(arguments.request)
    choice = _choice(arguments, snapshot, request, taken)
    own_path = None if "PATH" in choice.names.values() else os.environ.get("PATH")
    if "PATH" not in choice.names.values():
        require_program(words[0], own_path)
    core = CoreLimit()
    values = _values(arguments, snapshot, config, request, choice)
    environ = _environ(arguments, snapshot, config, values)
    path = require_program(words[0], os.fsdecode(environ.get(b"PATH", b"")))
    become_program(path, words, environ, core)


def _token_names(arguments: argparse.Namespace) -> dict[str, str]:
    """The OS environment variables of the token, with what each is for.

    Raises:
        UsageError: a name is not one, or is one that programs live by, or both are the same.
    """
    arguments.expires_name = arguments.expires_name or f"{arguments.token_name}_EXPIRES_AT"
    for option, name in (
        ("--token-name", arguments.token_name),
        ("--expires-name", arguments.expires_name),
        ("--prefix", arguments.prefix or "_"),
    ):
        if not is_os_variable_name(name):
            raise UsageError(
                f'{option} "{name}" is not a name of an OS environment variable.',
                advice="Use letters, digits and _, and no digit first.",
            )
    if arguments.no_token:
        return {}
    for option, name in (
        ("--token-name", arguments.token_name),
        ("--expires-name", arguments.expires_name),
    ):
        if is_lived_by(name):
            raise UsageError(
                f'{option} "{name}" would replace a variable that programs depend on.',
                why="The command might not start, or another program might start.",
                advice="Use a name of your own, such as ACCESS_TOKEN.",
            )
    if arguments.token_name == arguments.expires_name:
        raise UsageError("--token-name and --expires-name are the same.")
    return {arguments.token_name: "the token", arguments.expires_name: "its expiry"}


def _choice(
    arguments: argparse.Namespace,
    snapshot: WorkspaceSnapshot,
    request: RequestWithFolders | None,
    taken: Mapping[str, str],
) -> ProgramChoice:
    """What is passed; what is not is said.

    Raises:
        UsageError: a name that was typed does not exist, or cannot be passed.
        ResolveError: a variable that was typed cannot be resolved.
    """
    environment = snapshot.environment
    secrets = environment.secrets if environment is not None else {}
    typed: list[str] | None = [] if arguments.no_variables else arguments.variable
    _require_known("secret", "--secret", arguments.secret, sorted(secrets))
    known = variables_in(program_scope(snapshot, request))
    _require_known("variable", "--variable", typed or (), known)
    wish = ProgramWish(
        None if typed is None else frozenset(typed),
        frozenset(arguments.secret),
        arguments.prefix,
        taken,
    )
    choice = choose_variables(snapshot, request, wish)
    require_passed(choice, {*arguments.secret, *(typed or ())}, snapshot)
    if not arguments.quiet:
        for warning in passed_over_warnings(choice):
            write_fault(warning, sys.stderr)
    return choice


def _require_known(kind: str, option: str, names: Sequence[str], known: Collection[str]) -> None:
    for name in names:
        if name not in known:
            raise UnknownName(
                f'{option}: unknown {kind} "{name}".',
                code=f"unknown_{kind}",
                advice=f"Defined: {', '.join(known) or 'none'}.",
            )


def _values(
    arguments: argparse.Namespace,
    snapshot: WorkspaceSnapshot,
    config: AuthConfig | None,
    request: RequestWithFolders | None,
    choice: ProgramChoice,
) -> dict[str, MaybeSecret]:
    """The values by name of OS environment variable; a token is fetched last."""

    async def body(engine: Engine) -> dict[str, MaybeSecret]:
        opened = await engine.program_environment.open(snapshot, choice)
        if config is None:
            return engine.program_environment.resolve(snapshot, choice, opened, None)
        order = TokenOrder(snapshot, config, request, fresh=arguments.fresh)
        token = (await engine.token_delivery.deliver(order)).use.token
        values = engine.program_environment.resolve(snapshot, choice, opened, token.value)
        values[arguments.token_name] = token.value
        values[arguments.expires_name] = str(int(token.expires_at))
        return values

    console = sys.stderr if arguments.verbose else None
    return run_with_engine(body, console, verbose=arguments.verbose, hands_over=True)


def _environ(
    arguments: argparse.Namespace,
    snapshot: WorkspaceSnapshot,
    config: AuthConfig | None,
    values: Mapping[str, MaybeSecret],
) -> dict[bytes, bytes]:
    """The program's environment: ours without what secrets were read from, and the values."""
    secrets = snapshot.environment.secrets if snapshot.environment is not None else {}
    sources = config.sources.values() if config is not None else ()
    removed = secret_os_variables([*secrets.values(), *sources])
    removed |= {name for name in arguments.var if name in secrets}
    kept = {name: value for name, value in os.environb.items() if os.fsdecode(name) not in removed}
    # What a word of the command line had that is no UTF-8 is in it as a surrogate.
    texts = {
        name: reveal(value).encode("utf-8", "surrogateescape") for name, value in values.items()
    }
    return kept | {name.encode(): text for name, text in texts.items()}
