"""``outrider token --introspect`` and ``--revoke``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from outrider.cli.async_runner import run_with_engine
from outrider.engine.engine import Engine
from outrider.engine.tokens.jwt_claims import claim_lines
from outrider.errors import UsageError
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

    from outrider.engine.send.send_job import WorkspaceSnapshot
    from outrider.model.auth import AuthConfig
    from outrider.model.token import AccessToken
    from outrider.model.workspace import RequestWithFolders
    from outrider.oauth.issued_token_requests import TokenIntrospection

_INACTIVE = (
    "The token is not active: it has expired, was revoked, or is not for this client to introspect."
)


def introspect(
    arguments: argparse.Namespace,
    snapshot: WorkspaceSnapshot,
    config: AuthConfig,
    request: RequestWithFolders | None,
) -> int:
    """Prints what the authorization server says of the token; returns the exit status."""

    async def body(engine: Engine) -> tuple[AccessToken, TokenIntrospection] | None:
        management = engine.token_management
        return await management.introspect(snapshot, config, request, fresh=arguments.fresh)

    console = None if arguments.quiet else sys.stderr
    found = run_with_engine(body, console, verbose=arguments.verbose)
    assert found is not None
    _, said = found
    if arguments.json:
        _write_json(snapshot, {"active": said.active, "introspection": dict(said.members)})
        return 0
    shown = [(name, visible_line(text)) for name, text in claim_lines(said.members, time.time())]
    width = max(len(visible_line(name)) for name, _ in shown)
    sys.stdout.writelines(f"{visible_line(name).ljust(width)}  {text}\n" for name, text in shown)
    if not said.active and not arguments.quiet:
        sys.stderr.write(f"{_INACTIVE}\n  Pass --fresh to fetch a new token.\n")
    return 0


def revoke(
    arguments: argparse.Namespace,
    snapshot: WorkspaceSnapshot,
    config: AuthConfig,
    request: RequestWithFolders | None,
) -> int:
    """Revokes the token that is kept; returns the exit status.

    Raises:
        UsageError: tokens are not shared, so that this process keeps none.
    """

    async def body(engine: Engine) -> bool:
        if not arguments.fresh and await engine.shared_tokens.place() is None:
            raise UsageError(
                "Nothing to revoke: commands do not share their tokens.",
                code="no_cached_token",
                why='They do with cache = "shared" below [tokens] in the settings, or '
                "OUTRIDER_TOKENS=shared.",
                advice="Pass --fresh to fetch a token and revoke it.",
            )
        management = engine.token_management
        return await management.revoke(snapshot, config, request, fresh=arguments.fresh)

    console = None if arguments.quiet else sys.stderr
    was_there = run_with_engine(body, console, verbose=arguments.verbose)
    if arguments.json:
        _write_json(snapshot, {"revoked": was_there})
    if not arguments.quiet:
        auth = visible_line(config.name or config.place.file)
        nothing = f'No token of auth definition "{auth}" is cached: nothing was revoked.\n'
        sys.stderr.write("Token revoked.\n" if was_there else nothing)
    return 0


def _write_json(snapshot: WorkspaceSnapshot, members: dict[str, Any]) -> None:
    from outrider.cli.output.json_output import write_json

    write_json({"environment": snapshot.environment_id or None, **members, "error": None})
