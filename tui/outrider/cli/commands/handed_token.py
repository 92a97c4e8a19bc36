"""``outrider token --as``: a token for another program."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from outrider.cli.arguments.allowed_hosts import require_hosts
from outrider.cli.async_runner import open_snapshot, run_with_engine
from outrider.cli.commands.token_definition import token_definition
from outrider.cli.output.error_output import write_lines
from outrider.cli.output.token_formats import TOKEN_FORMATS
from outrider.cli.output.token_formats.token_format import (
    HandedToken,
    ProgramCall,
    TokenFormat,
    TokenPurpose,
    TokenQuery,
)
from outrider.engine.engine import Engine
from outrider.engine.send.token_delivery import DeliveredToken, TokenOrder
from outrider.errors import AuthorizationError, HostNotAllowedError, UsageError
from outrider.model.secret import reveal

if TYPE_CHECKING:
    import argparse

_MOST_INPUT = 64 * 1024
"""Bytes that a program may write before it gets its token."""


def require_format(arguments: argparse.Namespace, name: str) -> TokenFormat:
    """The format of this name, if the other words of the call go with it.

    Raises:
        UsageError: they do not.
    """
    form = TOKEN_FORMATS.find(name)
    operation = arguments.operation or ""
    if operation and not (form is not None and form.operations):
        takers = [one.name for one in TOKEN_FORMATS if one.operations]
        raise UsageError(f'Unknown argument "{operation}".', advice=_formats(takers))
    if arguments.username and not (form is not None and form.has_username):
        takers = [one.name for one in TOKEN_FORMATS if one.has_username]
        raise UsageError("--username needs a format with a user name.", advice=_formats(takers))
    if form is None or (arguments.allow_host and not form.names_host):
        raise UsageError(
            "--allow-host needs a format for a program that names its host.",
            advice=_formats([one.name for one in TOKEN_FORMATS if one.names_host]),
        )
    if form.operations and not operation:
        raise UsageError(
            f"--as {name} needs an operation.", advice=f"Pass one of: {', '.join(form.operations)}."
        )
    require_hosts(arguments.allow_host)
    return form


def _formats(names: Sequence[str]) -> str:
    return f"Pass --as with one of: {', '.join(names)}."


def hand_over(arguments: argparse.Namespace, form: TokenFormat) -> int:
    """Prints a token as a program reads it, or does what else it asks; returns the exit status."""
    query = form.query(
        ProgramCall(
            operation=arguments.operation or "",
            given=_given() if form.reads_input else "",
            process=os.environ,
            username=arguments.username or "",
        )
    )
    if query.purpose is TokenPurpose.NOTHING:
        sys.stdout.write(query.text)
        if query.note and not arguments.quiet:
            write_lines([query.note], sys.stderr)
        return 0
    try:
        if query.purpose is TokenPurpose.DROP:
            return _take_back(arguments, form, query)
        sys.stdout.write(_text(arguments, form, query))
    except HostNotAllowedError as error:
        if query.purpose is TokenPurpose.DROP or form.for_others == "":
            if arguments.verbose:
                write_lines([error.what, error.why], sys.stderr)
            return 0
        sys.stdout.write(form.for_others or "")
        raise
    except AuthorizationError:
        sys.stdout.write(form.when_failed)
        raise
    return 0


def _text(arguments: argparse.Namespace, form: TokenFormat, query: TokenQuery) -> str:
    order = _order(arguments, form, query)

    async def body(engine: Engine) -> DeliveredToken:
        return await engine.token_delivery.deliver(order)

    is_quiet = arguments.quiet or (form.is_quiet and not arguments.verbose)
    console = None if is_quiet else sys.stderr
    found = run_with_engine(body, console, verbose=arguments.verbose)
    handed = HandedToken(
        use=found.use,
        placed=found.placed,
        config=order.config,
        environment=order.snapshot.environment_id,
        query=query,
        now=time.time(),
    )
    return reveal(form.render(handed))


def _take_back(arguments: argparse.Namespace, form: TokenFormat, query: TokenQuery) -> int:
    """Drops the token that the commands share: one of this process alone ends with it."""
    order = _order(arguments, form, query)

    async def body(engine: Engine) -> None:
        if await engine.shared_tokens.place() is not None:
            await engine.token_delivery.withdraw(order, query.rejected)

    run_with_engine(body, sys.stderr if arguments.verbose else None, verbose=arguments.verbose)
    return 0


def _order(arguments: argparse.Namespace, form: TokenFormat, query: TokenQuery) -> TokenOrder:
    session, snapshot = open_snapshot(arguments)
    config, request = token_definition(arguments, session, snapshot.environment)
    return TokenOrder(
        replace(snapshot, is_attended=query.is_attended),
        config,
        request,
        url=query.url,
        allowed_hosts=tuple(arguments.allow_host),
        fresh=arguments.fresh,
        takes_bound=form.takes_bound,
    )


def _given() -> str:
    """What the program writes.

    Raises:
        UsageError: it is more than any program writes, or no text.
    """
    data = sys.stdin.buffer.read(_MOST_INPUT + 1)
    if len(data) > _MOST_INPUT:
        raise UsageError("Standard input is larger than 64 kB.")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError("Standard input is not UTF-8.") from None
