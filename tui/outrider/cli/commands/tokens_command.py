"""``outrider tokens``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

from outrider.cli.async_runner import run_with_engine
from outrider.cli.commands.list_commands import align_columns
from outrider.cli.output.terminal_width import columns_of
from outrider.engine.engine import Engine
from outrider.model.secret import MASK
from outrider.model.token import TokenState
from outrider.model.units import span_text
from outrider.visible_text import visible_line

if TYPE_CHECKING:
    import argparse

    from outrider.engine.tokens.shared_document import StoredToken

_HEADER = ["ENVIRONMENT", "AUTH", "EXPIRES IN", "SCOPE", "WORKSPACE"]


def command(arguments: argparse.Namespace) -> int:
    """Lists or clears the tokens that processes share; returns the exit status."""
    if arguments.clear:
        return _clear(arguments)

    async def body(engine: Engine) -> tuple[str, tuple[StoredToken, ...], tuple[str, ...]]:
        place = await engine.shared_tokens.place()
        found = await engine.shared_tokens.tokens()
        return str(place or ""), found, engine.shared_tokens.take_problems()

    place, found, problems = run_with_engine(body)
    wanted = arguments.env
    stored = [one for one in found if wanted is None or one.environment == wanted]
    if arguments.json:
        from outrider.cli.output.json_output import write_json

        write_json([_row(one) for one in stored])
    else:
        _write(stored)
    _tell(place, problems, is_empty=not stored)
    return 0


def _clear(arguments: argparse.Namespace) -> int:
    async def body(engine: Engine) -> tuple[str, int, tuple[str, ...]]:
        place = await engine.shared_tokens.place()
        count = await engine.shared_tokens.clear(arguments.env)
        return str(place or ""), count, engine.shared_tokens.take_problems()

    place, count, problems = run_with_engine(body)
    if arguments.json:
        from outrider.cli.output.json_output import write_json

        write_json({"cleared": count})
    if place:
        tokens = "1 token" if count == 1 else f"{count} tokens"
        sys.stderr.write(f"Cleared {tokens} ({place}).\n")
    _tell(place, problems, is_empty=False)
    return 0


def _tell(place: str, problems: tuple[str, ...], *, is_empty: bool) -> None:
    """Says why there is nothing, where there is nothing."""
    for problem in problems:
        sys.stderr.write(f"warning: {problem}\n")
    if not place and not problems:
        sys.stderr.write(
            "Tokens are not shared: each command fetches its own.\n"
            '  Set cache = "shared" below [tokens] in the settings, or OUTRIDER_TOKENS=shared.\n'
        )
    elif is_empty and place:
        sys.stderr.write(f"No shared tokens ({place}).\n")


def _row(stored: StoredToken) -> dict[str, Any]:
    token, now = stored.token, time.time()
    scope = token.scope if token.scope is not None else token.requested_scope
    return {
        "workspace": stored.workspace,
        "environment": stored.environment or None,
        "auth": stored.auth,
        "access_token": MASK,
        "token_type": stored.token_type,
        "expires_at": stored.expires_at,
        "expires_in": max(int(stored.expires_at - now), 0),
        "expired": token.state(now) is not TokenState.FRESH,
        "scope": " ".join(sorted(scope)),
        "refresh_token": bool(stored.refresh_token),
    }


def _write(stored: list[StoredToken]) -> None:
    cells = [[visible_line(cell) for cell in _cells(one)] for one in stored]
    columns = columns_of(sys.stdout)
    if columns and cells:
        cells.insert(0, _HEADER)
    sys.stdout.writelines(f"{line}\n" for line in align_columns(cells, columns))


def _cells(stored: StoredToken) -> list[str]:
    row = _row(stored)
    left = "expired" if row["expired"] else span_text(row["expires_in"])
    scope = row["scope"] or "-"
    return [stored.environment or "-", stored.auth, left, scope, stored.workspace]
