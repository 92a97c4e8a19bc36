"""``outrider token``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.commands.token_definition import token_definition
from outrider.engine.engine import Engine
from outrider.errors import OutriderError, UsageError
from outrider.model.token import TokenUse

if TYPE_CHECKING:
    import argparse

    from outrider.cli.output.token_formats.token_format import TokenFormat


def command(arguments: argparse.Namespace) -> int:
    """Prints one token and a line end, or asks about it; returns the exit status."""
    form = _format(arguments)
    try:
        return _print_token(arguments, form)
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


def _format(arguments: argparse.Namespace) -> TokenFormat | None:
    """The format that is asked for; ``None`` for the token alone.

    Raises:
        UsageError: what else was asked for does not go with it.
    """
    about_it = arguments.introspect or arguments.revoke
    if arguments.form == "json" and not about_it:
        arguments.json = True
    name = "json" if arguments.json and not about_it else arguments.form
    if name is None and not (arguments.operation or arguments.username or arguments.allow_host):
        return None
    if about_it:
        raise UsageError("--as does not go with --introspect or --revoke.", advice="Pass --json.")
    from outrider.cli.commands.handed_token import require_format

    return require_format(arguments, name or "")


def _print_token(arguments: argparse.Namespace, form: TokenFormat | None) -> int:
    if form is not None:
        from outrider.cli.commands.handed_token import hand_over

        return hand_over(arguments, form)
    session, snapshot = open_snapshot(arguments)
    config, request = token_definition(arguments, session, snapshot.environment)
    if arguments.introspect or arguments.revoke:
        from outrider.cli.commands.issued_token_commands import introspect, revoke

        about_it = introspect if arguments.introspect else revoke
        return about_it(arguments, snapshot, config, request)

    async def body(workbench: Engine) -> TokenUse:
        return await workbench.sender.token(snapshot, config, request, fresh=arguments.fresh)

    console = None if arguments.quiet else sys.stderr
    use = run_with_engine(body, console, verbose=arguments.verbose)
    sys.stdout.write(use.token.value.reveal() + "\n")
    return 0
