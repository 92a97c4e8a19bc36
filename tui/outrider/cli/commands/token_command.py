"""``outrider token``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from outrider.auth.definitions import choose_auth, named_auth, require_token
from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.commands.auth_names import require_auth
from outrider.engine.engine import Engine
from outrider.engine.send.error_lines import lines_in_errors
from outrider.engine.workspace.open_workspace import OpenWorkspace
from outrider.errors import OutriderError
from outrider.model.token import TokenUse

if TYPE_CHECKING:
    import argparse

    from outrider.model.auth import AuthConfig
    from outrider.model.workspace import Environment, RequestWithFolders


def command(arguments: argparse.Namespace) -> int:
    """Prints one token and a line end, or asks about it; returns the exit status."""
    try:
        return _print_token(arguments)
    except OutriderError as error:
        if arguments.json:
            from outrider.cli.output.json_objects import error_object
            from outrider.cli.output.json_output import write_json

            empty: dict[str, object] = {"environment": None}
            if arguments.introspect:
                empty |= {"active": None, "introspection": None}
            elif arguments.revoke:
                empty["revoked"] = False
            else:
                empty["access_token"] = None
            write_json({**empty, "error": error_object(error)})
        raise


def _print_token(arguments: argparse.Namespace) -> int:
    session, snapshot = open_snapshot(arguments)
    config, request = _definition(arguments, session, snapshot.environment)
    if arguments.introspect or arguments.revoke:
        from outrider.cli.commands.issued_token_commands import introspect, revoke

        about_it = introspect if arguments.introspect else revoke
        return about_it(arguments, snapshot, config, request)

    async def body(workbench: Engine) -> TokenUse:
        return await workbench.sender.token(snapshot, config, request, fresh=arguments.fresh)

    console = None if arguments.quiet else sys.stderr
    use = run_with_engine(body, console, verbose=arguments.verbose)
    if arguments.json:
        from outrider.cli.output.json_objects import token_object
        from outrider.cli.output.json_output import write_json

        write_json(token_object(use, snapshot.environment_id, time.time()))
    else:
        sys.stdout.write(use.token.value.reveal() + "\n")
    return 0


def _definition(
    arguments: argparse.Namespace, session: OpenWorkspace, environment: Environment | None
) -> tuple[AuthConfig, RequestWithFolders | None]:
    """The OAuth definition that was asked for, and the request whose scope it has.

    Raises:
        UnknownName: there is no such auth.
        UsageError: there is an auth and it is not OAuth, or there is none.
    """
    with lines_in_errors(session.reader.with_line):
        return _located_definition(arguments, session, environment)


def _located_definition(
    arguments: argparse.Namespace, session: OpenWorkspace, environment: Environment | None
) -> tuple[AuthConfig, RequestWithFolders | None]:
    request: RequestWithFolders | None = None
    if arguments.request:
        request = session.reader.find_request(arguments.request)
        config = choose_auth(request, environment).config
    else:
        name = arguments.auth or "default"
        more = " For a request's own auth definition, pass --request."
        config = named_auth(require_auth(environment, name, more), name)
    return require_token(config), request
