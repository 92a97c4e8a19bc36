"""The auth definition that ``outrider token`` and ``outrider exec`` fetch a token for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outrider.auth.definitions import choose_auth, named_auth, require_token
from outrider.cli.commands.auth_names import require_auth
from outrider.engine.send.error_lines import lines_in_errors
from outrider.engine.workspace.open_workspace import OpenWorkspace

if TYPE_CHECKING:
    import argparse

    from outrider.model.auth import AuthConfig
    from outrider.model.workspace import Environment, RequestWithFolders


def token_definition(
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
